"""When two readings say one thing in other words: an article, a cut, guideline against topic. Nobody is asked then.

A number, a side, a "not" and every word that names something must be on both sides; what may be missing is listed.
Codes, dates and counts are the same or they are not.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from imr_llm.record.compare import Comparison, fold, key
from imr_llm.record.facts import BodyRegion, Citation, Medication
from imr_llm.record.fields import Field

_TOKEN = re.compile(r"\d+(?:[.,/:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)?|[%#]")
# Words that a reader may leave out or add and still mean the same thing.
_IDLE = frozenset(
    {"a", "an", "the", "of", "for", "to", "and", "is", "was", "were", "has", "had", "been", "being", "while", "when"}
    | {"he", "she", "his", "her", "their", "associated", "surgical", "service", "services", "request", "requested"}
    | {"prospective", "retrospective", "retro", "following", "treatment", "item", "due"}
)
# The same in the name of a guideline; "Low Back Chapter" and "Low Back" are one place of one book.
_BOOKISH = _IDLE | frozenset(
    {"mtus", "acoem", "odg", "official", "disability", "guideline", "guidelines", "chapter", "section", "sections"}
    | {"page", "pages", "medical", "practice", "california", "ca", "version", "online", "web", "edition", "ed"}
    | {"non", "citation"}
)
# Words that turn round what follows them, so that a cut behind them says something else.
_TURNING = frozenset({"no", "not", "never", "without", "denies", "rule", "ruled", "cannot", "nor"})
_CHAPTER_NUMBER = re.compile(r"\bchapter \d+\b")
_ASIDE = re.compile(r"\(?\b(?:last )?updated:?(?: on)? [\d/.-]+\)?|\(?\bacute (?:&|and) chronic\b\)?")


def close(field: Field, ours: object, theirs: object) -> bool:
    """Whether two values of a field that are not the same differ in wording only."""
    if field.comparison is Comparison.SAME:
        return False
    if field.many and isinstance(ours, tuple) and isinstance(theirs, tuple):
        return _all_close(ours, theirs)
    return _near(ours, theirs, within=field.leads == "llm" or field.path.endswith("/safety_notice"))


def _all_close(ours: Sequence[object], theirs: Sequence[object]) -> bool:
    """Whether every entry of two lists has a close partner in the other; one may be told apart more finely."""
    if not ours or not theirs:
        return False
    return all(any(_near(left, right, within=True) for right in theirs) for left in ours) and all(
        any(_near(left, right, within=True) for left in ours) for right in theirs
    )


def _near(left: object, right: object, *, within: bool) -> bool:
    """Whether two values mean the same. `within`: one may be a cut of the other, with the same numbers and signs."""
    if isinstance(left, str) and isinstance(right, str):
        return _same_words(left, right) or (within and _is_cut(left, right))
    if isinstance(left, Medication) and isinstance(right, Medication):
        return _same_medicine(left, right)
    if isinstance(left, Citation) and isinstance(right, Citation):
        return _same_citation(left, right)
    if isinstance(left, BodyRegion) and isinstance(right, BodyRegion):
        return left == right
    return False


def _telling(words: str, idle: frozenset[str] = _IDLE) -> list[str]:
    return [token for token in _TOKEN.findall(fold(words)) if token not in idle]


def _same_words(left: str, right: str) -> bool:
    return _telling(left) == _telling(right)


def _is_cut(left: str, right: str) -> bool:
    """Whether the telling words of one stand together in those of the other, and nothing before them turns them."""
    shorter, longer = sorted((_telling(left), _telling(right)), key=len)
    places = range(len(longer) - len(shorter) + 1)
    return bool(shorter) and any(
        longer[place : place + len(shorter)] == shorter and not _TURNING & {*longer[max(0, place - 2) : place]}
        for place in places
    )


def _same_medicine(left: Medication, right: Medication) -> bool:
    """One name within the other ("Mobic", "Meloxicam (Mobic)"), and the same dose and counts; the form is wording."""
    return (
        (left.count, left.refills) == (right.count, right.refills)
        and _bare(left.strength) == _bare(right.strength)
        and _is_cut(left.name, right.name)
    )


def _bare(words: str | None) -> str:
    return re.sub(r"[\s()-]", "", fold(words or ""))


def _same_citation(left: Citation, right: Citation) -> bool:
    """The same chapter of the same book, and of their further words those of one among those of the other."""
    years = {left.year, right.year} - {None}
    books = {left.source, right.source}
    one_book = len(books) == 1 or books == {"MTUS", "ACOEM"}
    if len(years) > 1 or not one_book or not _same_pages(left.pages, right.pages):
        return False
    (first, rest), (second, others) = _named(left), _named(right)
    few, many = sorted((rest, others), key=Counter.total)
    return first == second and few <= many


def _same_pages(left: str | None, right: str | None) -> bool:
    return left is None or right is None or re.findall(r"\d+", left) == re.findall(r"\d+", right)


def _named(citation: Citation) -> tuple[str | None, Counter[str]]:
    """The chapter of the MTUS that is named, however it is printed and wherever, and the telling words beside it."""
    words = _ASIDE.sub(" ", fold(f"{citation.guideline or ''} {citation.topic or ''}"))
    plain = " ".join(_telling(_CHAPTER_NUMBER.sub(" ", words), _BOOKISH))
    for name, chapter in chapters().items():
        if citation.source in ("MTUS", "ACOEM") and f" {name} " in f" {plain} ":
            return chapter, Counter(plain.replace(name, " ", 1).split())
    return None, Counter(plain.split())


def is_of_the_mtus(citation: Citation) -> bool:
    """Whether one of the MTUS's own chapters is cited."""
    return _named(citation)[0] is not None


def same_words(left: object, right: object) -> bool:
    """Whether two values differ at most by words that say nothing: an article, "the request for"."""
    return isinstance(left, str) and isinstance(right, str) and _same_words(left, right)


@cache
def chapters() -> dict[str, str]:
    """The MTUS's chapters, from their telling words to their names; a longer name before one that it holds."""
    listed = tomllib.loads((files("imr_llm.record") / "guidelines.toml").read_text("utf-8"))["chapters"]
    named = {" ".join(_telling(chapter, _BOOKISH)): chapter for chapter in listed}
    return dict(sorted(named.items(), key=lambda row: -len(row[0])))


def agree(field: Field, ours: object, theirs: object) -> bool:
    """Whether two values of a field mean the same under its comparison; the order of a list means nothing."""
    if field.many and isinstance(ours, tuple) and isinstance(theirs, tuple):
        left, right = (Counter(key(value, field.comparison) for value in values) for values in (ours, theirs))
        return left == right
    return bool(key(ours, field.comparison) == key(theirs, field.comparison))
