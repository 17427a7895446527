"""Every variant of every attack on every target, always the same."""

from collections.abc import Callable, Iterator

from tests.hostile import characters, decisions, hidden, lost, markup, orders, turned
from tests.hostile.target import Target, Variant, clear_targets, targets

ATTACKS: tuple[Callable[[Target], Iterator[Variant]], ...] = (
    *orders.ATTACKS, *decisions.ATTACKS, *characters.ATTACKS, *markup.ATTACKS, *hidden.ATTACKS,
)  # fmt: skip
# What happens to honest papers, and what they say of themselves, is tried on all letters: it depends on their words.
PAPERS: tuple[Callable[[Target], Iterator[Variant]], ...] = (*lost.ATTACKS, *turned.ATTACKS)


def variants() -> Iterator[Variant]:
    """All of them: attack by attack, target by target."""
    for attack in ATTACKS:
        for target in targets():
            yield from attack(target)
    yield from papers()


def papers() -> Iterator[Variant]:
    """What happens to papers alone."""
    for attack in PAPERS:
        for target in clear_targets():
            yield from attack(target)
