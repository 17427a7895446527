"""The pictures of a report, as SVG.

Every number in them stands in a table beside or below; they are hidden from readers that speak, except the two over
time, which have a name and a table of their own.
"""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from imr_llm.corpus.tables import Cell, Table
from imr_llm.evaluation.render.markup import Markup, joined, tag

# In units of the picture, which grows with the page.
_WIDTH, _HEIGHT = 960, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 12, 12, 44
_BAR, _BAR_HEIGHT = 220, 18
# From below: what the insurer won stands on the ground line.
STACKED = (
    ("upheld", "upheld: the insurer won"),
    ("partially_overturned", "partly overturned"),
    ("overturned_letters", "overturned: the worker won"),
    ("in_doubt", "outcome in doubt"),
)


def outcomes_over_time(table: Table) -> Markup:
    """Letters by outcome as stacked columns."""
    periods = [str(cell) for cell in table.column(table.columns[0])]
    layers = [(name, [_number(cell) for cell in table.column(name)]) for name, _ in STACKED]
    top = _rounded_up(max((_number(cell) for cell in table.column("letters")), default=1))
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(periods))
    shapes = list(_grid(top, ""))
    for place in range(len(periods)):
        base = 0.0
        for name, numbers in layers:
            height = numbers[place]
            if height:
                shapes.append(
                    tag(
                        "rect",
                        x=_round(_LEFT + place * step + step * 0.12),
                        y=_round(_y(base + height, top)),
                        width=_round(step * 0.76),
                        height=_round(_y(base, top) - _y(base + height, top)),
                        class_=name,
                    )
                )
            base += height
    shapes += _periods(periods, step)
    return _picture(f"Letters by outcome, by {table.columns[0]}; the table below has the numbers", shapes)


def rate_over_time(table: Table) -> Markup:
    """The rate of overturned issues with its interval, and the published rate of each year."""
    periods = [str(cell) for cell in table.column(table.columns[0])]
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(periods))
    rates = list(zip(*(table.column(name) for name in ("percent", "low", "high", "published_percent")), strict=True))
    # A period with few letters has an interval over nearly all; the picture is made for the others.
    highest = max((max(_number(value) * 1.6, _number(division)) for value, _, _, division in rates), default=10.0)
    top = min(100.0, _rounded_up(max(10.0, highest)))
    shapes = list(_grid(top, "%"))
    for place, (value, low, high, division) in enumerate(rates):
        x = _round(_LEFT + (place + 0.5) * step)
        if value is not None:
            ends = _y(min(_number(high), top), top), _y(_number(low), top)
            shapes.append(tag("line", x1=x, x2=x, y1=_round(ends[0]), y2=_round(ends[1]), class_="interval"))
            shapes.append(tag("circle", cx=x, cy=_round(_y(_number(value), top)), r=5, class_="dot"))
        if division is not None:
            shapes.append(_diamond(x, _y(_number(division), top)))
    shapes += _periods(periods, step)
    return _picture("Issues overturned in per cent, with 95% intervals; the table below has the numbers", shapes)


def whisker(value: Cell, low: Cell, high: Cell, division: Cell, top: float) -> Markup:
    """A rate as a dot on its interval, the published one as a diamond; `top` is the right end in per cent."""
    if value is None:
        return joined([""])
    middle = _BAR_HEIGHT / 2
    scale = _BAR / top
    shapes = [tag("line", x1=0, x2=_BAR, y1=middle, y2=middle, class_="ground")]
    shapes += [
        tag("line", x1=_round(tick * scale), x2=_round(tick * scale), y1=2, y2=_BAR_HEIGHT - 2, class_="grid")
        for tick in _ticks(top)
    ]
    ends = _round(_number(low) * scale), _round(min(_number(high), top) * scale)
    shapes.append(tag("line", x1=ends[0], x2=ends[1], y1=middle, y2=middle, class_="interval"))
    if _number(value) <= top:
        shapes.append(tag("circle", cx=_round(_number(value) * scale), cy=middle, r=5, class_="dot"))
    else:
        # Beyond the right end; the number stands beside the picture.
        shapes.append(tag("path", d=f"M{_BAR - 9} {middle - 6}l9 6l-9 6z", class_="dot"))
    if division is not None:
        shapes.append(_diamond(_round(_number(division) * scale), middle))
    return _small(shapes)


def bar(value: Cell, top: float, kind: str) -> Markup:
    """A number as a bar of the class `kind`; `top` fills the whole width."""
    width = _BAR * _number(value) / top if top else 0
    shapes = [
        tag("rect", x=0, y=3, width=_BAR, height=_BAR_HEIGHT - 6, class_="empty"),
        tag("rect", x=0, y=3, width=_round(width), height=_BAR_HEIGHT - 6, class_=kind),
    ]
    return _small(shapes)


def rate_scale(table: Table) -> float:
    """The right end for the rates of a table in per cent: room for those of twenty issues or more and the published."""
    rows = zip(table.column("issues"), table.column("high"), strict=True)
    highs = [_number(high) for issues, high in rows if _number(issues) >= 20]
    highs += [_number(cell) for cell in table.column("published_percent")] if "published" in table.columns else []
    return min(100.0, 10.0 * ceil(max([20.0, *highs]) / 10))


def _small(shapes: Sequence[Markup]) -> Markup:
    return tag(
        "svg",
        *shapes,
        viewBox=f"0 0 {_BAR} {_BAR_HEIGHT}",
        width=_BAR,
        height=_BAR_HEIGHT,
        class_="small",
        aria_hidden="true",
    )


def _diamond(x: float, y: float) -> Markup:
    return tag("path", d=f"M{_round(x)} {_round(y - 6)}l6 6l-6 6l-6 -6z", class_="published")


def _grid(top: float, unit: str) -> Iterator[Markup]:
    for tick in (0.0, *_ticks(top), top):
        y = _round(_y(tick, top))
        yield tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid" if tick else "axis")
        yield tag("text", f"{tick:,.0f}{unit}", x=_LEFT - 8, y=y + 5, text_anchor="end")


def _ticks(top: float) -> list[float]:
    return [top * part / 4 for part in (1, 2, 3)]


def _periods(periods: list[str], step: float) -> Iterator[Markup]:
    """The names below the columns, as many as there is room for."""
    every = max(1, ceil(len(periods) * 76 / (_WIDTH - _LEFT - _RIGHT)))
    for place in range(0, len(periods), every):
        x = _round(_LEFT + (place + 0.5) * step)
        yield tag("text", periods[place], x=x, y=_HEIGHT - _BOTTOM + 24, text_anchor="middle")


def _picture(name: str, shapes: Sequence[Markup]) -> Markup:
    return tag("svg", tag("title", name), *shapes, viewBox=f"0 0 {_WIDTH} {_HEIGHT}", role="img", class_="large")


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / top


def _rounded_up(value: float) -> float:
    """The next number of the form 1, 2, 4 or 8 times a power of ten, so that a quarter of it is round too."""
    power = 10.0 ** floor(log10(value)) if value > 0 else 1.0
    return max(4.0, next(step * power for step in (1, 2, 4, 8, 10, 20) if step * power >= value))


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _round(value: float) -> float:
    return round(value, 2)
