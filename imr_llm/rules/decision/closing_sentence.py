"""How a rationale closes: the sentence in which the reviewer says whether the request is medically necessary.

The reader is shy. A condition, a guideline's words, another's decision or a doubtful sentence decides nothing: a wrong
polarity would dispute a right decision. From "medically necessary" it walks back, word by word, to the verb or the
negation.
"""

from typing import NamedTuple

from imr_llm.letter.model import CleanText
from imr_llm.record.codes import Decision
from imr_llm.rules.decision.safety_notice import find_safety_notice
from imr_llm.text.patterns import Rule, Ruleset, linear
from imr_llm.text.sentences import sentences
from imr_llm.text.spans import Span


def _words(words: str) -> frozenset[bytes]:
    return frozenset(words.encode().split())


# Words that turn a predicate round; walking back ends at the first.
_NEGATIONS = _words(
    "not never neither nor cannot non isn't aren't wasn't weren't doesn't don't didn't can't no lacks lack lacking "
    "lacked without fails failed failing fail unable insufficient inadequate absence"
)
_VERBS = _words(
    "is are was were be been appears appear seems remains considered deemed found determined felt judged meets "
    "establishes established supports supported demonstrates demonstrated satisfies satisfied"
)
# Words that say the decision is only thought of, or was made before.
_HEDGES = _words("may might could can must should previously already initially only")
# Words that may stand between: they say nothing about the decision.
_FILLERS = _words(
    "to as seen thought viewed regarded believed seem at this the present time currently presently clearly "
    "clinically yet therefore thus hereby hence also a an of any such both either fully being proven shown "
    "reasonable reasonably otherwise sufficiently adequately recommended and or indicated certified appropriate "
    "warranted justified necessarily truly in my opinion have has had meet met satisfy support establish "
    "demonstrate show substantiate justify document reflect matter per again still now so would will shall it "
    "criteria requirements standard standards definition for does do did documented deem consider necessary "
    "necessity upon review likewise similarly equally"
)
_BREAKS = _words(", ; and but while")
_MOST_WORDS = 12

# "medically necessary" and its misspellings; group 1 is a negation without a blank, group 2 the weaker predicates.
_PREDICATE = linear(
    rb"\b(not|non)?[ -]?medical(?:ly)?[ -]{0,2}(?:n[ei][cs]{1,3}[ea]s{1,2}(?:ar(?:y|ily)|it\w+)|appropriate"
    rb"|indicated|warranted|justified|reasonable|(?:un(?:necessary|warranted|justified)))\b|\b((?:un)?necessary"
    rb"|(?:non-? ?)?certified|approved|authorized|supported|recommended|appropriate|indicated|warranted|unwarranted"
    rb"|justified|reasonable|granted|denied|compatible with)\b"
)
_TURNED = (b"un", b"non", b"denied")
# The necessity as what is spoken of.
CLOSINGS = (
    Rule(
        "necessity_not_shown",
        r"\bmedical(?:ly)? (?:necessity|appropriateness)\b[^;]{0,200}?(?:\b(?:not|cannot|never|fails? to|neither"
        r"|nor)|n't) (?:\w+ ){0,4}?(?:establish|support|demonstrat|substantiat|show|document|prove|met\b|meet\b"
        r"|evident|clear|apparent|confirm|justif|verif|satisf|determin|warrant|present|affirm|identif|corroborat"
        r"|validat|indicated|made\b|provided|found\b)\w*",
        ("necessity", "appropriateness"),
        "upheld",
    ),
    Rule(
        "necessity_wanting",
        r"\bmedical necessity\b[^;,]{0,120}?\b(?:is|are|was|were|remains?|appears?) (?:\w+ly )?(?:lacking|unclear"
        r"|unsupported|unsubstantiated|unproven|questionable|in question|absent)\b",
        ("medical necessity",),
        "upheld",
    ),
    Rule(
        "necessity_shown",
        r"\bmedical necessity\b[^;,]{0,160}?\b(?:is|was|are|were|has been|have been|had been) (?:(?:thus|therefore"
        r"|clearly|also|well|now|been|adequately|sufficiently|deemed|considered|to be|hereby|felt|found) "
        r")*(?:established|supported|demonstrated|substantiated|shown|documented|proven|met|evident|clear|apparent"
        r"|confirmed|justified|verified|satisfied|affirmed|validated)\b",
        ("medical necessity",),
        "overturned",
        rank=1,
    ),
    Rule(
        "review_decision_stands",
        r"\b(?:denial|decision|determination|non-?certification|modification)\b[^;]{0,80}?\b(?:is|was|are|should "
        r"be) (?:\w+ly |therefore |thus )?(?:upheld|affirmed|confirmed)\b",
        ("upheld", "affirmed", "confirmed"),
        "upheld",
    ),
    Rule(
        "review_decision_falls",
        r"\b(?:denial|decision|determination|non-?certification|modification)\b[^;]{0,80}?\b(?:is|was|are|should "
        r"be) (?:\w+ly |therefore |thus )?(?:overturned|reversed)\b",
        ("overturned", "reversed"),
        "overturned",
    ),
)
_CLOSINGS = Ruleset(CLOSINGS)

_CUE = linear(
    rb"\b(?:therefore|thus|hence|as such|accordingly|consequently|likewise|given|request\w*|in summary|in conclusion"
    rb"|medical necessity|for (?:this|these) reasons?|based on|it is|this|under|overall|in light of)\b"
)
# The weaker predicates decide only where the sentence speaks of the request, or sums up.
_SUBJECT = linear(
    rb"\brequest\w*|\b(?:therefore|thus|hence|as such|accordingly|consequently)\b|\b(?:certification|approval"
    rb"|authorization) |\b(?:felt|deemed|considered) (?:to be )?$"
)
_NONE = linear(rb"\b(?:none|neither|nothing)\b|^[,;]? ?no\b")
_CONDITION = linear(
    rb"\b(?:if|unless|until|whether|once|when|whenever|where|in cases|although|instead|alternatively)\b"
)
_CONDITION_AFTER = linear(
    rb"^(?: only)?,? (?:if|when|whenever|unless|until|provided|once|where|for (?:patients|individuals|those|persons"
    rb"|people|all)|in (?:patients|those|individuals|cases)|to the extent|by (?:the )?(?:claims|utilization|prior"
    rb"|previous|ur\b))"
)
# Where the reviewer speaks for themselves again.
_OWN_WORDS = linear(
    rb"\b(?:therefore|thus|hence|as such|accordingly|consequently|given the above|for these reasons|in summary)\b|, "
    rb"(?:and |so )?(?:the|this|these) (?:\w+ ){0,3}?request"
)
# Somebody else's view, or a guideline's, up to the words in question.
_ANOTHERS = linear(
    rb"\b(?:utilization review\w*|ur|claims administrator|(?:prior|previous|first) reviewer|insurer|carrier|denial"
    rb"|provider|treating physician)\b[^;]{0,60}\b(?:that|found|finds|determined|deemed|considered|stated|states"
    rb"|felt|feels|believes|concluded|denied|non-?certified|because|as)\b"
    rb"|\b(?:doctor|surgeon|physician|provider|dr\.? [a-z]+|patient|worker|employee|claimant|applicant|attorney)"
    rb" (?:also |further )?(?:says|said|states|opine[sd]|argue[sd]|believes|claimed|claims that|asserts|contends"
    rb"|maintains|writes|wrote|feels|thinks|insists)\b[^;,]{0,60}$"
)
_RECITED = linear(
    rb"\b(?:guidelines?|mtus|odg|acoem|literature)\b[^,;]{0,40}\b(?:states?|stated|notes?|indicates?|recommends?"
    rb"|suggests?|says?|considers?|recogni[sz]es?|advises?|reports?|defines?)\b"
)
# "The records do not show that it is medically necessary".
_DENIED_CLAUSE = linear(
    rb"(?:\b(?:not|cannot|no|never|fails?|failed|unable|insufficient|unclear|without|lack\w*|neither|little)\b"
    rb"|n't)[^,;]*\b(?:that|whether|why|how)\b[^,;]*$"
)
_NO_PROOF = linear(
    rb"\b(?:establish|support|demonstrat|show|substantiat|prove|document|evidence|justif|conclude|felt|believe"
    rb"|indicat|suggest)[^,;]*\bthat\b"
)
_NO_DOUBT = linear(rb"\b(?:doubt|dispute|question|disagree|deny)")
# How many last characters of a rationale, before any notice to the worker, are looked at: few first, then more.
_REACHES = (420, 1600)
# How many sentences back the decision may stand.
_MOST_SENTENCES = 6


class Closing(NamedTuple):
    """A sentence's decision, with the words that make it; null if they are another's.

    `strong`: it speaks of medical necessity itself, and not of approval.
    """

    decision: Decision | None
    span: Span
    strong: bool


def closing_decision(clean: CleanText, rationale: Span) -> tuple[Decision, Span] | None:
    """What the sentence that closes a rationale decides; null where none does plainly."""
    notice = find_safety_notice(clean, rationale)
    end = notice.start if notice else rationale.end
    for reach in _REACHES:
        start = max(rationale.start, end - reach)
        parts = sentences(clean, Span(start, end))
        # The first part may be the end of a sentence that begins before it.
        closing = _last_decided(clean.lower, parts if start == rationale.start else parts[1:])
        if closing or start == rationale.start:
            return closing
    return None


def _last_decided(lower: bytes, parts: list[Span]) -> tuple[Decision, Span] | None:
    for index in range(len(parts) - 1, max(len(parts) - 1 - _MOST_SENTENCES, -1), -1):
        closing = _decided(lower, parts[index], last=index == len(parts) - 1)
        if closing is None:
            continue
        before = _decided(lower, parts[index - 1], last=False) if index else None
        if closing.decision is None or (before and _are_at_odds(lower, parts[index], before, closing)):
            return None
        return closing.decision, closing.span
    return None


def _are_at_odds(lower: bytes, sentence: Span, before: Closing, closing: Closing) -> bool:
    """Whether two sentences in a row decide otherwise, and nothing shows which one sums up.

    That "medical necessity is not established" is a ground, and "therefore" begins a conclusion.
    """
    if before.decision in (None, closing.decision) or _OWN_WORDS.search(lower, *sentence):
        return False
    return not lower[slice(*before.span)].startswith(b"medical")


def _decided(lower: bytes, sentence: Span, *, last: bool) -> Closing | None:
    """What a sentence decides. One that is not the last must say that it sums up, and speak of necessity."""
    words = lower[slice(*sentence)]
    if not last and b"medical" not in words:
        return None
    found = _all_said(lower, sentence)
    strong = [closing for closing in found if closing.strong]
    if not found or not (last or (strong and _CUE.search(words))):
        return None
    return max(strong or found, key=lambda closing: (closing.span.end, closing.decision == "upheld"))


def necessity_said(lower: bytes, sentence: Span) -> list[Closing]:
    """Everything that a sentence says of medical necessity itself, in its order."""
    found = (closing for closing in _all_said(lower, sentence) if closing.strong)
    return sorted(found, key=lambda closing: (closing.span.end, closing.decision == "upheld"))


def _all_said(lower: bytes, sentence: Span) -> list[Closing]:
    return [*_subjects(lower, sentence), *_predicates(lower[slice(*sentence)], sentence)]


def _subjects(lower: bytes, sentence: Span) -> list[Closing]:
    """Decisions said of the necessity, or of the decision under review."""
    found = []
    for rule, match in _CLOSINGS.find(lower, sentence):
        decision: Decision = "upheld" if rule.value == "upheld" else "overturned"
        before, after = lower[sentence.start : match.start()], lower[match.end() : sentence.end]
        if decision == "overturned" and "necessity" in rule.name and _is_doubtful(before, after):
            continue
        found.append(Closing(decision, Span(*match.span()), True))
    return found


def _predicates(words: bytes, sentence: Span) -> list[Closing]:
    """Decisions said by a predicate: "is not medically necessary", "is certified"."""
    found = []
    for match in _PREDICATE.finditer(words):
        weak, before = match.group(2), words[: match.start()]
        decision = _of_predicate(match.group(0), bool(match.group(1)), before)
        if decision == "overturned":
            decision = _after_doubts(before, words[match.end() :])
        if decision is None or (weak and not _SUBJECT.search(before)):
            continue
        # The blank behind the verb may be the predicate's.
        spaced = before.rstrip() + b" "
        start = max(spaced.rfind(b" " + verb + b" ") for verb in (b"not", b"is", b"are", b"was", b"were"))
        span = Span(sentence.start + start + 1, sentence.start + match.end())
        if not _anothers(before):
            found.append(Closing(decision, span, not weak))
        elif not weak:
            found.append(Closing(None, span, True))
    return found


def _of_predicate(words: bytes, negated: bool, before: bytes) -> Decision | None:
    """The polarity of a predicate with the words before it; "unnecessary" and "denied" turn it round."""
    if negated:
        return "upheld"
    decision = _polarity(before)
    if words.startswith(_TURNED) or b" un" in words:
        # "not denied" grants nothing.
        return "upheld" if decision == "overturned" else None
    return decision


def _after_doubts(before: bytes, after: bytes) -> Decision | None:
    """What is left of a positive predicate under a condition, a negation, or a subject such as "none of these"."""
    if _NONE.search(before[max(before.rfind(b","), before.rfind(b";"), 0) :]):
        return "upheld"
    if not _is_doubtful(before, after):
        return "overturned"
    denied = _DENIED_CLAUSE.search(before)
    if denied and _NO_PROOF.search(denied.group(0)) and not _NO_DOUBT.search(denied.group(0)):
        return "upheld"
    return None


def _polarity(before: bytes) -> Decision | None:
    """Whether a predicate is said or denied, by the words before it, from the last to the first."""
    verb = False
    for word in reversed(before.replace(b",", b" , ").replace(b"-", b" ").split()[-_MOST_WORDS:]):
        if word in _NEGATIONS or word.endswith(b"n't"):
            return "upheld"
        if word in _HEDGES:
            return None
        if verb and word in _BREAKS:
            break
        if word in _VERBS:
            verb = True
        elif word not in _FILLERS and word != b",":
            break
    return "overturned" if verb else None


def _anothers(before: bytes) -> bool:
    """Whether the words are another's: utilization review's, or a guideline's."""
    told = before
    for match in _OWN_WORDS.finditer(before):
        told = before[match.start() :]
    return bool(_ANOTHERS.search(told)) or bool(_RECITED.search(told))


def _is_doubtful(before: bytes, after: bytes) -> bool:
    """Whether a positive predicate stands under a condition or a negation."""
    return bool(_CONDITION.search(before) or _CONDITION_AFTER.search(after) or _DENIED_CLAUSE.search(before))
