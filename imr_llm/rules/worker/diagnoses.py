"""The conditions that the letter names as diagnoses.

Words such as "diagnoses include" or "is being treated for" announce a list; the list ends with its sentence, or where
the sentence goes on to something else. The rationales are asked only where the case summary names none, and then only
for what they say of the worker: they also recite guidelines.
"""

from collections.abc import Iterator
from itertools import zip_longest

from imr_llm.letter.model import CleanText, SectionedLetter
from imr_llm.record.compare import fold
from imr_llm.rules.text.narrative import case_summary, rationales, words_before
from imr_llm.rules.text.proofs import Proofs
from imr_llm.rules.worker.condition_lists import WORDS, split_conditions
from imr_llm.text.patterns import Hit, Rule, Ruleset, linear
from imr_llm.text.sentences import sentence_end
from imr_llm.text.spans import Span

_WORKER = r"(?:injured workers?|patient|applicant|claimant|worker|employee|iw|he|she|his|her)"
_STATED = (
    r"(?:documented|noted|listed|reported|given|described|identified|recorded|stated|provided|rendered|made"
    r"|established|indicated|specified)"
)
_LINK = (
    rf"(?:(?: (?:is|are|was|were|have been|has been|had been|continue to be|remains?|remained))(?: (?:currently|also"
    rf"|again))?"
    rf"(?: {_STATED})?(?: (?:as|to be|to include|to have|including|of|with)\b)?"
    rf"|(?: {_STATED})?(?: (?:that|which|have|has|had|also))* (?:includ(?:ed|es|ing|e)|of|to include|consist(?:s|ed"
    rf"|ing)? of|as|listed|noted))"
)
# "on December 19, 2016", "dated 12-19-16"; the comma is part of the date.
_ON_A_DAY = r"(?:,? (?:on|dated|from|of|as of) [a-z]{0,9}\.? ?\d[\d/-]{0,9}(?:, ?\d{4})?)?"
_EXAMINER = (
    r"(?:provider|physician|doctor|dr\.?|surgeon|specialist|examiner|psychologist|psychiatrist|neurologist"
    r"|orthop(?:a)?edist|podiatrist|chiropractor|dentist|he|she)"
)
ANNOUNCEMENTS = (
    Rule(
        "diagnoses",
        # As in "diagnoses include", "diagnosis is documented as", "diagnoses per the 06-18-14 report:".
        r"\b(?:diagnos[ei]s|dxs?)(?: ?/ ?impressions?|,? and ?-?/?or impressions?,?| and impressions?)?"
        r"(?: \([^)]{0,30}\))?"
        # A day is tried first, since "as" alone may lead to the list too.
        r"(?:,? as of \S+(?: \S+){0,3}?)?(?:,? (?:per|on|from|in|at|by|for)(?: (?:[^.:;]|\bdr\.){0,60})?)??"
        rf"(?:{_LINK}|(?: ?:))(?: (?:the )?following(?: conditions?)?| as follows)?(?: ?[:-])? ?",
        ("diagnoses", "diagnosis", "dx"),
    ),
    Rule(
        "diagnosed",
        r"\bdiagnosed (?:\w+ly )?(?:with|as(?: having| being| suffering from)?|to have) (?:the following ?:? ?)?",
        ("diagnosed ",),
    ),
    Rule(
        "diagnosed_by",
        rf"\b{_EXAMINER}(?: (?:has|had|also|then|previously))* diagnosed "
        rf"(?:(?:him|her|them|the {_WORKER}) (?:with|as having) )?",
        ("diagnosed ",),
    ),
    Rule("assessed", r"\bassessed (?:with|as having) ", ("assessed ",)),
    Rule(
        "treated",
        r"\b(?:undergoing|receiving|under|continuing|in)(?: \w+)? (?:treatments?|care|therapy) (?:for"
        r"|of) (?:the following: )?"
        r"|\b(?:being|currently|is|was) (?:seen and )?treated for (?:the following: )?",
        ("treat", "care for", "therapy for"),
    ),
    Rule(
        "assessment",
        # As in "Assessment: 1. X" or "the provider's impression was X"; "a risk assessment was performed" is not one.
        r"\b(?:impressions?|assessments?)(?: and plan)? ?: ?(?:the following:? )?"
        r"|\b(?:current|clinical|diagnostic|treating|working|provider's|physician's|surgeon's|doctor's|his"
        rf"|her) (?:impressions?|assessments?){_ON_A_DAY}"
        rf"{_LINK}(?: the following)? ?:? ?",
        ("assessment", "impression"),
    ),
    Rule(
        "opening_assessment",
        rf"(?:\. ?|\n|^)(?:the )?(?:impressions?|assessments?){_ON_A_DAY}{_LINK}(?: the following)? ?:? ?",
        ("assessment", "impression"),
    ),
)
_JUDGEMENTS = ("assessment", "opening_assessment")
# Asked only when nothing plainer is said.
WEAKER = (
    Rule(
        "evaluated",
        r"\b(?:has been|have been|was|being|is) (?:evaluated|followed|seen|managed) for ",
        ("evaluated", "followed", "seen", "managed"),
    ),
)
_ANNOUNCEMENTS, _WEAKER = Ruleset(ANNOUNCEMENTS), Ruleset(WEAKER)
# "lists X, Y and Z as the diagnoses": the list stands before the word.
_LISTED_AS = linear(
    rb"\b(?:lists?|listed|gives?|gave|notes?|noted|documents?|documented|describes?|described|names?|named|recorded"
    rb"|shows?|showed|reports?|reported|states?|stated|carr(?:y|ies|ied)) ([^.;]{5,200}?) as (?:(?:the|current|his|her"
    rb"|working|treating|primary|main|present) )*diagnos[ei]s\b"
)
# "Gout and a sprain were diagnosed on 3/4/2013".
_WERE_DIAGNOSED = linear(rb"(?:^|[.;] )([^.;]{3,160}?) (?:was|were) diagnosed(?: (?:on|by|in|at|during)\b|[.,;])")

# Announced, but not of this worker, not held, or not a physician's judgement.
_NOT_HELD = linear(
    rb"\b(?:no|not|without|lack of|absence of|never|nor|whether|differential|establish(?:es|ed|ing)? (?:the|a)"
    rb"|suspected|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out|exclud(?:e|es|ed|ing))"
    rb" (?:[a-z]+ ){0,2}$"
    rb"|\b(?:no|not|lack of|without) (?:indication|indicate|evidence|documentation|document|mention"
    rb"|record)\b[^.;]{0,60}$"
    rb"|\b(?:mother|father|wife|husband|brother|sister|son|daughter|family)(?:'s)?\b[^.;,]{0,30}$"
)
# The sentence goes on to say that it is none after all: "a diagnosis of gout was ruled out".
_TAKEN_BACK = linear(
    rb"^,? (?:which |that )?(?:is|are|was|were|has|have|had)(?: (?:been|since|later|now|then|both|all))*"
    rb" (?:ruled out|excluded|not (?:confirmed|established|supported|present|found)|denied)\b"
)
_LOOK = 60
# What a scan or a test shows is a finding. "Assessment" and "impression" may close a report on one.
_SCAN = linear(rb"\b(?:mri|ct|x-?rays?|scans?|emg|ncv|radiographs?|ultrasound|arthrogram|myelogram|sonogram|study)\b")
# In a rationale the sentence must speak of the worker, and of this one.
_OF_WORKER = linear(rf"\b{_WORKER}\b".encode())
_RECITAL = linear(rb"\b(?:guidelines?|mtus|odg|acoem|patients|workers|recommend\w*|criteria)\b")

_LIST_ENDS = linear(
    rb" (?:who|which|whose|is|are|was|were|has|have|had|for which|that (?:is|are|was|were|has|had)|stemming from"
    rb"|as a result of|sustained"
    rb"|incurred|based on|according to"
    rb"|following (?:a|an|the|his|her)|after (?:a|an|the|his|her)|since (?:the|a|his|her|\d)|dated|requiring"
    rb"|presenting|confirmed|treated with|for whom)\b"
    rb"|,? (?:and|but|with) (?:has|had|have|was|were|is|are|presented|underwent|complain\w*|report(?:s|ed)|received"
    rb"|prescribed|requires?|continues?|initial"
    rb" x-?rays?|treatment|he|she|the (?:patient|injured|applicant|claimant|provider|physician|treating|treatment"
    rb"|request)|prior|there|requested|recommended"
    rb"|it|this|complaints?)\b"
    rb"|[,;] (?:he|she|the (?:patient|injured|applicant|claimant|provider|physician)|treatment|prior"
    rb"|therefore|while|however|here|but)\b"
    rb"| (?:the patient|the injured worker|the applicant|the claimant|the treatment plan|treatment plan|plan"
    rb"|treatment to date|medications? (?:include|prescribed)|on (?:physical )?exam\w*|physical exam\w*"
    rb"|objective findings|subjective complaints)\b"
)
# What a condition may begin or end with that is no part of it.
_BEGINS = linear(
    rb"^(?:[ ,;:.\"'*-]+|\d{1,2}[/-]\d{1,2}[/-]\d{2,4} ?: ?|(?:in|on|per|from|by) [^.,;:]{1,60}: ?"
    rb"|(?:an?|the|and|or|of|with|consistent with|having|as|also|include|including"
    rb"|chronic diagnos[ei]s of"
    rb"|diagnos[ei]s of|following) "
    rb"|\(?(?:icd-?\d{0,2}(?:-cm)?:? ?)?(?:[abd-kmn-rv-z]\d\d|[a-tv-z]\d\d\.[a-z0-9]{1,4})\)?[ :-]+"
    rb"|\(?(?:icd-?\d{0,2}:? ?)?\d{3}\.\d{1,2}\)?[ :-]+|\(?\d{1,2}[.)] )"
)
_TAIL = linear(
    rb"(?:[ ,;:.\"'*-]+"
    rb"|[ ,]*[(\[](?:icd[^)\]]*|[abd-kmn-rv-z]\d\d|[a-tv-z]\d\d\.[a-z0-9]{1,4}|\d{3}(?:\.\d{1,2})?)[)\]]"
    rb"|[ ,-]+(?:icd-?\d{0,2}(?:-cm)?:? ?)?(?:[a-tv-z]\d\d\.[a-z0-9]{1,4}|\d{3}\.\d{1,2})"
    rb"|,? (?:(?:on|of|from|since|dated|in|as of) )?\(?(?:\d{1,2} ?[-/] ?\d{1,2} ?[-/] ?(?:\d\d)?\d\d|(?:january"
    rb"|february|march|april|may|june"
    rb"|july|august|september|october|november|december) (?:\d{1,2}, )?\d{4})\)?"
    rb"|,? (?:\((?:19|20)\d\d\)|\(?(?:in|since|from|during|of|circa|around|dated|as of) (?:early |late |mid-? ?"
    rb"|about )?(?:19|20)\d\d\)?)"
    rb"|,? (?:and|or|with)(?: an?)? (?:secondary|additional|second|further|associated|another)"
    rb"|,? (?:and|or|with|etc|respectively|on|of|from|since))$"
)
_NOT_A_CONDITION = linear(
    rb"^(?:no|not|by|without|unclear|uncertain|unknown|deferred|pending|none)\b|^\d+$"
    rb"|\b(?:ruled out|excluded)\b"
    rb"|\b(?:diagnos\w+|visits|sessions|requests?|requested|weeks|guidelines?)\b"
)
# The longest condition and the longest list, in characters.
_LONGEST, _LONGEST_LIST = 240, 1200


def read_diagnoses(letter: SectionedLetter, proofs: Proofs) -> tuple[str, ...]:
    """One entry a condition, as written, in order, without duplicates."""
    clean = letter.clean
    found: dict[str, Span] = {}
    for spans in _sources(letter):
        for span in spans:
            found.setdefault(fold(clean.text[slice(*span)]), span)
        if found:
            break
    ordered = tuple(found.values())
    for index, span in enumerate(ordered):
        proofs.add(f"/diagnoses/{index}", span)
    return tuple(clean.text[slice(*span)] for span in ordered)


def _sources(letter: SectionedLetter) -> Iterator[Iterator[Span]]:
    """The places to look, each asked only where the one before names nothing."""
    clean, summary = letter.clean, case_summary(letter)
    if summary:
        yield (span for list_ in _lists(clean, summary, _ANNOUNCEMENTS) for span in _conditions(clean, list_))
        yield (span for list_ in _lists(clean, summary, _WEAKER) for span in _conditions(clean, list_))
        yield (
            span
            for match in _LISTED_AS.finditer(clean.lower, *summary)
            for span in _conditions(clean, Span(*match.span(1)))
        )
        yield (
            span
            for match in _WERE_DIAGNOSED.finditer(clean.lower, *summary)
            if not _OF_WORKER.search(match.group(1)) and not _NOT_HELD.search(match.group(1) + b" ")
            for span in _conditions(clean, Span(*match.span(1)))
        )
    for part in rationales(letter):
        yield (
            span for list_ in _lists(clean, part, _ANNOUNCEMENTS, recites=True) for span in _conditions(clean, list_)
        )


def _lists(clean: CleanText, part: Span, rules: Ruleset, *, recites: bool = False) -> Iterator[Span]:
    """The lists that a part announces, in order; each ends before the next announcement at the latest."""
    hits = sorted(rules.find(clean.lower, part), key=lambda hit: hit.match.start())
    for hit, following in zip_longest(hits, hits[1:]):
        start = hit.match.end()
        limit = max(start, following.match.start()) if following else part.end
        if _is_held(clean, part, hit) and not (recites and not _is_of_worker(clean, part, hit)):
            end = _list_end(clean, start, limit)
            if not _TAKEN_BACK.search(clean.lower[end : min(end + _LOOK, limit)]):
                yield Span(start, end)


def _is_held(clean: CleanText, part: Span, hit: Hit) -> bool:
    """Whether an announcement says that a condition is there, and on a physician's judgement."""
    before = words_before(clean, hit.match.start(), part.start)
    return not (_NOT_HELD.search(before) or (hit.rule.name in _JUDGEMENTS and _SCAN.search(before)))


def _is_of_worker(clean: CleanText, part: Span, hit: Hit) -> bool:
    before = words_before(clean, hit.match.start(), part.start)
    if hit.rule.name in _JUDGEMENTS or _RECITAL.search(before):
        return False
    return _OF_WORKER.search(before) is not None or b"medical records" in before


def _list_end(clean: CleanText, start: int, limit: int) -> int:
    """Where a list ends. In one with numbers, the full stops after a number and before the next do not end it."""
    limit = min(limit, start + _LONGEST_LIST)
    opening = _OPENS_WITH_ONE.search(clean.lower[start : start + 8])
    number = 2 if opening else 1
    end = sentence_end(clean, start + (opening.end() if opening else 0), limit)
    while end + 2 < limit:
        if _ends_with_number(clean.lower[start:end], number):
            number += 1
        elif number == 1 or not clean.lower[end : end + 8].lstrip(b" .)#(").startswith(
            (b"%d." % number, b"%d)" % number)
        ):
            break
        end = sentence_end(clean, end + 1, limit)
    cut = _LIST_ENDS.search(clean.lower, start, end)
    return cut.start() if cut else end


_OPENS_WITH_ONE = linear(rb"^[ #(]{0,3}1[.)] ?")


def _ends_with_number(words: bytes, number: int) -> bool:
    return words.rpartition(b" ")[2].lstrip(b"#(") == b"%d" % number


def _conditions(clean: CleanText, span: Span) -> Iterator[Span]:
    for condition in split_conditions(clean.lower, span):
        trimmed = _trimmed(clean.lower, condition)
        if trimmed:
            yield trimmed


def _trimmed(lower: bytes, span: Span) -> Span | None:
    """A condition without its article, number, code and date; null for what is none."""
    words = lower[span.start : span.end]
    start = 0
    while match := _BEGINS.search(words[start:]):
        start += match.end()
    end = len(words)
    while end > start and (match := _TAIL.search(words[start:end])):
        end = start + match.start()
    words = words[start:end]
    if len(words) < 2 or len(words) > _LONGEST or words in WORDS.not_said or _NOT_A_CONDITION.search(words):
        return None
    return Span(span.start + start, span.start + end)
