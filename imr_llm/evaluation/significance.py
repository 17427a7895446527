"""Is a difference more than noise: exact McNemar, Holm over many fields, and Cohen's kappa between two labellers."""

from collections import Counter
from collections.abc import Hashable, Sequence
from math import comb


def mcnemar(lost: int, won: int) -> float:
    """The exact two-sided p of McNemar's test (1947): `lost` answers turned wrong and `won` turned right.

    Under no difference each of them is a fair coin; without any the p is 1.
    """
    changed = lost + won
    if not changed:
        return 1.0
    tail = sum(comb(changed, count) for count in range(min(lost, won) + 1))
    return min(1.0, float(2 * tail / 2**changed))


def holm(values: Sequence[float]) -> list[float]:
    """The p values of a family, adjusted by Holm's step-down (1979), in the order given."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted = [1.0] * len(values)
    largest = 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(values) - rank) * values[place]))
        adjusted[place] = largest
    return adjusted


def kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Cohen's kappa (1960) of two labellers' codes; null where it is not defined (no pairs, or one code throughout)."""
    if not pairs:
        return None
    total = len(pairs)
    left, right = Counter(pair[0] for pair in pairs), Counter(pair[1] for pair in pairs)
    agreed = sum(one == other for one, other in pairs) / total
    expected = sum(left[code] * right[code] for code in left) / total**2
    return None if expected == 1.0 else (agreed - expected) / (1 - expected)
