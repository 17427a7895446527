"""Intervals for proportions, and what a count of right answers shows.

Wilson (1927) score intervals: near 0 and 1, where evals live, the textbook interval p ± 1.96 s is far too short.
"""

from dataclasses import dataclass
from math import floor, sqrt
from statistics import NormalDist

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, 95% unless said otherwise; both ends between 0 and 1 for proportions."""

    low: float
    high: float


def quantile(confidence: float = CONFIDENCE) -> float:
    """The two-sided quantile of the normal distribution: 1.96 for 0.95."""
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def wilson(right: float, total: float, confidence: float = CONFIDENCE) -> Interval:
    """The Wilson score interval of `right` of `total`; nothing is known (0 to 1) when the total is 0.

    Neither need be whole: an effective sample size is not.
    """
    if total <= 0:
        return Interval(0.0, 1.0)
    z = quantile(confidence)
    share = right / total
    spread = z * z / total
    centre = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / total + spread / (4 * total))
    return Interval(
        0.0 if right <= 0 else max(0.0, centre - half),
        1.0 if right >= total else min(1.0, centre + half),
    )


def shown(right: int, total: int) -> int:
    """The smallest claim that the count supports: the Wilson interval's lower end in whole per cent, rounded down.

    24 of 24 right shows at least 86%.
    """
    return floor(100 * wilson(right, total).low)
