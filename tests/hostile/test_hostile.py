# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""A sample of the attacks, of every kind: no decision changes with no word of doubt. `python -m tests.hostile.table` runs all."""

from itertools import groupby

import pytest

from tests.hostile.generate import variants
from tests.hostile.judge import judge
from tests.hostile.target import Variant

# So many of each kind, spread over its names and targets, as fit into half a minute.
_OF_A_KIND = 2
_SLOW = ("enormous table", "many issues", "long line", "deep nesting")


def _sample() -> list[Variant]:
    kinds: dict[str, list[Variant]] = {}
    for kind, found in groupby(variants(), key=lambda variant: variant.kind):
        kinds.setdefault(kind, []).extend(found)
    return [
        variant
        for kind, found in kinds.items()
        if kind not in _SLOW
        for variant in found[len(found) // 7 :: max(1, len(found) // _OF_A_KIND)][:_OF_A_KIND]
    ]


@pytest.mark.parametrize(
    "variant", _sample(), ids=lambda variant: f"{variant.kind}, {variant.name}, {variant.target.name}"
)
def test_no_attack_changes_a_decision_in_silence(variant):
    verdict = judge(variant, formats=False)
    assert not verdict.wrong
    assert not verdict.silent
