"""Every variant of every attack on every target, always the same."""

from collections.abc import Callable, Iterator

from tests.hostile import characters, decisions, hidden, markup, orders
from tests.hostile.target import Target, Variant, targets

ATTACKS: tuple[Callable[[Target], Iterator[Variant]], ...] = (
    *orders.ATTACKS, *decisions.ATTACKS, *characters.ATTACKS, *markup.ATTACKS, *hidden.ATTACKS,
)  # fmt: skip


def variants() -> Iterator[Variant]:
    """All of them: attack by attack, target by target."""
    for attack in ATTACKS:
        for target in targets():
            yield from attack(target)
