"""What counted against a request by its absence, in the letter's words, where the shape of the sentence shows it."""

from imr_llm.letter.model import CleanText
from imr_llm.text.patterns import Pattern, linear
from imr_llm.text.spans import Span

# Words for a piece of paper or proof, and words that may stand before and behind them.
_RECORDS = (
    r"(?:documentation|documented evidence|evidence|indication|mention|discussion|description|record|proof|information"
    r"|details?)"
)
_LIKE = (
    r"(?:(?:clear|specific|significant|adequate|sufficient|objective|recent|further|any|substantial|true|submitted"
    r"|provided|noted|available|included|presented) ){0,3}"
)
_SAYING = (
    r"(?:(?:indicat|show|demonstrat|support|suggest|document|detail|describ|establish|specif|prov)(?:ing|ed)"
    r"|(?:that|which|to) (?:indicate|show|demonstrate|support|suggest|establish|document)\w*)"
)
# Where what is missing comes behind; it begins at the empty group.
_BEHIND = tuple(
    linear(pattern.encode())
    for pattern in (
        # "No documentation of X", "no evidence that X", "no indication the patient X".
        rf"\b(?:no|lack of|absence of|without|insufficient|little) {_LIKE}{_RECORDS} {_LIKE}"
        rf"(?:(?:as to|of|regarding|concerning|about|on|for|{_SAYING}|that|{_SAYING} that) ()"
        r"|()(?:the (?:patient|injured|worker|claimant|applicant|employee)|he |she ))",
        # "Did not specify X".
        r"\b(?:does not|do not|did not|has not|have not|had not|fail(?:s|ed)? to|not|never) (?:\w+ly )?(?:provide"
        r"|document"
        r"|specify|specified|describe|indicate|state|include|mention|discuss|furnish|establish|detail|identify"
        r"|identified"
        r"|show|demonstrate|explain|address)(?:d|ed)? (?:that |evidence (?:of|that) )?()",
        # "It is unclear how X".
        r"\b(?:unclear|unknown|uncertain|not (?:clear|known|stated|noted|specified|explained|clearly stated)) (?:as"
        r" to |of )?"
        r"()(?:what|how|why|which|whether|when|if|where)\b",
        r"\b(?:lack|absence) of (?:any )?()",
        r"\bthere (?:is|are|was|were) no ()",
        r"\bno ()(?:(?:clear|specific|objective|compelling|evidence based) )*(?:rationale|explanation|reason)\b",
    )
)
# Where it comes before: "X was not provided".
_BEFORE = linear(
    rb"\b(?:(?:is|are|was|were) (?:also )?not|(?:has|have) not been) (?:\w+ly )?(?:provided|included|documented"
    rb"|specified|noted|submitted|stated|available|given|described|indicated|mentioned|furnished|identified"
    rb"|discussed)\b"
)
_LEAD = linear(
    rb"^(?:(?:however|additionally|furthermore|moreover|also|likewise|in addition|in this case|here|therefore|thus"
    rb"|finally|lastly|further),? )+|^(?:and|but|that) "
)
# Where what is missing ends.
_END = linear(
    rb",? (?:to (?:warrant|support|justify|substantiate|necessitate)|(?:that|which) (?:would|could|might) (?:warrant"
    rb"|support|justify|require|necessitate)|(?:is|are|was|were) (?:not )?(?:provided|submitted|noted|documented"
    rb"|included|found|available|present)|in the (?:\w+ ){0,2}(?:records?|documentation|notes?|reports?|chart)"
    rb"|(?:prior|previous) to|before|at this time|for (?:this|the) (?:request|review)|within the|submitted|provided"
    rb"|on (?:the )?(?:exam|physical))\b"
    rb"|[;:.]|, (?:but|as|so|which|therefore|yet|while|although|with|and (?:there|it|no|the|he|she|was|is|has"
    rb"|how))\b| and (?:there|it|no|the (?:request|treatment|provider|physician))\b| as (?:well as|the|there|it)\b|"
    rb" since \b| because | despite | but | nor "
    rb"| (?:noted|documented|reported|identified|described|present|seen|found|mentioned)\.?$"
)
_MOST_WORDS = 24


def needed(clean: CleanText, quote: Span) -> Span | None:
    """Where the words for what was missing stand in a quote; null where the sentence's shape does not give them."""
    words = clean.lower[slice(*quote)]
    behind = next((start for pattern in _BEHIND if (start := _begins(pattern, words)) is not None), None)
    before = _BEFORE.search(words)
    if before and (behind is None or before.start() < behind):
        lead = _LEAD.search(words)
        start = max(lead.end() if lead else 0, words.rfind(b", ", 0, before.start()) + 1)
        return _bounded(words, quote.start, start, before.start())
    if behind is None:
        return None
    end = _END.search(words, behind)
    return _bounded(words, quote.start, behind, end.start() if end else len(words))


def _begins(pattern: Pattern, words: bytes) -> int | None:
    """Where the empty group of a pattern stands; null where it does not match."""
    match = pattern.search(words)
    return max(match.start(group) for group in range(1, pattern.pattern.count(b"()") + 1)) if match else None


# Whoever did not write something down is not what is missing; nor is a bare word for paper.
_NOTHING = linear(
    rb"^(?:it|this|that|there|he|she|they|these|those|given\b.*|and\b.*|any|(?:the |this )?(?:\w+ )?(?:patient"
    rb"|physician|provider"
    rb"|worker|applicant|claimant|surgeon|doctor|treater|documentation|evidence|records?|request|such))$|\bbut$"
    rb"|^(?:documentation|evidence|indication|mention|discussion)\b"
)


def _bounded(words: bytes, offset: int, start: int, end: int) -> Span | None:
    if words[start:].lstrip().startswith(b"that "):
        start = words.index(b"that ", start) + len(b"that ")
    inside = words[start:end]
    start += len(inside) - len(inside.lstrip(b' "'))
    end -= len(inside) - len(inside.rstrip(b' ,."'))
    if end <= start or _NOTHING.search(words[start:end]) or not 1 <= len(words[start:end].split()) <= _MOST_WORDS:
        return None
    return Span(offset + start, offset + end)
