"""Which predicted value is which labelled one: the one-to-one assignment of the largest total likeness."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from pydantic_core import to_json
from rapidfuzz import fuzz

from imr_llm.record.compare import fold
from imr_llm.record.facts import Issue

Item = TypeVar("Item")
Pair = tuple[int | None, int | None]

# Two treatments less alike than this (of 100) are two treatments, and no pair.
_LEAST_LIKENESS = 40.0
# A treatment cut out of a longer one is alike, but less so than the same words.
_CUT_OUT = 0.9
# Of two equally worded treatments, the one in the same place and with the same decision is meant.
_SAME_PLACE = 2.0
_SAME_DECISION = 1.0
# A treatment whose words were not found is known by its number alone.
_BY_NUMBER = 45.0


def align(labelled: Sequence[Issue], predicted: Sequence[Issue]) -> list[Pair]:
    """Pairs of places (in the label, in the prediction), in the order of the label's numbers, lone predictions last.

    What has no partner is paired with null. The order in which the issues are given changes nothing.
    """
    left = sorted(range(len(labelled)), key=lambda place: _rank(labelled[place]))
    right = sorted(range(len(predicted)), key=lambda place: _rank(predicted[place]))
    pairs = pair_up([labelled[place] for place in left], [predicted[place] for place in right], likeness)
    return [(None if a is None else left[a], None if b is None else right[b]) for a, b in pairs]


def _rank(issue: Issue) -> tuple[int, str, bytes]:
    return issue.number, fold(issue.treatment or ""), to_json(issue)


def likeness(left: Issue, right: Issue) -> float:
    """How alike two issues are, 0 to 103; 0 for two that cannot be the same."""
    ours, theirs = fold(left.treatment or ""), fold(right.treatment or "")
    if ours and theirs:
        score = max(fuzz.ratio(ours, theirs), _CUT_OUT * fuzz.partial_ratio(ours, theirs))
    else:
        score = _BY_NUMBER if left.number == right.number else 0.0
    if score < _LEAST_LIKENESS:
        return 0.0
    return score + _SAME_PLACE * (left.number == right.number) + _SAME_DECISION * (left.decision == right.decision)


def pair_up(left: Sequence[Item], right: Sequence[Item], alike: Callable[[Item, Item], float]) -> list[Pair]:
    """The pairing of the largest total likeness; a likeness of 0 makes no pair. Lone items of the right come last."""
    if not left or not right:
        return [*((place, None) for place in range(len(left))), *((None, place) for place in range(len(right)))]
    table = [[alike(one, other) for other in right] for one in left]
    partners = [
        column if column is not None and table[row][column] > 0 else None
        for row, column in enumerate(assign([[-value for value in line] for line in table]))
    ]
    taken: set[Any] = set(partners)
    return [*enumerate(partners), *((None, place) for place in range(len(right)) if place not in taken)]


def assign(costs: Sequence[Sequence[float]]) -> list[int | None]:
    """The assignment of rows to columns of the smallest total cost; null for a row left over (Kuhn 1955, in O(n^3)).

    This is the shortest augmenting path form with potentials; rows may outnumber columns and the other way round.
    """
    rows, columns = len(costs), len(costs[0])
    if rows > columns:
        turned = assign([[costs[row][column] for row in range(rows)] for column in range(columns)])
        partner: list[int | None] = [None] * rows
        for column, row in enumerate(turned):
            if row is not None:
                partner[row] = column
        return partner
    row_potential = [0.0] * (rows + 1)
    column_potential = [0.0] * (columns + 1)
    owner = [0] * (columns + 1)
    for row in range(1, rows + 1):
        _augment(costs, row, row_potential, column_potential, owner)
    result: list[int | None] = [None] * rows
    for column in range(1, columns + 1):
        if owner[column]:
            result[owner[column] - 1] = column - 1
    return result


def _augment(
    costs: Sequence[Sequence[float]],
    row: int,
    row_potential: list[float],
    column_potential: list[float],
    owner: list[int],
) -> None:
    """Give one more row a column, along the cheapest alternating path. Index 0 stands for no row and no column."""
    columns = len(owner) - 1
    owner[0] = row
    column = 0
    least = [float("inf")] * (columns + 1)
    came_from = [0] * (columns + 1)
    visited = [False] * (columns + 1)
    while owner[column]:
        visited[column] = True
        current, delta, following = owner[column], float("inf"), 0
        for candidate in range(1, columns + 1):
            if visited[candidate]:
                continue
            cost = costs[current - 1][candidate - 1] - row_potential[current] - column_potential[candidate]
            if cost < least[candidate]:
                least[candidate], came_from[candidate] = cost, column
            if least[candidate] < delta:
                delta, following = least[candidate], candidate
        for candidate in range(columns + 1):
            if visited[candidate]:
                row_potential[owner[candidate]] += delta
                column_potential[candidate] -= delta
            else:
                least[candidate] -= delta
        column = following
    while column:
        owner[column] = owner[came_from[column]]
        column = came_from[column]
