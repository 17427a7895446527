"""The smallest HTML builder that cannot forget to escape: a plain string is text, only `Html` is markup."""

import html
from collections.abc import Iterable
from dataclasses import dataclass

_VOID = frozenset({"input", "meta"})


@dataclass(frozen=True, slots=True)
class Html:
    """Finished markup: made by `element`, `text` and `joined`, or a constant of ours; never a letter's words."""

    source: str

    def __str__(self) -> str:
        return self.source

    def __html__(self) -> str:
        """What a template engine takes for finished markup."""
        return self.source


Node = Html | str


def text(words: str) -> Html:
    """Words as text: `<`, `>`, `&` and both quotation marks are escaped, so they also fit an attribute."""
    return Html(html.escape(words, quote=True))


def joined(nodes: Iterable[Node], between: str = "") -> Html:
    """Nodes one after the other; strings among them are text, and so is what stands between them."""
    parts = (node.source if isinstance(node, Html) else text(node).source for node in nodes)
    return Html(text(between).source.join(parts))


def element(tag: str, *children: Node, **attributes: str | None) -> Html:
    """An element with its attributes; one whose value is null is left out, an empty value is a bare one (`checked`).

    The last underscore of a name is dropped (`class_`); others become hyphens.
    """
    opening = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{text(value).source}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in _VOID:
        return Html(f"<{tag}{opening}>")
    return Html(f"<{tag}{opening}>{joined(children)}</{tag}>")
