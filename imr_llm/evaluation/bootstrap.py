"""The letter-clustered bootstrap: values of one letter stand and fall together, so whole letters are drawn.

The interval is BCa (bias-corrected and accelerated; Efron 1987, DiCiccio and Efron 1996): an F1 near 1 has a skewed
distribution, which plain percentiles cover too rarely. Where no letter has an error every draw is the same, and a
bootstrap would claim certainty; then the Wilson interval over letters stands in, as if each letter were one answer.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isclose, sqrt
from operator import itemgetter
from statistics import NormalDist
from typing import Any

from imr_llm.evaluation.intervals import CONFIDENCE, Interval, quantile, wilson

REPLICATES = 2000
SEED = 20170214
_NORMAL = NormalDist()
_FEWEST = 2

Pick = Callable[[Sequence[Any]], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One letter's share of a ratio of sums: F1 is 2 correct over 2 correct + wrongly said + not said."""

    above: float
    below: float


@lru_cache(maxsize=64)
def draws(letters: int, replicates: int = REPLICATES, seed: int = SEED) -> tuple[Pick, ...]:
    """Seeded draws with replacement of so many letters. The same draws serve every field, so that totals are joint."""
    generator = random.Random(seed)  # noqa: S311  # a reproducible simulation, no secret
    places = range(letters)
    return tuple(itemgetter(*generator.choices(places, k=letters)) for _ in range(replicates))


def ratio_of(parts: Sequence[Ratio]) -> float:
    """The ratio of the sums; 1 where there was nothing to get right."""
    below = sum(part.below for part in parts)
    return sum(part.above for part in parts) / below if below else 1.0


def clustered(parts: Sequence[Ratio], replicates: int = REPLICATES, seed: int = SEED) -> Interval:
    """The interval of a ratio of sums over letters. Letters without a say (nothing below) are left out first."""
    parts = [part for part in parts if part.below]
    estimate = ratio_of(parts)
    if isclose(estimate, 1.0) or estimate == 0.0:
        return wilson(len(parts) * round(estimate), len(parts))
    if len(parts) < _FEWEST:
        return Interval(0.0, 1.0)
    above, below = [part.above for part in parts], [part.below for part in parts]
    replicas = [sum(pick(above)) / sum(pick(below)) for pick in draws(len(parts), replicates, seed)]
    return accelerated(replicas, estimate, leave_one_out(above, below))


def leave_one_out(above: Sequence[float], below: Sequence[float]) -> list[float]:
    """The ratio without each letter in turn."""
    total_above, total_below = sum(above), sum(below)
    return [
        (total_above - up) / (total_below - down) if total_below > down else 1.0
        for up, down in zip(above, below, strict=True)
    ]


def accelerated(replicas: Sequence[float], estimate: float, jackknife: Sequence[float]) -> Interval:
    """The BCa interval from bootstrap replicas, the estimate, and the estimates without each letter."""
    ordered = sorted(replicas)
    count = len(ordered)
    beneath = sum(value < estimate for value in ordered) + sum(value == estimate for value in ordered) / 2
    bias = _NORMAL.inv_cdf(min(max(beneath / count, 1 / (2 * count)), 1 - 1 / (2 * count)))
    mean = sum(jackknife) / len(jackknife)
    cubes = sum((mean - value) ** 3 for value in jackknife)
    squares = sum((mean - value) ** 2 for value in jackknife)
    bend = cubes / (6 * squares**1.5) if squares else 0.0
    reach = widened(len(jackknife))
    low, high = (_bent(point, bias, bend) for point in (-reach, reach))
    return Interval(percentile(ordered, low), percentile(ordered, high))


def widened(letters: int) -> float:
    """How many standard errors an interval reaches: Student's t, and the bootstrap's own shortness (Hesterberg 2015).

    A bootstrap of n letters is short by sqrt((n - 1) / n), and its spread is itself an estimate. The t quantile is its
    expansion in 1/n (Fisher and Cornish 1960), good to 0.02 from 7 letters on.
    """
    z, freedom = quantile(CONFIDENCE), letters - 1
    student = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return student * sqrt(letters / freedom)


def _bent(point: float, bias: float, bend: float) -> float:
    return _NORMAL.cdf(bias + (bias + point) / (1 - bend * (bias + point)))


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of the ordered values lies, drawn out between neighbours."""
    place = share * (len(ordered) - 1)
    left = int(place)
    right = min(left + 1, len(ordered) - 1)
    return ordered[left] + (place - left) * (ordered[right] - ordered[left])
