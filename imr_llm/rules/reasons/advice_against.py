"""Whether a guideline that the reviewer recites advises against the very treatment that was asked for.

A recital is no ground; but where its subject is the treatment on which the reviewer then decides, the reviewer has said
why: "Nerve conduction studies are not recommended … medical necessity for a nerve conduction study is not supported".
"""

from collections.abc import Iterable

from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# "Not routinely recommended" advises against nothing.
_AGAINST = linear(rb"\b(?:is|are) not (?:recommended|indicated|supported)\b")
# Where the guideline is the subject, what it advises against comes after.
_ADVISES_AGAINST = linear(
    rb"\b(?:do(?:es)? not (?:recommend|support|endorse)|(?:recommends?|advises?) against) (?:the )?(?:use of )?"
    rb"([a-z -]+?)(?: (?:for|in|of|at|as)\b|[^a-z -]|$)"
)
# Nor does advice against long use, or use by itself.
_FOR_A_TIME = linear(
    rb"\b(?:unless|until|without|when|before|prior|routine\w*|alone|long\w*|more|prolonged|isolated)\b"
)
# Nor does advice for some cases only.
_IN_SOME_CASES = linear(
    rb"^[^,;]*\b(?:unless|until|except|if|without|when|before|prior|routine\w*|alone|as an?|for|absence|longer|more)\b"
)
_SIGNS = bytes.maketrans(b"/()[],;:.\"'-", b" " * 12)
# Words that stand in many treatments, or in every decision.
_COMMON = frozenset(
    b"""
    the and for not with this that these those are was were has have been given above based such therefore request
    requested medically medical necessary necessity treatment treatments therapy patient patients guideline guidelines
    mtus odg acoem chronic pain acute lower upper left right lumbar cervical thoracic spine back neck shoulder knee hand
    wrist
    """.split()
)
# "Studies" and "study", "injection" and "injections" begin alike.
_STEM = 6


def telling_words(lower: bytes, spans: Iterable[Span]) -> frozenset[bytes]:
    """The beginnings of the words of some spans that tell one treatment from another."""
    words = b" ".join(lower[slice(*span)] for span in spans).translate(_SIGNS).split()
    return frozenset(word[:_STEM] for word in words if len(word) > 2 and word not in _COMMON)


def advises_against(lower: bytes, recital: Span, asked: frozenset[bytes]) -> bool:
    """Whether a recital advises outright against what was asked for; `asked`: the telling words of the decision."""
    words = lower[slice(*recital)]
    other = _ADVISES_AGAINST.search(words)
    if other and not _FOR_A_TIME.search(words[other.start(1) :]):
        return bool(telling_words(words, [Span(*other.span(1))]) & asked)
    against = _AGAINST.search(words)
    if against is None or _IN_SOME_CASES.search(words[against.end() :]):
        return False
    before = words[: against.start()]
    subject = telling_words(before, [Span(before.rfind(b",") + 1, len(before))])
    return 2 * len(subject & asked) > len(subject)
