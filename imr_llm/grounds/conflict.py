"""Whether two places of a letter defeat each other, as far as their words alone can prove it."""

from imr_llm.grounds.verify.lexicon import lexicon
from imr_llm.grounds.verify.licence import Words

_FEWEST_SHARED = 2


def conflicts(one: str, other: str) -> bool:
    """Whether two quotes differ in side, part of the body, drug or number, or one denies what the other says."""
    ours, theirs = Words(one), Words(other)
    return (
        _apart(ours.sides, theirs.sides)
        or _apart(_regions(ours), _regions(theirs))
        or _apart(ours.medicines, theirs.medicines)
        or _numbers_apart(ours, theirs)
        or _denied(ours, theirs)
    )


def _apart(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return bool(ours and theirs and not ours & theirs)


def _regions(words: Words) -> frozenset[str]:
    return frozenset(region for place in words.places for region in place.regions)


def _numbers_apart(ours: Words, theirs: Words) -> bool:
    """Whether both count the same thing, or give a date, and not alike."""
    if ours.days and theirs.days and not ours.days & theirs.days:
        return True
    units = {one.unit for one in ours.quantities} & {one.unit for one in theirs.quantities} - {None}
    return any(
        {one.number for one in ours.quantities if one.unit == unit}.isdisjoint(
            one.number for one in theirs.quantities if one.unit == unit
        )
        for unit in units
    )


def _denied(ours: Words, theirs: Words) -> bool:
    frame = lexicon().frame["en"]
    shared = {stem for stem in ours.stems if stem in theirs.stems and stem not in frame}
    no, also_no = (any(clause.no for clause in words.clauses) for words in (ours, theirs))
    return no is not also_no and len(shared) >= _FEWEST_SHARED
