# ruff: noqa: E501 - rows of a table of alterations, one a line; a command prints its table
"""Papers that lost something: pages, paragraphs, headings, labels; and whole ones, as a control."""

import random
import re
from collections.abc import Iterator
from zlib import crc32

from tests.hostile.target import Decisions, Target, Variant

FEET = {
    "Page x of y": "Page {n} of {of}", "page x/y": "page {n}/{of}", "Page x": "Page {n}", "- x -": "- {n} -",
    "head": "Final Determination Letter for IMR Case Number: CM16-9000999   Page {n} of {of}",
}  # fmt: skip
_LINES = 34
# Letters that count their pages already are left as they are: two counts in one letter are another matter.
_COUNTED = re.compile(r"(?im)\bpage *\d+ *(?:of|/) *\d+|^\W*page \d+\W*$|^ *-+ *\d+ *-+ *$")
# What machines that read pictures take for one another.
_CONFUSED = {
    "l": "1", "o": "0", "i": "l", "s": "5", "e": "c", "m": "rn", "h": "b", "u": "v", "d": "cl", "g": "q", "B": "8", "S": "5",
}  # fmt: skip


def _chance(target: Target, name: str) -> random.Random:
    return random.Random(crc32(f"{target.name} {name}".encode()))  # noqa: S311 - the same letters every time


def _sheets(target: Target) -> list[str]:
    """The letter on pages, at least four of them."""
    lines = [line for page in target.text.split("\f") for line in page.strip("\n").split("\n")]
    size = max(6, min(_LINES, len(lines) // 5 + 1))
    return ["\n".join(lines[start : start + size]) for start in range(0, len(lines), size)]


def _bound(target: Target, style: str, order: list[int], *, feed: bool = True) -> str:
    """The pages of an order, each with its number in a style (none: no number), parted by form feeds."""
    pages = _sheets(target)
    told = [
        _numbered(pages[page], FEET[style].format(n=page + 1, of=len(pages)), style) if style else pages[page]
        for page in order
    ]
    return ("\n\f" if feed else "\n\n").join(told) + "\n"


def _numbered(page: str, number: str, style: str) -> str:
    return f"{number}\n\n{page}" if style == "head" else f"{page}\n\n{number}"


def pages(target: Target) -> Iterator[Variant]:
    """Pages gone, doubled and shuffled, numbered in every style or not at all."""
    if _COUNTED.search(target.text):
        return
    count = len(_sheets(target))
    whole = list(range(count))
    for style in (*FEET, ""):
        chance = _chance(target, style)
        inner = chance.randrange(1, count - 1)
        mixed = whole.copy()
        while mixed == whole:
            chance.shuffle(mixed)
        orders = {
            "a page gone": [page for page in whole if page != inner], "last page gone": whole[:-1],
            "last two pages gone": whole[:-2], "first page gone": whole[1:], "shuffled": mixed, "reversed": whole[::-1],
            "a page twice": sorted([*whole, inner]), "two pages exchanged": [*whole[: inner - 1], inner, inner - 1, *whole[inner + 1 :]],
        }  # fmt: skip
        feed = crc32(target.name.encode()) % 2 == 0 or not style
        for name, order in orders.items():
            yield target.variant(
                f"pages: {name}",
                style or "no numbers",
                _bound(target, style, order, feed=feed),
                noted=_is_told(style, name),
                obedient=True,
            )


def _is_told(style: str, name: str) -> bool:
    """Whether the numbers themselves tell that something is wrong."""
    return bool(style) and (" of " in FEET[style] or "/" in FEET[style] or not name.startswith("last"))


def whole_pages(target: Target) -> Iterator[Variant]:
    """Nothing lost: what is flagged here is a false alarm."""
    if _COUNTED.search(target.text):
        return
    order = list(range(len(_sheets(target))))
    for style in (*FEET, ""):
        for feed in (True, False):
            if style or feed:
                name = f"{style or 'no numbers'}, {'form feeds' if feed else 'one text'}"
                yield target.variant("control: whole letters on pages", name, _bound(target, style, order, feed=feed))


def between(target: Target) -> Iterator[Variant]:
    """Words lost between one treatment and the next."""
    for issue in range(len(target.truth) - 1):
        if target.letter.sections.issues[issue].decided_by == "rationale":
            return
        here, there = target.rationale(issue), target.rationale(issue + 1)
        heading = target.heading(issue + 1)
        if not here.end <= heading.start < there.start:
            return
        middle, far = (here.start + here.end) // 2, (there.start + there.end) // 2
        cuts = {
            "from grounds to grounds": (middle, far), "heading and guidelines": (here.end, there.start),
            "heading alone": (heading.start, heading.end), "heading to the middle of the grounds": (heading.start, far),
            "grounds alone": (here.start, here.end), "end of the grounds": (middle, here.end),
            "end of the grounds and the heading": (middle, heading.end),
        }  # fmt: skip
        name = list(cuts)[(crc32(target.name.encode()) + issue) % len(cuts)]
        for cut, (start, end) in cuts.items():
            if issue == 0 or cut == name:
                text = f"{target.text[:start]}\n{target.text[end:]}"
                yield target.variant(f"lost: {cut}", f"after treatment {issue + 1}", text, obedient=True)


def ends(target: Target) -> Iterator[Variant]:
    """A letter that breaks off: in a heading, a guideline line, the grounds."""
    last = len(target.truth) - 1
    if target.letter.sections.issues[last].decided_by == "rationale" or not last:
        return
    heading, rationale = target.heading(last), target.rationale(last)
    places = {
        "in a heading": (heading.start + heading.end) // 2, "after a heading": heading.end,
        "before the grounds": rationale.start, "in the grounds": (rationale.start + rationale.end) // 2,
    }  # fmt: skip
    for name, place in places.items():
        yield target.variant("lost: the letter breaks off", name, target.text[:place], obedient=True)


def headings(target: Target) -> Iterator[Variant]:
    """Headings that can no longer be told from the words around them."""
    for issue in range(len(target.truth)):
        section = target.letter.sections.issues[issue]
        if section.decided_by != "word":
            return
        heading, decision = target.heading(issue), target.decision(issue)
        words = target.text[slice(*heading)]
        unclear: Decisions = (*target.truth[:issue], None, *target.truth[issue + 1 :])
        treatment = target.treatment(issue)
        said = "medically necessary" if target.truth[issue] == "overturned" else "not medically necessary"
        ways = {
            "joined to the line above": (target.text[: heading.start].rstrip() + " " + " ".join(words.split()) + target.text[heading.end :], target.truth),
            "as a sentence": (target.replaced(heading, f"The reviewer found that the {treatment} is {said}."), target.truth),
            "word gone": (target.replaced(decision, ""), unclear), "word cut": (target.replaced(decision, target.decided(issue)[:4]), unclear),
            "word misread": (target.replaced(decision, target.decided(issue).replace("h", "b").replace("v", "y")), unclear),
            "in a table": (target.replaced(heading, f"| {treatment} | {target.decided(issue)} |"), target.truth),
            "numbered": (target.replaced(heading, f"{issue + 1}. {words}"), target.truth),
        }  # fmt: skip
        chosen = list(ways)[(crc32(target.name.encode()) + issue) % len(ways)]
        for name, (text, truth) in ways.items():
            if issue == 0 or name == chosen:
                yield target.variant(f"heading: {name}", f"treatment {issue + 1}", text, truth, obedient=True)


def machines(target: Target) -> Iterator[Variant]:
    """What machines do that read, convert and paste."""
    for share in (0.005, 0.02):
        chance = _chance(target, str(share))
        text = "".join(_CONFUSED.get(one, one) if chance.random() < share else one for one in target.text)
        yield target.variant("machine: letters misread", f"{share:.1%}", text, obedient=True)
    chance = _chance(target, "lines")
    lines = target.text.split("\n")
    text = "\n".join(line for line in lines if not (line.strip() and chance.random() < 0.02))
    yield target.variant("machine: lines lost", "2%", text, obedient=True)
    yield target.variant("machine: one paragraph", "all", " ".join(target.text.split()), obedient=True)
    yield target.variant(
        "machine: no empty lines", "all", "\n".join(line for line in lines if line.strip()), obedient=True
    )
    yield target.variant("machine: lines of sentences", "all", target.text.replace(". ", ".\n\n"), obedient=True)
    label = target.text.replace("guideline:", "guide1ine;").replace("Decision rationale:", "Decisi0n rationaIe;")
    yield target.variant("machine: labels misread", "all", label, obedient=True)


ATTACKS = (whole_pages, pages, between, ends, headings, machines)
