# ruff: noqa: E501 - rows of a table of attacks, one a line; a command prints its table
"""Letters as PDF files drawn by hand, so that every operator of a page can be an attack."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

import pikepdf

WIDTH, HEIGHT, SIZE, STEP, LEFT, TOP = 612, 792, 10.0, 12.5, 60, 735
LINES_A_PAGE = 54


@dataclass
class Line:
    """A line of the letter: its words, and where it is drawn."""

    words: str
    page: int
    y: float


@dataclass
class Sheets:
    """A PDF in the making. Words are drawn in Helvetica; what is added to a page comes after the letter's own words."""

    lines: list[Line] = field(default_factory=list)
    before: dict[int, list[str]] = field(default_factory=dict)
    after: dict[int, list[str]] = field(default_factory=dict)
    undrawn: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, text: str, width: int = 100) -> "Sheets":
        """The paragraphs of a cleaned letter, wrapped."""
        sheets = cls()
        rows: list[str] = []
        for paragraph in text.split("\n"):
            rows += [*textwrap.wrap(paragraph, width), ""]
        for number, row in enumerate(rows):
            page, line = divmod(number, LINES_A_PAGE)
            sheets.lines.append(Line(row, page, TOP - STEP * line))
        return sheets

    def find(self, words: str, occurrence: int = 0) -> tuple[int, Line]:
        """The line, with its index, that ends with or holds some words."""
        found = [(number, line) for number, line in enumerate(self.lines) if words in line.words]
        return found[occurrence]

    def add(self, page: int, operators: str, *, first: bool = False) -> None:
        (self.before if first else self.after).setdefault(page, []).append(operators)

    def document(self) -> pikepdf.Pdf:
        """The PDF, open, for what operators cannot say."""
        document = pikepdf.new()
        font = document.make_indirect(font_of("Helvetica"))
        for number in range(1 + max(line.page for line in self.lines)):
            page = document.add_blank_page(page_size=(WIDTH, HEIGHT))
            page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            own = [
                drawn(line.words, LEFT, line.y)
                for index, line in enumerate(self.lines)
                if line.page == number and line.words and index not in self.undrawn
            ]
            content = [*self.before.get(number, ()), *own, *self.after.get(number, ())]
            page.obj.Contents = document.make_stream("\n".join(content).encode("latin-1"))
        return document

    def data(self) -> bytes:
        return saved(self.document())


def font_of(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def drawn(words: str, x: float, y: float, size: float = SIZE, how: str = "", font: str = "F1") -> str:
    """The operators that draw some words; `how` is put before them."""
    code = words.encode("cp1252", "replace").hex()
    return f"q {how} BT /{font} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj ET Q"


def width_of(words: str, size: float = SIZE) -> float:
    """The width of words in Helvetica, in points: measured by the library that reads PDF files."""
    return sum(_WIDTHS.get(letter, 556) for letter in words) * size / 1000


# Of the font's own metrics; other characters are as wide as a digit.
_WIDTHS = (
    dict.fromkeys("ijl'|", 222) | dict.fromkeys(" ft.,:;/I!", 278) | dict.fromkeys("r()-", 333)
    | dict.fromkeys("ckvsxyzJ", 500) | dict.fromkeys("FTZ", 611) | dict.fromkeys("ABEKPSVXY&", 667)
    | dict.fromkeys("CDHNRUw", 722) | dict.fromkeys("GOQ", 778) | {"m": 833, "M": 833, "W": 944, "%": 889}
)  # fmt: skip


def saved(document: pikepdf.Pdf) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, deterministic_id=True)
    return buffer.getvalue()


def box(x: float, y: float, width: float, height: float, colour: str = "1 1 1") -> str:
    return f"q {colour} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f Q"


def said_otherwise(document: pikepdf.Pdf, page: int, drawn_words: str, said: str, x: float, y: float) -> None:
    """Draw words whose table of characters says others."""
    share = [
        said[i * len(said) // len(drawn_words) : (i + 1) * len(said) // len(drawn_words)]
        for i in range(len(drawn_words))
    ]
    rows = "".join(f"<{65 + i:02X}> <{part.encode('utf-16-be').hex()}>\n" for i, part in enumerate(share) if part)
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def"
        f" 1 begincodespacerange <00> <FF> endcodespacerange {rows.count(chr(10))} beginbfchar\n{rows}endbfchar endcmap end end"
    )
    font = font_of("Helvetica")
    names: Sequence[object] = [
        65,
        *(pikepdf.Name(f"/{letter}") if letter.isalpha() else pikepdf.Name.space for letter in drawn_words),
    ]
    font.Encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, Differences=pikepdf.Array(names))
    font.ToUnicode = document.make_stream(table.encode())
    document.pages[page].obj.Resources.Font.F9 = document.make_indirect(font)
    codes = bytes(range(65, 65 + len(drawn_words))).hex()
    document.pages[page].contents_add(f"BT /F9 {SIZE} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{codes}> Tj ET".encode())
