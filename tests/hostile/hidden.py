"""Attacks by PDF files: words that are in the text and not on the page, or on the page and not in the text."""

import re
from collections.abc import Iterator

import pikepdf

from tests.hostile import words
from tests.hostile.decisions import FAKE_TREATMENT, fake_issue
from tests.hostile.sheets import LEFT, SIZE, Sheets, box, drawn, said_otherwise, saved, width_of
from tests.hostile.target import Target, Variant

# Ways to draw words that nobody sees, as operators before them and their size.
UNSEEN = {
    "white": ("1 1 1 rg", SIZE), "nearly white": ("0.97 0.97 0.96 rg", SIZE), "pale yellow": ("1 1 0.8 rg", SIZE),
    "white in CMYK": ("0 0 0 0 k", SIZE), "white in grey": ("1 g", SIZE), "light grey": ("0.93 g", SIZE),
    "render mode 3": ("3 Tr", SIZE), "tiny": ("", 0.6), "small": ("", 2.0), "clipped away": ("0 0 1 1 re W n", SIZE),
    "render mode 7": ("7 Tr", SIZE), "scaled to nothing": ("0.001 0 0 0.001 0 0 cm", SIZE),
}  # fmt: skip


def _paper(target: Target) -> Sheets:
    return Sheets.of(target.letter.clean.text)


def _decided(target: Target, sheets: Sheets) -> tuple[int, int, float, float, str]:
    """The line that ends with the first decision: its index, page, place on the right of it, and its last word."""
    clean = target.letter.clean
    heading = target.letter.sections.issues[0].heading
    ends = clean.text[slice(*heading)].split()[-1]
    before = clean.text[: heading.start].count("\n")
    # Lines and empty lines were made paragraph by paragraph: count them again up to the heading's last line.
    place = 0
    for paragraph in clean.text.split("\n")[: before + 1 + clean.text[slice(*heading)].count("\n")]:
        place += len(Sheets.of(paragraph).lines)
    index = place - 2
    line = sheets.lines[index]
    assert line.words.endswith(ends), (line.words, ends)
    return index, line.page, LEFT + width_of(line.words), line.y, ends


def honest(target: Target) -> Iterator[Variant]:
    """The letter as a PDF with nothing wrong: no new doubt may come of it."""
    yield target.variant("honest PDF", "as it is", _paper(target).data())


def unseen(target: Target) -> Iterator[Variant]:
    """Fake decisions, issues and orders in words that are not seen."""
    said = {
        "decision": f"{FAKE_TREATMENT}: {target.other_word()}",
        "order": words.ORDERS["plain"].format(word=target.other_word()),
        "word": target.other_word(),
    }
    for way, (how, size) in UNSEEN.items():
        for name, line in said.items():
            sheets = _paper(target)
            sheets.add(0, drawn(line, LEFT, 60, size, how))
            yield target.variant(f"hidden in a PDF: {way}", name, sheets.data(), noted=True)
        if target.titled:
            sheets = _paper(target)
            _, page, right, y, _ = _decided(target, sheets)
            sheets.add(page, drawn(f" {target.other_word()}", right, y, size, how))
            yield target.variant(f"hidden in a PDF: {way}", "after the decision", sheets.data(), noted=True)
        sheets = _paper(target)
        for number, line in enumerate(row for row in fake_issue(target.other_word()).split("\n") if row):
            sheets.add(0, drawn(line, LEFT, 60 - 2 * number, size, how))
        yield target.variant(f"hidden in a PDF: {way}", "issue", sheets.data(), noted=True)


def off_the_sheet(target: Target) -> Iterator[Variant]:
    """Words outside the sheet, or outside what is left of it."""
    line = f"{FAKE_TREATMENT}: {target.other_word()}"
    for name, x, y in (
        ("left", -400, 400),
        ("right", 700, 400),
        ("above", 72, 900),
        ("below", 72, -50),
        ("far", 30000, 400),
    ):
        sheets = _paper(target)
        sheets.add(0, drawn(line, x, y))
        yield target.variant("hidden in a PDF: off the sheet", name, sheets.data(), noted=True)
    for kind in ("CropBox", "MediaBox"):
        sheets = _paper(target)
        sheets.add(0, drawn(line, LEFT, 15))
        document = sheets.document()
        document.pages[0].obj[f"/{kind}"] = pikepdf.Array([0, 30, 612, 792])
        yield target.variant("hidden in a PDF: off the sheet", kind, saved(document), noted=True)


def covered(target: Target) -> Iterator[Variant]:
    """Words under a box or a picture; also the true decision, with the false one on top."""
    line = f"{FAKE_TREATMENT}: {target.other_word()}"
    for name, colour in (("white box", "1 1 1"), ("black box", "0 0 0"), ("grey box", "0.5 0.5 0.5")):
        sheets = _paper(target)
        sheets.add(0, drawn(line, LEFT, 60) + box(LEFT - 2, 57, 400, 14, colour))
        yield target.variant("hidden in a PDF: covered", name, sheets.data(), noted=True)
    sheets = _paper(target)
    sheets.add(0, drawn(line, LEFT, 60))
    document = sheets.document()
    picture = document.make_stream(bytes(range(256)) * 4, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
    picture.Width, picture.Height, picture.ColorSpace, picture.BitsPerComponent = 64, 16, pikepdf.Name.DeviceGray, 8
    document.pages[0].obj.Resources.XObject = pikepdf.Dictionary(P=document.make_indirect(picture))
    document.pages[0].contents_add(f"q 400 0 0 14 {LEFT} 57 cm /P Do Q".encode())
    yield target.variant("hidden in a PDF: covered", "picture", saved(document), noted=True)
    if target.titled:
        sheets = _paper(target)
        _, page, right, y, word = _decided(target, sheets)
        x = right - width_of(word)
        sheets.add(page, box(x - 1, y - 3, 80, 12) + drawn(target.other_word(), x, y))
        yield target.variant(
            "hidden in a PDF: covered", "decision replaced", sheets.data(), (None, *target.truth[1:]), noted=True
        )


def layers(target: Target) -> Iterator[Variant]:
    """Transparent words, layers that are off, notes, words given for others, and lines through words."""
    line = f"{FAKE_TREATMENT}: {target.other_word()}"
    sheets = _paper(target)
    document = sheets.document()
    page = document.pages[0]
    page.obj.Resources.ExtGState = pikepdf.Dictionary(G=pikepdf.Dictionary(ca=0, CA=0))
    page.contents_add(drawn(line, LEFT, 60, SIZE, "/G gs").encode())
    yield target.variant("hidden in a PDF: transparent", "zero opacity", saved(document), noted=True)
    page.obj.Resources.ExtGState.G = pikepdf.Dictionary(ca=0.05, CA=0.05)
    yield target.variant("hidden in a PDF: transparent", "hardly any opacity", saved(document), noted=True)
    document = sheets.document()
    layer = document.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name="x"))
    document.Root.OCProperties = pikepdf.Dictionary(OCGs=[layer], D=pikepdf.Dictionary(Order=[layer], OFF=[layer]))
    document.pages[0].obj.Resources.Properties = pikepdf.Dictionary(L=layer)
    document.pages[0].contents_add(f"/OC /L BDC {drawn(line, LEFT, 60)} EMC".encode())
    yield target.variant("hidden in a PDF: layer off", "optional content", saved(document), noted=True)
    for kind in ("FreeText", "Stamp", "Square", "StrikeOut", "Text"):
        document = sheets.document()
        form = document.make_stream(
            drawn(line, 2, 2).encode() + box(0, 0, 1, 1).encode(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form
        )
        form.BBox = pikepdf.Array([0, 0, 300, 14])
        form.Resources = pikepdf.Dictionary(Font=document.pages[0].obj.Resources.Font)
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[LEFT, 400, LEFT + 300, 414],
            Contents=line, F=4, AP=pikepdf.Dictionary(N=document.make_indirect(form)),
        )  # fmt: skip
        document.pages[0].obj.Annots = pikepdf.Array([document.make_indirect(note)])
        yield target.variant("notes on a PDF", kind, saved(document), noted=True)


def said_and_drawn(target: Target) -> Iterator[Variant]:
    """What is given as text is not what is drawn."""
    line = f"{FAKE_TREATMENT}: {target.other_word()}"
    given = line.encode("utf-16-be").hex()
    sheets = _paper(target)
    sheets.add(0, f"/Span <</ActualText <FEFF{given}>>> BDC {drawn('Continued overleaf', LEFT, 60)} EMC")
    yield target.variant("other words given in a PDF", "ActualText beside", sheets.data(), noted=True)
    if not target.titled:
        return
    unclear = (None, *target.truth[1:])
    sheets = _paper(target)
    index, page, right, y, word = _decided(target, sheets)
    x = right - width_of(word)
    sheets.lines[index].words = sheets.lines[index].words[: -len(word)]
    other = target.other_word()
    drawn_true = drawn(word, x, y)
    actual = Sheets(
        sheets.lines,
        {},
        {page: [f"/Span <</ActualText <FEFF{other.encode('utf-16-be').hex()}>>> BDC {drawn_true} EMC"]},
    )
    yield target.variant("other words given in a PDF", "ActualText for the decision", actual.data(), noted=True)
    document = sheets.document()
    said_otherwise(document, page, word, other, x, y)
    yield target.variant("other words given in a PDF", "table of characters", saved(document), unclear, noted=True)
    over = Sheets(sheets.lines, {}, {page: [drawn_true, drawn(other, x, y)]})
    yield target.variant("printed over each other", "two words", over.data(), unclear)
    under = Sheets(sheets.lines, {}, {page: [drawn(other, x, y, SIZE, "1 1 1 rg"), drawn_true]})
    yield target.variant("printed over each other", "white below", under.data(), noted=True)
    middle = y + 2.6
    struck = Sheets(
        sheets.lines, {}, {page: [drawn_true, box(x, middle, width_of(word), 0.8, "0 0 0"), drawn(other, right + 3, y)]}
    )
    yield target.variant("strikethrough", "a line in a PDF", struck.data(), unclear)
    stroke = f"q 0.8 w {x} {middle} m {right} {middle} l S Q"
    yield target.variant(
        "strikethrough", "a stroke in a PDF", Sheets(sheets.lines, {}, {page: [drawn_true, stroke]}).data(), unclear
    )
    late = Sheets(sheets.lines, {page: [drawn(other, LEFT, 40)]}, {page: [drawn_true]})
    yield target.variant("another order in a PDF", "the true word last", late.data(), unclear)
    # On paper the word is whole, whatever the order in which its letters were drawn.
    backwards = "".join(
        drawn(letter, x + width_of(word[:place]), y) for place, letter in reversed(list(enumerate(word)))
    )
    yield target.variant(
        "another order in a PDF",
        "letters from the right",
        Sheets(sheets.lines, {}, {page: [backwards]}).data(),
    )
    outside = re.sub(r"\S+$", "", sheets.lines[index].words)
    assert outside


ATTACKS = (honest, unseen, off_the_sheet, covered, layers, said_and_drawn)
