"""Short quotations of the letter: verbatim, white space folded, cut at whole words."""

import re

_SPACE = re.compile(r"\s+")
# A word that a line end has broken: "non- steroidal".
_BROKEN = re.compile(r"(?<=[A-Za-z])- (?=[a-z])")
# An end of a sentence: a full stop, perhaps a closing quotation mark, and a capital; not after an initial (J. Doe).
# Some letters leave the space out.
_SENTENCE_END = re.compile(r"(?:(?<=[a-z0-9)\"”%])|(?<=[A-Z]{2}))\.(?:\"?\s+(?=[A-Z\"“])|(?=[A-Z][a-z ]))")
_OPENING = re.compile(
    r"^(?:however|in addition|additionally|furthermore|moreover|also|here|therefore|thus|but|and|as such|"
    r"given the above)(?:, | )(?:however, )?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"(?<=[;,:]) ")
# Words by which a clause says a ground rather than where it was looked for.
_TELLING = re.compile(
    r"\b(?:no|not|nor|none|never|without|lacks?|lack of|unclear|fail\w*|exceed\w*|absen\w+|insufficient|support\w*|"
    r"indicat\w+|appropriate|reasonable|warrant\w*|benefit\w*|improv\w+|evidence|recommend\w*)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"not (?:seen as |considered |deemed )?medically necessary|is medically necessary", re.IGNORECASE)
# A sentence that only names what was asked for is no ground.
_IDLE = re.compile(
    r"^(?:this is a request|the request is for|the request was for|regarding the request)", re.IGNORECASE
)
ELLIPSIS = "…"
# Fewer words than this say nothing by themselves: "Those conditions are fulfilled."
_LEAST_WORDS = 6


def folded(words: str) -> str:
    """The letter's words on one line, with words joined again that a line end had broken, without a final full stop."""
    return _BROKEN.sub("-", _SPACE.sub(" ", words)).strip().rstrip(".").replace("”", '"').replace("“", '"')


def shortened(words: str, limit: int) -> str:
    """At most `limit` words of the letter, with an ellipsis where the rest is left out."""
    line = folded(words)
    parts = line.split(" ")
    return line if len(parts) <= limit else " ".join(parts[:limit]).rstrip(",;:(") + ELLIPSIS


def ground(proof: str, rationale: str | None, limit: int) -> str | None:
    """The reviewer's sentence around a proof, cut to a clause of at most `limit` words.

    `proof` is the evidence of a reason, a slice of the rationale: a sentence or a part of one. Null where no clause is
    short enough, or where the sentence tells no ground ("not medically necessary", "this is a request for").
    """
    sentence = _sentence_around(folded(proof), folded(rationale or proof))
    opening = _OPENING.match(sentence)
    body = sentence[opening.end() :] if opening else sentence
    if _IDLE.match(body):
        return None
    if _CLOSING.search(body) and len(body.split(" ")) < limit:
        return None
    if len(body.split(" ")) <= limit:
        return None if len(body.split(" ")) < _LEAST_WORDS else ELLIPSIS + body if opening else body
    return _clause(body, folded(proof), limit)


def _sentence_around(proof: str, rationale: str) -> str:
    """The whole sentence in which the proof begins; the proof itself where it is not found."""
    start = rationale.find(proof)
    if start < 0:
        return _SENTENCE_END.split(proof)[0]
    begin, end = 0, len(rationale)
    for match in _SENTENCE_END.finditer(rationale):
        if match.end() <= start:
            begin = match.end()
        elif match.start() > start:
            end = match.start()
            break
    return rationale[begin:end]


def _clause(sentence: str, proof: str, limit: int) -> str | None:
    """A run of whole clauses that fits the limit, around the first clause of the proof that tells a ground."""
    clauses = _CLAUSE.split(sentence)
    proving = [i for i, clause in enumerate(clauses) if proof in clause or clause.rstrip(",;:") in proof]
    telling = [i for i in proving or range(len(clauses)) if _TELLING.search(clauses[i])]
    fitting = [i for i in telling if len(clauses[i].split(" ")) <= limit]
    if not fitting:
        return None
    place = fitting[0]
    low = high = place
    while True:
        grown = False
        if high + 1 < len(clauses) and _length(clauses[low : high + 2]) <= limit:
            high, grown = high + 1, True
        if low > 0 and _length(clauses[low - 1 : high + 1]) <= limit:
            low, grown = low - 1, True
        if not grown:
            break
    words = " ".join(clauses[low : high + 1]).rstrip(",;:")
    if _CLOSING.search(words) or len(words.split(" ")) < _LEAST_WORDS:
        return None
    return (ELLIPSIS if low > 0 else "") + words + (ELLIPSIS if high + 1 < len(clauses) else "")


def _length(clauses: list[str]) -> int:
    return sum(len(clause.split(" ")) for clause in clauses)
