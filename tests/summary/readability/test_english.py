"""English syllables against words counted by hand, the words of the English messages among them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.summary.readability.english import count

COUNTED = """
a:1 able:2 about:2 after:2 again:2 against:2 agree:2 agreed:2 all:1 allow:2 allows:2 already:3 also:2 amount:2 an:1
and:1 another:3 answer:2 appeal:2 approve:2 approved:2 are:1 as:1 ask:1 asked:1 asks:1 at:1 be:1 because:2 before:2
below:2 best:1 better:2 bill:1 body:2 both:1 but:1 call:1 calls:1 can:1 care:1 case:1 certain:2 change:1 changed:1
cheaper:2 check:1 choice:1 choices:2 clear:1 clearly:2 come:1 common:2 company:3 compare:2 conditions:3 could:1
counts:1 covered:2 date:1 decide:2 decided:3 decision:3 did:1 different:3 do:1 doctor:2 doctor's:2 does:1 dose:1
earlier:2 effects:2 enough:2 exam:2 exams:2 exercises:4 failed:1 far:1 favor:2 first:1 fits:1 for:1 found:1 free:1
from:1 give:1 gives:1 goes:1 good:1 guideline:2 guideline's:2 had:1 happens:2 hard:1 has:1 have:1 help:1 helped:1
helps:1 here:1 home:1 how:1 if:1 important:3 imr:1 in:1 independent:4 insurance:3 into:2 is:1 it:1 job:1 keep:1 kind:1
last:1 law:1 leaves:1 left:1 less:1 letter:2 letter's:2 like:1 line:1 list:1 long:1 longer:2 look:1 made:1 main:1
many:2 mark:1 may:1 medical:3 medicine:3 medicines:3 meet:1 missing:2 more:1 much:1 must:1 name:1 names:1 need:1
needed:2 nerve:1 new:1 news:1 next:1 no:1 not:1 note:1 notes:1 notice:2 number:2 of:1 office:2 on:1 once:1 one:1
only:2 or:1 other:2 our:1 out:1 outweigh:2 own:1 pain:1 part:1 parts:1 pay:1 pays:1 person:2 pictures:2 pill:1 plain:1
planned:1 please:1 points:1 problem:2 put:1 read:1 reading:2 reason:2 reasons:2 recommend:3 records:2 refill:2
refills:2 refusal:3 request:2 research:2 rest:1 result:2 results:2 review:2 reviewer:3 reviewer's:3 right:1 risks:1
safer:2 safety:2 same:1 say:1 says:1 send:1 set:1 sets:1 several:3 short:1 shots:1 should:1 show:1 shows:1 side:1
sides:1 signs:1 simpler:2 since:1 so:1 someone:2 something:2 soon:1 step:1 still:1 stop:1 such:1 suddenly:3 surgery:3
symptoms:2 talk:1 tell:1 tells:1 test:1 tests:1 than:1 that:1 the:1 therapy:3 there:1 these:1 they:1 things:1 this:1
those:1 time:1 times:1 to:1 together:3 treatment:2 treatments:2 tried:1 under:2 up:1 use:1 used:1 visit:2 visits:2
was:1 watched:1 way:1 week:1 weeks:1 were:1 what:1 where:1 which:1 who:1 whole:1 why:1 win:1 with:1 within:2 won:1
word:1 words:1 work:1 works:1 would:1 wrote:1 you:1 your:1 yours:1 idea:3 area:3 being:2 quiet:2 radiology:5
physician:3 medication:4 condition:3 spinal:2 injured:2 needed:2 wanted:2 asked:1 helped:1 tables:2 boxes:2 changes:2
judges:2 places:2 walked:1 recommended:4 evaluation:5 utilization:5 determination:5 necessary:4 appropriate:4
therapeutic:4 acupuncture:4 chiropractic:4 opioid:3 injection:3 physical:3 electric:3 medial:3 cervical:3 lumbar:2
radicular:4 previous:3 serious:3 various:3 continuous:4 evaluate:4 period:3 material:4 initial:3 social:2 special:2
patient:2 patients:2 science:2 diagnosis:4 diagnoses:4 deny:2 denied:2 denies:2 studies:2 bodies:2 employee:3
employer:3 knee:1 knees:1 shoulder:2 elbow:2 wrist:1 ankle:2 muscle:2 spine:1 surgeon:2 surgical:3 x-ray:2 mailed:1
signed:1 sworn:1 penalty:3 perjury:3 official:3 officer:3 information:4 assistance:3 california:4 administrator:5
claims:1 upheld:2 overturned:3 retrospective:4 conservative:4 functional:3 improvement:3 exercise:3 program:2
neuropathic:4 radiculopathy:6 aloud:2 poem:2 create:2 created:3 reality:4 theory:3 museum:3 video:3 oral:2 safely:2
statement:2 movement:2 excitement:3 element:3 hopeful:2 named:1 judged:1 needle:2 little:2 people:2 apple:2 middle:2
whole:1 while:1 aisle:1 rolled:1 handled:2 settled:2 troubled:2 called:1 filled:1 loved:1 rested:2 added:2 raises:2
uses:2 causes:2 cases:2 sizes:2 fixes:2 washes:2 matches:2 playing:2 saying:2 seeing:2 going:2 doing:2 trying:2 year:1
eye:1 quality:3 quick:1 equal:2 language:2 guide:1 guard:1 question:2 ocean:2 region:2 million:2 opinion:3 union:2
riot:2 violent:3 biology:4 dialysis:4 immediately:5 association:5
"""


def test_there_are_two_hundred_and_fifty_words() -> None:
    assert len({one.split(":")[0] for one in COUNTED.split()}) >= 250


@pytest.mark.parametrize(
    ("word", "number"), [(word, int(number)) for word, number in (c.split(":") for c in COUNTED.split())]
)
def test_words_have_the_syllables_counted_by_hand(word: str, number: int) -> None:
    assert count(word) == number


@pytest.mark.parametrize(
    ("word", "number"), [("10/325mg", 1), ("90", 1), ("MRI", 1), ("six-week", 2), ("Doctor", 2), ("", 1)]
)
def test_numbers_signs_and_hyphens(word: str, number: int) -> None:
    assert count(word) == number


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=20))
def test_every_word_has_a_syllable_and_no_more_than_letters(word: str) -> None:
    assert 1 <= count(word) <= len(word)
