import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imr_llm.llm.answers.grounding import Source, ground, turned
from imr_llm.text.spans import Span
from tests.llm.perfect import SEEDS, letter_of

TEXT = (
    "This is a 54-year-old male roofer with a date of injury of 10/20/2016. He fell from a 12-foot ladder onto "
    "his left knee. Norco 10/325 mg #60 was certified on December 5, 2016; Xanax 0.5 mg #90 was denied. The right "
    "shoulder shows no acute fracture. There is no documentation of functional improvement with prior therapy. "
    "MRI of the lumbar spine without contrast at L4-5 revealed a 3 mm disc protrusion. The patient is not a "
    "surgical candidate and is no longer working. Physical therapy 2 times a week for 6 weeks, with bilateral "
    "wrist braces, exceeds the guideline. Pain is rated 8/10 before and 4/10 after medication. Straight leg raise "
    "was positive at 60 degrees. The claimant denies numbness.\n"
    "Hypertension is controlled with Lisinopril 20 mg. C5-C6 facet injection gave 80% relief for six hours. The "
    "request for hydrocodone 120 tablets is not medically necessary. The appeal was upheld, and the fee is "
    "approved. Temperature was -2.5 below the mean. He takes 7.5 mg or 15 mg at night. Abduction is to 90 "
    "degrees. The use of cervical traction is recommended only after failure of two first-line drugs."
)

# The letter's words, and the same with one fact changed.
ALTERED = [
    ("is not medically necessary", "is medically necessary"),
    ("120 tablets is not medically necessary", "120 tablets is medically necessary"),
    ("is not medically necessary", "is not not medically necessary"),
    ("is not medically necessary", "is never medically necessary"),
    ("The appeal was upheld", "The appeal was not upheld"),
    ("The appeal was upheld, and the fee is approved", "The appeal was overturned, and the fee is approved"),
    ("the fee is approved", "the fee is denied"),
    ("the fee is approved", "the fee is not approved"),
    ("was certified on December 5, 2016", "was non-certified on December 5, 2016"),
    ("was certified on December 5, 2016", "was denied on December 5, 2016"),
    ("was certified on December 5, 2016", "was certified on December 6, 2016"),
    ("was certified on December 5, 2016", "was certified on November 5, 2016"),
    ("was certified on December 5, 2016", "was certified on December 5, 2015"),
    ("date of injury of 10/20/2016", "date of injury of 10/21/2016"),
    ("date of injury of 10/20/2016", "date of injury of 10/20/2015"),
    ("date of injury of 10/20/2016", "date of injury of 20/10/2016"),
    ("54-year-old male roofer", "45-year-old male roofer"),
    ("54-year-old male roofer", "54-year-old female roofer"),
    ("54-year-old male roofer", "54-month-old male roofer"),
    ("54-year-old male roofer", "54-year-old male rooter"),
    ("fell from a 12-foot ladder", "fell from a 21-foot ladder"),
    ("fell from a 12-foot ladder", "fell from a 12-inch ladder"),
    ("fell from a 12-foot ladder", "fell onto a 12-foot ladder"),
    ("onto his left knee", "onto his right knee"),
    ("onto his left knee", "onto her left knee"),
    ("onto his left knee", "onto his left elbow"),
    ("onto his left knee", "onto his left knees"),
    ("Norco 10/325 mg #60", "Norco 10/325 mg #90"),
    ("Norco 10/325 mg #60", "Norco 5/325 mg #60"),
    ("Norco 10/325 mg #60", "Norco 10/325 mcg #60"),
    ("Norco 10/325 mg #60", "Soma 10/325 mg #60"),
    ("Norco 10/325 mg #60", "Norco 10/325 mg 60"),
    ("Xanax 0.5 mg #90 was denied", "Zantac 0.5 mg #90 was denied"),
    ("Xanax 0.5 mg #90 was denied", "Xanax 5 mg #90 was denied"),
    ("Xanax 0.5 mg #90 was denied", "Xanax 0.5 g #90 was denied"),
    ("Xanax 0.5 mg #90 was denied", "Xanax .05 mg #90 was denied"),
    ("Xanax 0.5 mg #90 was denied", "Xanax 0.5 mg #60 was denied"),
    ("Xanax 0.5 mg #90 was denied", "Xanax 0.5 mg #90 was approved"),
    ("right shoulder shows no acute fracture", "left shoulder shows no acute fracture"),
    ("right shoulder shows no acute fracture", "right shoulder shows acute fracture"),
    ("right shoulder shows no acute fracture", "right shoulder shows an acute fracture"),
    ("right shoulder shows no acute fracture", "right shoulder shows no old fracture"),
    ("no documentation of functional improvement", "documentation of no functional improvement"),
    ("is no documentation of functional improvement", "is documentation of functional improvement"),
    ("lumbar spine without contrast", "lumbar spine with contrast"),
    ("lumbar spine without contrast", "thoracic spine without contrast"),
    ("lumbar spine without contrast at L4-5", "lumbar spine without contrast at L5-S1"),
    ("contrast at L4-5 revealed", "contrast at L4-6 revealed"),
    ("contrast at L4-5 revealed", "contrast at L3-5 revealed"),
    ("contrast at L4-5 revealed", "contrast at L45 revealed"),
    ("revealed a 3 mm disc protrusion", "revealed a 3 cm disc protrusion"),
    ("revealed a 3 mm disc protrusion", "revealed a 5 mm disc protrusion"),
    ("is not a surgical candidate", "is a surgical candidate"),
    ("and is no longer working", "and is working"),
    ("and is no longer working", "and is still working"),
    ("and is no longer working", "and was no longer working"),
    ("2 times a week for 6 weeks", "6 times a week for 2 weeks"),
    ("2 times a week for 6 weeks", "2 times a day for 6 weeks"),
    ("2 times a week for 6 weeks", "2 times a week for 6 months"),
    ("2 times a week for 6 weeks", "2-6 times a week for 6 weeks"),
    ("with bilateral wrist braces", "with left wrist braces"),
    ("with bilateral wrist braces", "without bilateral wrist braces"),
    ("with bilateral wrist braces", "with bilateral ankle braces"),
    ("exceeds the guideline", "meets the guideline"),
    ("rated 8/10 before and 4/10 after", "rated 4/10 before and 8/10 after"),
    ("rated 8/10 before and 4/10 after", "rated 8/10 after and 4/10 before"),
    ("raise was positive at 60 degrees", "raise was negative at 60 degrees"),
    ("raise was positive at 60 degrees", "raise was positive at 90 degrees"),
    ("The claimant denies numbness", "The claimant reports numbness"),
    ("The claimant denies numbness", "The claimant has numbness"),
    ("Hypertension is controlled", "Hypotension is controlled"),
    ("Hypertension is controlled", "Hypertension is uncontrolled"),
    ("controlled with Lisinopril 20 mg", "controlled with Losartan 20 mg"),
    ("controlled with Lisinopril 20 mg", "controlled with Lisinopril 200 mg"),
    ("C5-C6 facet injection", "C6-C7 facet injection"),
    ("C5-C6 facet injection", "L5-L6 facet injection"),
    ("gave 80% relief for six hours", "gave 80 relief for six hours"),
    ("gave 80% relief for six hours", "gave 80% relief for six days"),
    ("gave 80% relief for six hours", "gave 80% relief for ten hours"),
    ("for hydrocodone 120 tablets", "for hydromorphone 120 tablets"),
    ("for hydrocodone 120 tablets", "for oxycodone 120 tablets"),
    ("for hydrocodone 120 tablets", "for hydrocodone 20 tablets"),
    ("Temperature was -2.5 below", "Temperature was 2.5 below"),
    ("Temperature was -2.5 below the mean", "Temperature was -2.5 above the mean"),
    ("takes 7.5 mg or 15 mg at night", "takes 15 mg or 7.5 mg at night"),
    ("takes 7.5 mg or 15 mg at night", "takes 75 mg or 15 mg at night"),
    ("takes 7.5 mg or 15 mg at night", "takes 7.5 mg and 15 mg at night"),
    ("Abduction is to 90 degrees", "Adduction is to 90 degrees"),
    ("Abduction is to 90 degrees", "Abduction is to 60 degrees"),
    ("traction is recommended only after failure", "traction is not recommended only after failure"),
    ("traction is recommended only after failure", "traction is recommended after failure"),
    ("only after failure of two first-line drugs", "only before failure of two first-line drugs"),
    ("failure of two first-line drugs", "failure of two second-line drugs"),
    ("failure of two first-line drugs", "failure of three first-line drugs"),
]  # fmt: skip


def places(quote: str, text: str = TEXT) -> tuple[str, list[str]]:
    grounded = ground(quote, text)
    return grounded.match, [text[start:end] for start, end in grounded.spans]


class TestAltered:
    def test_the_table_is_long_and_its_pairs_differ(self):
        assert len({altered for _, altered in ALTERED}) >= 60

    @pytest.mark.parametrize(("faithful", "altered"), ALTERED, ids=[altered for _, altered in ALTERED])
    def test_is_absent_while_the_letters_words_are_exact(self, faithful, altered):
        assert ground(faithful, TEXT).match == "exact"
        assert ground(altered, TEXT).match == "absent"

    @pytest.mark.parametrize(
        ("quote", "text"),
        [
            ("60 tablets", "160 tablets"),
            ("5 mg", "7.5 mg"),
            ("5 mg", "take .5 mg"),
            ("3 visits", "2-3 visits"),
            ("L4", "at L4-5"),
            ("80", "80% relief"),
            ("2.5", "was -2.5"),
            ("10", "Norco 10/325"),
            ("20/2016", "on 10/20/2016"),
            ("18 months", "<18 months"),
            ("necessary", "unnecessary"),
            ("certified", "noncertified"),
            ("hip", "hipbone"),
        ],
    )
    def test_a_quote_that_cuts_a_word_or_number_is_absent(self, quote, text):
        assert ground(quote, text).match == "absent"

    @pytest.mark.parametrize(
        "quote", ["", " ", "...", "the", "the an", "--", "\x1f", "zebra", "a" * 5000, TEXT + " more"]
    )
    def test_nothing_stands_nowhere(self, quote):
        assert ground(quote, "Norco was denied.").match == "absent"


class TestExact:
    @pytest.mark.parametrize(
        ("quote", "text", "place"),
        [
            ("left KNEE", "the Left  knee.", "Left  knee"),
            ("self-directed home", "active self- directed home PT", "self- directed home"),
            ("10–20", "from 10-20 days", "10-20"),
            ("a “fair” response", 'a "fair" response', 'a "fair" response'),
            ("patient's pain", "The patient’s pain", "patient’s pain"),
            ("low\nback", "the low back.", "low back"),
            ("  Norco was denied. ", "so Norco\nwas denied", "Norco\nwas denied"),
            ("therapy - knee", "therapy – knee", "therapy – knee"),
            (".5 mg", "take .5 mg", ".5 mg"),
            ("3/25/2002", "on 2/9/2002-3/25/2002.", "3/25/2002"),
            ("2/9/2002", "on 2/9/2002-3/25/2002.", "2/9/2002"),
            ("İstanbul clinic", "the İSTANBUL clinic", "İSTANBUL clinic"),
        ],
    )
    def test_folds_space_case_hyphens_and_quotation_marks(self, quote, text, place):
        assert places(quote, text) == ("exact", [place])

    def test_keeps_all_places(self):
        text = "No MRI. The MRI of the knee. An MRI."
        assert ground("MRI", text).spans == (Span(3, 6), Span(12, 15), Span(32, 35))

    @given(st.data())
    def test_every_stretch_of_words_is_found_where_it_stands(self, data):
        text = letter_of(data.draw(st.sampled_from(SEEDS))).clean.text
        blanks = [at for at, sign in enumerate(text) if sign in " \n"]
        start = data.draw(st.sampled_from(blanks[:-30])) + 1
        end = data.draw(st.sampled_from([at for at in blanks if start < at < start + 200] or [len(text)]))
        grounded = ground(text[start:end], text)
        core = text[start:end].strip(" .,;:\"'()[]-")
        if any(map(str.isalnum, core)):
            assert grounded.match == "exact"
            assert any(start <= span.start and span.end <= end for span in grounded.spans)


class TestClose:
    @pytest.mark.parametrize(
        ("quote", "place"),
        [
            ("54 year old male roofer", "54-year-old male roofer"),
            ("MRI of lumbar spine without contrast", "MRI of the lumbar spine without contrast"),
            ("the appeal was upheld and fee is approved", "appeal was upheld, and the fee is approved"),
            ("failure of two first line drugs", "failure of two first-line drugs"),
        ],
    )
    def test_forgives_punctuation_hyphens_between_words_and_articles(self, quote, place):
        assert places(quote) == ("close", [place])

    def test_keeps_all_places(self):
        assert places("low back, pain", "low-back pain and then Low back pain") == (
            "close",
            ["low-back pain", "Low back pain"],
        )

    def test_what_is_not_alike_is_not_close(self):
        assert ground("a.,;:.,;:.,;:.,;:.,;:.,;:b", "a the the the the the b").match == "absent"


class TestTurned:
    @pytest.mark.parametrize(
        ("text", "quote", "expected"),
        [
            ("It is not medically necessary", "medically necessary", True),
            ("It is not considered medically necessary", "medically necessary", True),
            ("There is no radiculopathy", "radiculopathy", True),
            ("He denies numbness", "numbness", True),
            ("MRI without evidence of a tear", "a tear", True),
            ("It doesn't meet criteria", "meet criteria", True),
            ("ruled out fracture", "fracture", True),
            ("He did not improve. Lumbar strain was found", "Lumbar strain", False),
            ("no red flags, lumbar strain", "lumbar strain", False),
            ("Diagnoses: lumbar strain", "lumbar strain", False),
            ("not in the very least degree improved", "improved", False),
        ],
    )
    def test_a_quote_cut_off_from_its_negation(self, text, quote, expected):
        assert turned(text, ground(quote, text).spans[0]) is expected


def test_twelve_quotes_cost_about_a_millisecond():
    text = letter_of(SEEDS[1]).clean.text
    quotes = [" ".join(text[at : at + 120].split(" ")[1:-1]) for at in range(900, 7_500, 600)] + ["not in the letter"]

    def once() -> float:
        begin = time.process_time()
        source = Source(text)
        for quote in quotes:
            source.ground(quote)
        return time.process_time() - begin

    # Ten times the measured cost, so that a slow machine passes and a quadratic search does not.
    assert min(once() for _ in range(5)) < 0.005


def test_cost_grows_with_the_text_and_not_faster():
    def cost(copies: int) -> float:
        text = "no pain at 7.5 - mg, the left (knee). " * copies
        quotes = ["no pain at 90 mg, the left knee", "the right knee", "pain at 7.5-mg the left knees", "no" * 900]
        begin = time.process_time()
        source = Source(text)
        for quote in quotes:
            source.ground(quote)
        return time.process_time() - begin

    cost(100)
    small, large = min(cost(200) for _ in range(5)), min(cost(3_200) for _ in range(3))
    assert large < 16 * small * 4
