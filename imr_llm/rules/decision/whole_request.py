"""Whether a sentence grants the whole of a treatment, in the reviewer's own words.

A yes is believed only where every word is known: words of the treatment, of the treatments that share its rationale,
and a few fixed ones ("therefore, the requested ..."). A figure that the treatment does not print, a part of what it
lists, a quotation or a word from anywhere else leaves a doubt.
"""

from collections.abc import Iterator, Sequence

from imr_llm.letter.forms.decision_word import HARMLESS
from imr_llm.text.numbers import NUMBER, number
from imr_llm.text.patterns import linear
from imr_llm.text.spans import Span

# "An injection", where two are asked for.
_ONE = linear(rb"^(?:(?:the|this) request for )?an? ")
# A number in a list, and what may lead to a conclusion.
_LEAD = linear(
    rb"^[ (]*(?:\d{1,2}[.):]+ *)?(?:(?:(?:and|so)\b[ ,]*)?(?:therefore|thus|hence|as such|accordingly|consequently"
    rb"|overall|in (?:summary|conclusion|my opinion|this case)|(?:given|based on) the (?:above|foregoing)"
    rb"|for (?:this|these|the above) reasons?)[ ,]+)*(?:(?:i|the reviewer) (?:find|conclude|agree)s?(?: that)? )?"
)
_FIXED = frozenset(
    word.rstrip(b"s") for word in b"the a an this these of for it they and request requests requested".split()
)
# "The determination of the claims administrator that they were not medically necessary is overturned".
_REVIEW = linear(
    rb"^(?:denial|decision|determination|non-?certification|modification)(?: of the (?:claims administrator|request))?"
    rb"(?: to (?:deny|modify)(?: it| the request)?"
    rb"|,? that (?:it|they|the request) (?:is|are|was|were) ?not medically necessary(?: and appropriate)?,?)?"
    rb" (?:is|are) (?:hereby |therefore |thus )?(?:overturned|reversed)$"
)
_BY_REVIEW = linear(rb"\b(?:utilization review(?:'s)?|ur|claims administrator'?s?) ?$")
_PREDICATE = linear(rb"^(?:(?:is|are|was|were)\b|medically\b)")
_NECESSITY = linear(rb"^medical(?:ly)? necessity\b(.*?)\b(?:is|are|was|were|has been|have been|had been) [a-z ]+$")
_APPROPRIATE = linear(rb"^ ?(?:and|or|&|/) ?(?:medically )?appropriate\b")
# "Was medically necessary" may tell of another time, unless the treatment was given already.
_PAST = linear(rb"\b(?:was|were|had)\b")
_RETROSPECTIVE = linear(rb"\bretro|\bdos\b|\bdates? of service\b|\d/\d{1,2}/\d")
_QUOTED = linear('"|“|”'.encode())
_TOKEN = linear(rb"# ?\d+|\d+(?:[./-]\d+)* ?(?:(?:mg|mcg|ml|gm?)\b|%)|[a-z0-9]+(?:[./'-][a-z0-9]+)*")
_FIGURE = linear(f"^{NUMBER}$".encode())
# What a figure may count where an article stands for it: "a week". They tell no treatment from another.
_COUNTED = frozenset(b"day week month year visit hour tablet pill unit dose injection refill".split())
_SAME = {b"session": b"visit", b"treatment": b"visit", b"appointment": b"visit"}
_UNCOUNTED = _FIXED | frozenset(b"with in on at to or from x".split())
_BETWEEN = frozenset(b"additional more further total requested".split())
_LINKS = frozenset(b"with plus in on at to x per time".split())
# What makes a list of a treatment, any member of which may be meant alone; a comma may part its words otherwise.
_LIST = linear(rb"\b(?:and|with|plus)\b|[&+]")
_LOOSE_LIST = linear(rb",|[a-z)] ?/ ?[a-z(]")


def grants_all(lower: bytes, sentence: Span, said: Sequence[Span], treatment: Span, others: Sequence[Span]) -> bool:
    """Whether a sentence that says yes does so plainly, and to the whole of a treatment.

    `said`: the places of the sentence that decide. `others`: the treatments that share the rationale.
    """
    asked = lower[slice(*treatment)]
    if HARMLESS.fullmatch(_behind(lower[said[-1].end : sentence.end])) is None:
        return False
    if _QUOTED.search(lower[slice(*sentence)]) and not _QUOTED.search(asked):
        return False
    subject, position = b"", sentence.start
    for place in sorted(set(said), key=lambda span: (span.start, -span.end)):
        if place.end <= position:
            continue
        inside = _subject(b" ".join(lower[slice(*place)].split()), retrospective=bool(_RETROSPECTIVE.search(asked)))
        if inside is None:
            return False
        by_review = _BY_REVIEW.search(lower[position : place.start])
        end = position + by_review.start() if by_review else place.start
        subject, position = subject + lower[position:end] + b" " + inside + b" ", place.end
    subject = b" ".join(subject.split())
    lead = _LEAD.search(subject)
    return _is_whole(subject[lead.end() if lead else 0 :], asked, [lower[slice(*other)] for other in others])


def _behind(words: bytes) -> bytes:
    """What follows "necessary", or "necessary and appropriate"."""
    appropriate = _APPROPRIATE.search(words)
    return words[appropriate.end() :] if appropriate else words


def _subject(words: bytes, *, retrospective: bool) -> bytes | None:
    """What the words that decide name themselves; null where they may tell of another time, or of another decision."""
    necessity = _NECESSITY.search(words)
    if necessity is None and not _PREDICATE.search(words):
        return b"" if _REVIEW.search(words) else None
    if _PAST.search(words) and not retrospective:
        return None
    return necessity.group(1) if necessity else b""


def _is_part(subject: bytes, treatment: bytes) -> bool:
    """Whether the subject of a sentence names some of what a treatment lists, and not all."""
    # "A bed" need not be the hospital bed that was asked for.
    listed = _LIST.search(treatment) is not None or _ONE.search(subject) is not None
    if not listed and _LOOSE_LIST.search(treatment) is None:
        return False
    untold = _FIXED | _LINKS | _COUNTED
    asked, named = frozenset(_words(treatment)) - untold, frozenset(_words(subject))
    begun = asked & named or (listed and (named & _COUNTED or any(_figures(subject))))
    return bool(begun) and not asked <= named


def _is_whole(subject: bytes, treatment: bytes, others: Sequence[bytes]) -> bool:
    """Whether the words are all known, no figure is another, and nothing of a list is left out."""
    for other in others:
        subject = subject.replace(other, b" ")
    counted = any(isinstance(count, int) for count, _ in _figures(treatment))
    if counted and _ONE.search(subject) and not any(_figures(subject)):
        return False
    known = _FIXED.union(_words(treatment), *(_words(other) for other in others))
    return (
        known.issuperset(_words(subject))
        and frozenset(_figures(treatment)).issuperset(_figures(subject))
        and not _is_part(subject, treatment)
    )


def _tokens(words: bytes) -> list[bytes]:
    """The words and figures in order, in the singular, each figure with its unit of weight."""
    return [match.group().replace(b" ", b"").rstrip(b"s") for match in _TOKEN.finditer(words)]


def _words(words: bytes) -> Iterator[bytes]:
    """Every word that is not a figure; the words for the visits of a therapy are one."""
    for token in _tokens(words):
        if not _is_figure(token):
            yield _SAME.get(token, token)


def _is_figure(token: bytes) -> bool:
    return token[:1] == b"#" or token[:1].isdigit() or _FIGURE.search(token) is not None


def _figures(words: bytes) -> Iterator[tuple[bytes | int, bytes]]:
    """Every figure with what it counts; one that brings its unit with it ("10mg", "#60") counts nothing else."""
    tokens = [_SAME.get(token, token) for token in _tokens(words)]
    bare = [token for token in tokens if token not in _BETWEEN]
    for index, token in enumerate(bare):
        behind = bare[index + 1] if index + 1 < len(bare) else b""
        before = bare[index - 1] if index else b""
        if token in (b"a", b"an"):
            # "A week of therapy", but "twice a week" counts no weeks.
            if behind in _COUNTED and before not in _COUNTED and before not in (b"time", b"once", b"twice"):
                yield 1, behind
        elif _FIGURE.search(token):
            # "Quantity 180" is counted by the word before.
            yield number(token), next((word for word in (behind, before) if word and word not in _UNCOUNTED), b"")
        elif _is_figure(token):
            yield token, b""
