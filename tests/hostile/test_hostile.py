# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""A sample of the attacks, of every kind: no decision changes with no word of doubt. `python -m tests.hostile.table` runs all."""

from itertools import groupby

import pytest

from tests.hostile.generate import variants
from tests.hostile.judge import judge
from tests.hostile.target import Variant

# So many of each kind, spread over its names and targets, as fit into half a minute.
_OF_A_KIND = 2
# Those of the sample that are told in silence: of the treatment that is lost nothing is left that would count it. One that is
# told at last fails here too, until it is taken out. The table tells how many more there are beyond the sample.
_SILENT = {
    ("lost: heading and guidelines", "after treatment 8", "written_b_07_fusion_nine"),
    ("lost: heading to the middle of the grounds", "after treatment 3", "written_b_06_help_at_home"),
    ("lost: from grounds to grounds", "after treatment 1", "written_b_08_hands_on"),
}
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
    known = (variant.kind, variant.name, variant.target.name) in _SILENT
    return pytest.param(variant, marks=pytest.mark.xfail(reason="not yet told", strict=True) if known else ())


@pytest.mark.parametrize(
    "variant",
    [_param(variant) for variant in _sample()],
    ids=lambda variant: f"{variant.kind}, {variant.name}, {variant.target.name}",
)
def test_no_attack_changes_a_decision_in_silence(variant):
    verdict = judge(variant, formats=False)
    assert not verdict.wrong
    assert not verdict.silent
