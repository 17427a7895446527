"""Files of pictures as people and machines make them, whole and broken; no Tesseract is needed."""

import io
import random
import warnings
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from imr_llm.letter.pdf.reader import read_pdf
from imr_llm.letter.scans.child import _read
from imr_llm.letter.scans.job import Job, PageFault, ScanFaultError
from imr_llm.letter.scans.pictures import pictures
from imr_llm.letter.scans.tesseract import Box, Tesseract
from tests.letter.factories import Parts, pdf, rows
from tests.letter.scans import CONDITIONS, drawn, encoded, greyed, scanned_pdf, tiff

JOB = Job("/usr/bin/none", (), 10, 5.0, 1 << 30, 4_000_000, 3)
SHEET = drawn([rows(Parts())[:42]], 40)[0]
COLOUR = SHEET.convert("RGB")
WHOLE = {
    "PNG": encoded(SHEET),
    "JPEG": encoded(SHEET, "JPEG"),
    "TIFF": tiff([SHEET, SHEET], compression="tiff_lzw"),
    "fax": encoded(SHEET.convert("1"), "TIFF", compression="group4"),
    "JPEG in TIFF": encoded(COLOUR, "TIFF", compression="jpeg"),
    "WEBP": encoded(COLOUR, "WEBP"),
    "GIF": encoded(SHEET, "GIF"),
    "BMP": encoded(SHEET, "BMP"),
}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(encoded(SHEET.convert("CMYK"), "JPEG"), id="JPEG for printers"),
        pytest.param(encoded(SHEET.convert("CMYK"), "TIFF"), id="TIFF for printers"),
        pytest.param(encoded(COLOUR.convert("YCbCr"), "JPEG"), id="JPEG of a video"),
        pytest.param(encoded(SHEET.convert("I;16").point(lambda value: value * 257), "PNG"), id="16 bits"),
        pytest.param(encoded(SHEET.convert("LA"), "PNG"), id="grey with transparency"),
        pytest.param(encoded(SHEET, "PNG", save_all=True, append_images=[SHEET.rotate(180)]), id="animated PNG"),
        pytest.param(encoded(COLOUR, "WEBP", save_all=True, append_images=[COLOUR.rotate(180)]), id="animated WEBP"),
        pytest.param(encoded(COLOUR, "MPO", save_all=True, append_images=[COLOUR.rotate(180)]), id="two lenses"),
    ],
)
def test_pictures_that_cameras_and_printers_make(data):
    ((number, seen),) = pictures(data, JOB)
    assert (number, seen.mode, seen.size) == (1, "L", SHEET.size)
    rest = zip(seen.tobytes(), SHEET.tobytes(), strict=True)
    assert sum(abs(one - other) for one, other in rest) < 12 * SHEET.width * SHEET.height


@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_broken_pictures_end_with_a_typed_fault(kind, data):
    spoilt = bytearray(WHOLE[kind])
    if data.draw(st.booleans()):
        del spoilt[data.draw(st.integers(12, len(spoilt) - 1)) :]
    for _ in range(data.draw(st.integers(0, 8))):
        # Mostly in the head, where sizes and places stand.
        at = data.draw(st.one_of(st.integers(4, 300), st.integers(4, len(WHOLE[kind]) - 1)))
        if at < len(spoilt):
            spoilt[at] = data.draw(st.integers(0, 255))
    # The child that decodes for real says its warnings to nobody.
    with warnings.catch_warnings(action="ignore"), suppress(ScanFaultError):
        assert all(page.mode == "L" for _, page in pictures(bytes(spoilt), JOB))


class _Never(Tesseract):
    """A Tesseract that must not be asked."""

    def words(self, picture: Image.Image) -> list[Box]:
        raise AssertionError(f"asked about a picture of {picture.size}")


def noise(low: int, high: int) -> Image.Image:
    grain = Image.frombytes("L", (800, 1000), random.Random(5).randbytes(800_000))  # noqa: S311
    return grain.point([low + value * (high - low) // 255 for value in range(256)])


@pytest.mark.parametrize(
    ("picture", "faults"),
    [
        pytest.param(Image.new("L", (1275, 1650), 0), (PageFault.UNREADABLE,), id="black"),
        pytest.param(noise(0, 20), (PageFault.UNREADABLE,), id="in the dark"),
        pytest.param(noise(0, 60), (PageFault.UNREADABLE,), id="in the dark, lightened"),
        pytest.param(noise(0, 255), (PageFault.UNREADABLE,), id="grain"),
        pytest.param(noise(120, 255), (PageFault.UNREADABLE,), id="light grain"),
        pytest.param(Image.new("L", (1275, 1650), 255), (), id="white"),
        pytest.param(Image.new("L", (1275, 1650), 160), (), id="grey paper"),
        pytest.param(SHEET.resize((320, 414)), (PageFault.UNREADABLE,), id="the size of a stamp"),
        pytest.param(Image.new("L", (1, 60_000), 9), (PageFault.UNREADABLE,), id="a line"),
    ],
)
def test_no_time_is_spent_on_pictures_without_a_page(picture, faults):
    page = _read(1, picture, _Never("/usr/bin/none", 1.0))
    assert (page.rows, page.faults) == ((), faults)


@pytest.mark.parametrize("spoil", [*CONDITIONS.values(), greyed], ids=[*CONDITIONS, "grey"])
def test_a_page_is_never_taken_for_none(spoil):
    page = drawn([rows(Parts())[:42]], 100)[0]
    with pytest.raises(AssertionError, match="asked about a picture"):
        _read(1, spoil(page), _Never("/usr/bin/none", 1.0))


def with_words(data: bytes, words: list[str], mode: int = 0) -> bytes:
    """The PDF with rows of words on each page, from its top; mode 3 is ink that cannot be seen."""
    document = pikepdf.open(io.BytesIO(data))
    lettering = pikepdf.open(io.BytesIO(pdf([words])))
    face = document.copy_foreign(lettering.pages[0].obj.Resources.Font.F1)
    for page in document.pages:
        page.obj.Resources.Font = pikepdf.Dictionary(F1=face)
        operators = (
            lettering.pages[0].Contents.read_bytes().replace(b"BT", b"q BT %d Tr" % mode).replace(b"ET", b"ET Q")
        )
        page.contents_add(document.make_stream(operators))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


EARLIER = ["Tramado1 5Omg: 0verturned", "lorern ipsurn dolor sit arnet consectetur"] * 20


@pytest.mark.parametrize(
    ("words", "mode"),
    [
        pytest.param([], 0, id="nothing else"),
        pytest.param(["RECEIVED JAN 12 2017 CLAIMS DEPARTMENT", "BATES 000123"], 0, id="stamped"),
        pytest.param(["01/12/2017 10:22 From: 916-555-0100 To: 916-555-0199 Page 3 of 8"], 0, id="faxed"),
        pytest.param(EARLIER, 3, id="read by another program before"),
    ],
)
def test_scanned_pages_with_other_words_on_them(words, mode):
    data = with_words(scanned_pdf([SHEET], 40), words, mode) if words else scanned_pdf([SHEET], 40)
    found = read_pdf("scan.pdf", data)
    assert found.pictured == (1,)
    assert not found.text.strip()


def test_a_page_of_words_on_a_picture_is_text():
    words = [row for row in rows(Parts()) if row][:20]
    found = read_pdf("letter.pdf", with_words(scanned_pdf([Image.new("L", SHEET.size, 235)], 40), words))
    assert found.pictured == ()
    assert words[3] in found.text
