"""Whether words of a rationale only recite a guideline or a study, or only close it: neither is a ground."""

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Reason
from imr_llm.text.patterns import linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span

# A guideline sentence decides by itself where the guideline speaks against the treatment.
_BY_ITSELF: frozenset[Reason] = frozenset(
    {"not_recommended_by_guideline", "insufficient_evidence", "safety_risk", "alternative_available"}
)
_AGAINST = linear(
    rb"\b(?:no|not|never|without|against|lack\w*|insufficient\w*|limited|unproven|little|rather|instead|only|weak\w*"
    rb"|inferior|risk\w*|adverse|harm\w*|experimental|investigational|controvers\w+|silent|rarely|dependen\w+|caution\w*"
    rb"|before|first|alternative\w*|superior|more effective|avoid\w*|discourag\w+|nor|contraindicat\w+)\b"
)
# Whose words these are: a book's, a study's.
_BOOK = linear(
    rb"^.{0,60}?\b(?:(?:guidelines?|mtus|odg|acoem|chapter \d+|table [\d-]+|page \d+|criteria|literature|fda|authors"
    rb"|manual) ?(?:\([^)]*\) ?)?(?:\w+ ){0,3}(?:states?|recommends?|notes?|indicates?|suggests?|supports?|advises?"
    rb"|requires?|allows?|identif(?:y|ies)|outlines?|lists?|reports?|found|finds?|shows?|defines?|includes?|are|is|says?|sets?)\b"
    rb"|according to|per (?:the )?(?:ca )?(?:mtus|odg|acoem|guidelines?)|studies|stud(?:y|ies) (?:by|found|show\w*|ha)"
    rb"|trials? (?:found|show\w*|have)|meta-analys\w+|systematic review)"
)
_GENERAL = linear(
    rb"\b(?:is|are) (?:generally |only |usually |typically |not )?"
    rb"(?:recommended|indicated|supported|reserved|considered) (?:as|for|when|if|only|in|after|to|prior)\b"
    rb"|^recommended\b|^not recommended\b|\bshould (?:only |not )?be\b|\bpatients (?:with|who)\b|\bfor patients\b"
    rb"|\bin patients\b|\bmay be (?:recommended|indicated|considered)\b"
)
# What ties a sentence to this worker, request or file.
_THIS = linear(
    rb"\b(?:this|the|these) (?:\w+[' -]?\w* ){0,2}(?:patient|applicant|claimant|worker|employee|member|individual|case"
    rb"|request\w*|provider|physician|surgeon|records?|documentation|notes?|report\w*|file|treating|attending"
    rb"|prescri\w+|injured|medical information|submitted|available|exam\w*|history|information)\b"
    rb"|\b(?:he|she|his|her|hers|him|mr|ms|mrs)\b|\bin this (?:case|instance|setting|context|clinical)\b|\bhere\b"
    rb"|\bthere (?:is|was|were|are|has|have|does|did)\b|\b(?:not|no|without|lack of|been) (?:\w+ )?document\w*"
    rb"|\bpatient(?:'s| has| had| is| was| does| did| continues| already)\b|\b(?:provided|submitted|reviewed)\b"
    rb"|\bit (?:is|was) (?:not )?(?:clear|unclear|noted|unknown|evident)|\brequested\b|\bthe current\b|\bat issue\b"
    rb"|\bin question\b|\bclaimant\b|\bapplicant\b|\bno (?:evidence|indication|mention|record|clear)\b"
)
# Where, in a sentence that recites, the reviewer begins to speak.
_PIVOT = linear(
    rb"\bhere,|\bin this (?:case|instance)\b|\bhowever,|\bbut (?:there|the|this|he|she|no|it)\b|\b(?:therefore|thus),?"
    rb"|\bgiven that\b|; "
)
_CLOSING = linear(
    rb"\b(?:is|are|was|were|be|been|as)(?: determined to| deemed| considered| found| felt| seen as| therefore)?"
    rb"(?: to)?(?: not)?(?: be)? (?:medically )?(?:necessary|certified|authorized|appropriate|approved|warranted)\b"
    rb"|\bmedical necessity (?:is|was|has|have|of|for)\b"
)
_FORMULA = linear(
    rb"^\W*(?:therefore|thus|as such|based on|given|in light of|for these reasons|hence|accordingly|consequently|no,"
    rb"|yes,|the (?:\w+ ){0,8}?request|medical necessity|this request|overall|in summary|in conclusion"
    rb"|due to the above)"
)
# A closing that gives its cause is a ground.
_CAUSE = linear(
    rb"\b(?:because|since|due to|as (?:there|the|he|she|this|it)|without|for (?:lack|failure)|lack"
    rb"|based on (?:the |this )?(?:patient|applicant|claimant|worker|exam)|until|unless"
    rb"|absent|not shown|exceed\w*)\b"
)


def recites(clean: CleanText, rationale: Span, quote: Span, code: Reason) -> bool:
    """Whether a quote stands in a sentence that only recites. `code`: what it is said to prove."""
    words = clean.lower[slice(*_part_around(clean, rationale, quote))]
    if _THIS.search(words) or not (_BOOK.search(words) or _GENERAL.search(words)):
        return False
    return not (code in _BY_ITSELF and _AGAINST.search(clean.lower[slice(*quote)]))


def closes(clean: CleanText, quote: Span) -> bool:
    """Whether a quote is no more than the formula that gives the decision."""
    words = clean.lower[slice(*quote)]
    return bool(_CLOSING.search(words) and _FORMULA.search(words) and not _CAUSE.search(words))


def _part_around(clean: CleanText, rationale: Span, quote: Span) -> Span:
    """The sentence around a quote, from where the reviewer begins to speak in it, if that is before the quote's end."""
    around = [part for part in sentences(clean, rationale) if part.start < quote.end and quote.start < part.end]
    if not around:
        return quote
    whole = Span(around[0].start, around[-1].end)
    turns = [match.start() for match in _PIVOT.finditer(clean.lower, whole.start, quote.end)]
    starts = [turn for turn in turns if turn <= quote.start]
    ends = [match.start() for match in _PIVOT.finditer(clean.lower, quote.end, whole.end)]
    return Span(starts[-1] if starts else whole.start, ends[0] if ends else whole.end)
