# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""A sample of the attacks, of every kind: no decision changes with no word of doubt. `python -m tests.hostile.table` runs all."""

from itertools import groupby

import pytest

from tests.hostile.generate import variants
from tests.hostile.judge import judge
from tests.hostile.target import Variant

# So many of each kind, spread over its names and targets, as fit into half a minute.
_OF_A_KIND = 2
# Where a treatment is lost and nothing that is left counts it, or one word decides and is lost, silence is not yet mended;
# the table tells how often. Pages that are counted with their total are always told.
_UNCOUNTED = ("no numbers", "Page x", "- x -")
_NOT_YET = ("lost: from grounds", "lost: heading and", "lost: heading to", "one word of the only place")
_SLOW = ("enormous table", "many issues", "long line", "deep nesting")


def _spread(found: list[Variant]) -> list[Variant]:
    count = 1 if found[0].obedient else _OF_A_KIND
    return found[len(found) // 7 :: max(1, len(found) // count)][:count]


def _sample() -> list[Variant]:
    kinds: dict[str, list[Variant]] = {}
    for kind, found in groupby(variants(), key=lambda variant: variant.kind):
        kinds.setdefault(kind, []).extend(found)
    return [variant for kind, found in kinds.items() if kind not in _SLOW for variant in _spread(found)]


def _param(variant: Variant):
    known = variant.kind.startswith(_NOT_YET) or (variant.kind.startswith("pages") and variant.name in _UNCOUNTED)
    return pytest.param(variant, marks=pytest.mark.xfail(reason="not yet told", strict=False) if known else ())


@pytest.mark.parametrize(
    "variant",
    [_param(variant) for variant in _sample()],
    ids=lambda variant: f"{variant.kind}, {variant.name}, {variant.target.name}",
)
def test_no_attack_changes_a_decision_in_silence(variant):
    verdict = judge(variant, formats=False)
    assert not verdict.wrong
    assert not verdict.silent
