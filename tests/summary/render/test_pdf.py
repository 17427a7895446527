import ctypes
import io
import sys
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from pypdfium2 import raw

from imr_llm.errors import UsageError
from imr_llm.machine import PDF
from imr_llm.summary.catalogue import catalogue
from imr_llm.summary.model import Language
from imr_llm.summary.render import pdf
from imr_llm.summary.render.html import render_html
from imr_llm.summary.render.pdf import render_pdf
from tests.summary.factories import RECORDS
from tests.summary.render.pages import LANGUAGES, both, letter, parsed, summary_of

# The letters of up to three treatments with the most to say.
FULL = ["003_", "written_d_03", "written_d_05", "written_e_13"]


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.Pdf.open(io.BytesIO(content))


def pages_and_words(content: bytes) -> tuple[int, str]:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document), " ".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def tags(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """The structure elements, depth first."""

    def below(element: pikepdf.Object) -> Iterator[pikepdf.Dictionary]:
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield kid
                yield from below(kid)

    yield from below(document.Root.StructTreeRoot)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_tagged(language: Language) -> None:
    record = letter("003_")
    (made,) = (one for one in both(record) if one.language == language)
    with opened(render_pdf(made, record)) as document:
        root = document.Root
        assert bool(root.MarkInfo.Marked)
        assert str(root.Lang) == language
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            title = str(metadata["dc:title"])
        assert title == catalogue(language).text("sheet-title")
        assert str(document.docinfo["/Title"]) == title
        found = [str(tag.S).lstrip("/") for tag in tags(document)]
    assert found.count("H1") == 1
    first = [section for section in made.sections if not section.fold and section.like is None]
    assert found.count("H2") == len(first) + 1
    assert found.count("H3") == 4
    assert {"L", "LI", "P"} <= set(found)


def marked_texts(content: bytes) -> dict[tuple[int, int], str]:
    """The text of each piece of marked content, by page and number."""
    texts: dict[tuple[int, int], str] = {}
    document = pypdfium2.PdfDocument(content)
    for number, page in enumerate(document):
        on_page = page.get_textpage()
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            place = (number, raw.FPDFPageObj_GetMarkedContentID(one.raw))
            size = raw.FPDFTextObj_GetText(one.raw, on_page.raw, None, 0)
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFTextObj_GetText(one.raw, on_page.raw, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
            texts[place] = texts.get(place, "") + buffer.raw.decode("utf-16-le").rstrip("\0")
    document.close()
    return texts


def english_places(document: pikepdf.Pdf) -> Iterator[tuple[int, int]]:
    """Page and number of the marked content that is said to be English; the innermost language counts."""
    pages = {page.objgen: number for number, page in enumerate(document.pages)}
    own = {
        (number, int(marks.MCID)): str(marks.Lang)
        for number, page in enumerate(document.pages)
        for operands, operator in pikepdf.parse_content_stream(page)
        if str(operator) == "BDC" and "/Lang" in (marks := operands[1])
    }

    def marked(element: pikepdf.Object, page: pikepdf.Object | None, language: str) -> Iterator[tuple[int, int]]:
        page, language = element.get("/Pg", page), str(element.get("/Lang", language))
        kids = element.get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/MCID" not in kid:
                yield from marked(kid, page, language)
            else:
                held = isinstance(kid, pikepdf.Dictionary)
                place = pages[(kid.get("/Pg", page) if held else page).objgen], int(kid.MCID if held else kid)
                if own.get(place, language) == "en":
                    yield place

    yield from marked(document.Root.StructTreeRoot, None, str(document.Root.Lang))


@pytest.mark.parametrize("beginning", ["003_", "written_e_05"])
def test_the_letter_s_words_are_english_in_a_spanish_pdf(beginning: str) -> None:
    record = letter(beginning)
    made = both(record)[1]
    quoted = parsed(render_html([made], record, paper=True)).all("span")
    content = render_pdf(made, record)
    texts = marked_texts(content)
    with opened(content) as document:
        said = "".join(texts[place] for place in english_places(document))
    assert "".join(said.split()) == "".join("".join(element.words.split()) for element in quoted)


def test_every_font_is_embedded() -> None:
    record = RECORDS["upheld"]
    with opened(render_pdf(summary_of(record, "es"), record)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        described = [one.FontDescriptor for one in fonts if "/FontDescriptor" in one]
    assert fonts
    assert described
    for descriptor in described:
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())


@pytest.mark.parametrize("beginning", FULL)
def test_up_to_three_treatments_fit_two_sheets(beginning: str) -> None:
    record = letter(beginning)
    assert len(record.issues) <= 3
    for made in both(record):
        # What folds away on a screen begins on a page of its own.
        assert pages_and_words(render_pdf(made, record))[0] <= 4


def test_nothing_is_cut_off() -> None:
    record = letter("written_e_05")
    for made in both(record):
        _, words = pages_and_words(render_pdf(made, record))
        # Lines and pages break sentences, and the page number stands between two pages.
        told = (section for section in made.sections if section.like is None)
        for sentence in (sentence for section in told for sentence in section.sentences):
            assert all(word in words for word in sentence.text.split())


def test_large_print_is_18_points() -> None:
    record = RECORDS["upheld"]
    made = summary_of(record, "en")
    sizes = {}
    for large in (False, True):
        document = pypdfium2.PdfDocument(render_pdf(made, record, large_print=large))
        text = document[0].get_textpage()
        place = text.get_text_range().index("Case number:")
        sizes[large] = text.get_charbox(place, loose=True)
        document.close()
    heights = {large: box[3] - box[1] for large, box in sizes.items()}
    assert heights[True] / heights[False] == pytest.approx(18 / 10.5, rel=0.02)


def test_without_typst_there_is_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    pdf._typst.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    assert not PDF.is_here()
    with pytest.raises(UsageError, match="pip install"):
        render_pdf(summary_of(RECORDS["upheld"], "en"), RECORDS["upheld"])
    pdf._typst.cache_clear()


def test_the_words_of_a_letter_are_no_markup_of_the_sheet() -> None:
    record = RECORDS["upheld"]
    words = "#panic() *bold* $x$ [link] <label> \\ @ref // `raw` ”"
    issue = record.issues[0].model_copy(update={"treatment": words})
    record = record.model_copy(update={"issues": (issue, *record.issues[1:])})
    _, shown = pages_and_words(render_pdf(summary_of(record, "en"), record))
    assert all(word in shown for word in words.split())


def test_only_our_own_fonts_are_used() -> None:
    record = RECORDS["upheld"]
    with opened(render_pdf(summary_of(record, "es"), record)) as document:
        fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
    names = {str(font.BaseFont).split("+")[-1] for font in fonts}
    assert names
    assert {name for name in names if not name.startswith("AtkinsonHyperlegibleNext")} == set()
