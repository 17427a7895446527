"""HTML elements as text in which everything that is not an element is escaped."""

from collections.abc import Iterable, Sequence
from html import escape


class Markup(str):
    """Text that is HTML already; only `tag` and `joined` make it."""

    __slots__ = ()


_VOID = frozenset({"meta", "br", "rect", "line"})


def tag(name: str, /, *children: str, **attributes: str | float | None) -> Markup:
    """An element. Children that are no Markup are escaped; an attribute that is null is left out, `class_` is class."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{given}>" if name in {"meta", "br"} else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str]) -> Markup:
    """Several children one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else escape(child, quote=False) for child in children))


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "figures") -> Markup:
    """A table with a heading a row and a column, which scrolls by itself where the page is narrow.

    `kind` is a class of the style sheet: figures stay on one line, words wrap.
    """
    head = tag("tr", *(tag("th", column, scope="col") for column in columns))
    body = [tag("tr", tag("th", row[0], scope="row"), *(tag("td", cell) for cell in row[1:])) for row in rows]
    whole = tag("table", tag("caption", caption), tag("thead", head), tag("tbody", *body))
    return tag("div", whole, class_=f"wide {kind}", tabindex=0, role="region", aria_label=caption)
