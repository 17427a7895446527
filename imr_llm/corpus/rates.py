"""How often issues are overturned, with an interval that knows that the issues of one letter share a reviewer."""

from collections.abc import Iterable
from dataclasses import dataclass

from imr_llm.evaluation.intervals import Interval, wilson
from imr_llm.record.codes import Decision


@dataclass(frozen=True, slots=True)
class Rate:
    """`right` of `total` in per cent of 1, and its 95% interval."""

    right: int
    total: int
    value: float
    interval: Interval


@dataclass(slots=True)
class Share:
    """Sums of letters, from which the rate of overturned issues and its interval follow; no letter is kept.

    `right`, `total`: issues overturned, and issues with a decision; the others sum their squares and products over
    letters. The variance of a ratio over clusters (Cochran, Sampling Techniques, section 9.7) against that of as many
    independent issues gives the effective number of issues, and Wilson's interval is taken over that.
    """

    right: int = 0
    total: int = 0
    right_squared: int = 0
    right_by_total: int = 0
    total_squared: int = 0

    def add(self, decisions: Iterable[Decision | None]) -> None:
        """The decisions of one letter's issues; unknown ones are left out."""
        known = [decision for decision in decisions if decision]
        right, total = known.count("overturned"), len(known)
        self.join(Share(right, total, right * right, right * total, total * total))

    def join(self, other: "Share") -> None:
        """Take in the letters of another share, none of which is in this one."""
        self.right += other.right
        self.total += other.total
        self.right_squared += other.right_squared
        self.right_by_total += other.right_by_total
        self.total_squared += other.total_squared

    def rate(self) -> Rate | None:
        """The share of overturned issues; null where there is no issue."""
        if not self.total:
            return None
        share = self.right / self.total
        between = self.right_squared - 2 * share * self.right_by_total + share * share * self.total_squared
        within = self.total * share * (1 - share)
        effect = max(1.0, between / within) if within else 1.0
        return Rate(self.right, self.total, share, wilson(self.right / effect, self.total / effect))
