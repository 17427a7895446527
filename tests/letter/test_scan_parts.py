"""The parts that read pictures, each by itself; no Tesseract is needed."""

import json
from dataclasses import asdict, replace

import pytest
from PIL import Image, ImageDraw, ImageStat

from imr_llm.letter.scans.job import Job, PageFault, ReadPage, ReadRow, ReadWord, ScanFaultError, page_of
from imr_llm.letter.scans.layout import after_gaps, rows_of
from imr_llm.letter.scans.pictures import pictures
from imr_llm.letter.scans.prepare import prepared
from imr_llm.letter.scans.quality import confidence_of, faults_of
from imr_llm.letter.scans.reader import ReadScan
from imr_llm.letter.scans.tesseract import Box
from imr_llm.letter.scans.text import scanned_text
from imr_llm.letter.scans.vocabulary import mended
from tests.letter.factories import letter_pdf
from tests.letter.scans import bomb, drawn, encoded, photographed, skewed, tiff

JOB = Job("/usr/bin/none", (), 10, 5.0, 1 << 30, 4_000_000, 3)
ROWS = ["Tramadol 50mg #60: Upheld", "", "Decision rationale: The records show no functional improvement."]


def words(row: str, sure: float = 96.0) -> tuple[ReadWord, ...]:
    return tuple(ReadWord(word, sure) for word in row.split())


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Tramadol 50mg #60: Upheid", "Tramadol 50mg #60: Upheld"),
        ("Tramadol 50mg #60: Uphe1d.", "Tramadol 50mg #60: Upheld"),
        ("Tramadol 50mg #60: Up held", "Tramadol 50mg #60: Upheld"),
        ("Tramadol 50mg #60; Uphcld", "Tramadol 50mg #60; Upheld"),
        ("Tramadol 50mg #60:Upheid", "Tramadol 50mg #60: Upheld"),
        ("request, MRI of the knee is: 0verturned", "request, MRI of the knee is: Overturned"),
        ("MRI: Ovérturned", "MRI: Overturned"),
        ("MRI: Over- turned", "MRI: Overturned"),
        ("MRI: OVERTURNFD", "MRI: Overturned"),
        ("Overtumed", "Overturned"),
    ],
)
def test_a_misread_decision_word_is_the_one_that_it_is_close_to(row, expected):
    read = mended(words(row))
    assert " ".join(word.text for word in read) == expected
    assert [word.corrected for word in read] == [False] * (len(read) - 1) + [True]


@pytest.mark.parametrize(
    "row",
    [
        "Tramadol 50mg #60: Upheld",
        "Tramadol 50mg #60: UPHELD.",
        "Tramadol 50mg #60:Overturned",
        "Tramadol 50mg #60: Up",
        "Tramadol 50mg #60: held",
        "Tramadol 50mg #60: turned",
        "Tramadol 50mg #60: Unheeded",
        "Tramadol 50mg #60: Upturned",
        "Tramadol 50mg #60: Overheld",
        "Tramadol 50mg #60: XXXXXX",
        "the denial was upheid",
        "as the shelf is uphold by",
        "he is",
        ":",
        "",
    ],
)
def test_every_other_word_stays_as_it_was_read(row):
    assert mended(words(row)) == words(row)


def test_a_mended_word_is_as_sure_as_the_least_sure_of_its_parts():
    read = mended((ReadWord("MRI:", 90), ReadWord("Up", 30), ReadWord("heid", 80)))
    assert read == (ReadWord("MRI:", 90), ReadWord("Upheld", 30, corrected=True))


def boxes(*lines: tuple[int, list[tuple[str, int]]]) -> list[Box]:
    """Lines at heights; words with their left edges, ten pixels a letter and thirty high."""
    return [
        Box(text, 95.0, left, top - (30 if text != "of" else 28), left + 10 * len(text), top, (1, 1, number))
        for number, (top, line) in enumerate(lines)
        for text, left in line
    ]


def test_rows_and_empty_lines():
    rows = rows_of(
        boxes((100, [("one", 0), ("two", 60)]), (145, [("three", 0)]), (235, [("four", 0)]), (281, [("five", 0)]))
    )
    assert [" ".join(word.text for word in row.words) for row in rows] == ["one two", "three", "four", "five"]
    assert after_gaps(rows) == [False, False, True, False]


def test_the_lines_of_a_table_are_no_words():
    found = boxes((100, [("|", 0), ("|Date", 30), ("12/05/2016|", 90), ("__", 400)]))
    assert [word.text for row in rows_of(found) for word in row.words] == ["Date", "12/05/2016"]


@pytest.mark.parametrize(
    ("below", "left", "expected"),
    [
        ("Received:", 300, ["Priority: Standard Application Received: 11/14/2016"]),
        ("Received:", 0, ["Priority: Standard Application 11/14/2016", "Received:"]),
        ("Received", 300, ["Priority: Standard Application 11/14/2016", "Received"]),
        ("Received:", 450, ["Priority: Standard Application 11/14/2016", "Received:"]),
    ],
)
def test_a_label_broken_within_its_cell_is_one_label(below, left, expected):
    table = [("Priority:", 0), ("Standard", 120), ("Application", 302), ("11/14/2016", 450)]
    rows = rows_of(boxes((100, table), (140, [(below, left)])))
    assert [" ".join(word.text for word in row.words) for row in rows] == expected


def page(number: int, *rows: ReadRow, faults: tuple[PageFault, ...] = ()) -> ReadPage:
    return ReadPage(number, rows, 91.26, faults)


def test_text_with_the_places_of_words_that_are_not_sure():
    scan = ReadScan(
        "tesseract 5",
        (
            page(
                2,
                ReadRow((ReadWord("MRI:", 90), ReadWord("Upheld", 50, corrected=True)), after_gap=False),
                ReadRow((ReadWord("see", 79.9), ReadWord("#60", 87.0), ReadWord("6", 88.0)), after_gap=True),
                faults=(PageFault.CUT,),
            ),
            page(3),
        ),
    )
    text, read = scanned_text(scan, ["typed page", ""])
    assert text == "typed page\fMRI: Upheld\n\nsee #60 6\f"
    assert [text[slice(*span)] for span in read.unsure] == ["see", "#60"]
    assert [text[slice(*span)] for span in read.corrected] == ["Upheld"]
    assert [(one.number, text[slice(*one.span)], one.confidence, one.faults) for one in read.pages] == [
        (2, "MRI: Upheld\n\nsee #60 6", 0.913, ("cut",)),
        (3, "", 0.913, ()),
    ]


@pytest.mark.parametrize("degrees", [-4.0, -2.0, -0.5, 0.0, 1.3, 3.0])
def test_lines_are_made_level(degrees):
    level = prepared(skewed(drawn([ROWS * 8], 100)[0], degrees))
    # Level lines make rows of pixels that are all paper; slanted ones do not.
    rows = level.resize((1, level.height), Image.Resampling.BOX).tobytes()
    assert sum(row > 253 for row in rows) > 0.7 * len(rows)


def test_uneven_light_becomes_white_paper():
    even = prepared(photographed(drawn([ROWS * 8], 150)[0]))
    middle = even.crop((even.width // 4, even.height // 2, even.width * 3 // 4, even.height * 3 // 4))
    assert ImageStat.Stat(middle).mean[0] > 250


def test_one_white_page_is_as_it_was():
    assert ImageStat.Stat(prepared(Image.new("L", (850, 1100), 255))).extrema == [(255, 255)]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "P", "1"])
def test_pictures_of_all_kinds(kind, mode):
    sheet = drawn([ROWS], 50)[0].convert(mode)
    if kind in ("JPEG", "WEBP"):
        sheet = sheet.convert("RGB")
    ((number, seen),) = pictures(encoded(sheet, kind), JOB)
    assert (number, seen.mode, seen.size) == (1, "L", sheet.size)
    assert ImageStat.Stat(seen).mean[0] == pytest.approx(ImageStat.Stat(sheet.convert("L")).mean[0], abs=3)


def test_what_is_transparent_is_paper():
    sheet = Image.new("RGBA", (60, 40), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).rectangle((0, 0, 29, 39), fill=(0, 0, 0, 255))
    ((_, seen),) = pictures(encoded(sheet), JOB)
    assert (seen.getpixel((10, 10)), seen.getpixel((50, 10))) == (0, 255)


def test_sixteen_bits_of_grey():
    ((_, seen),) = pictures(encoded(Image.new("I;16", (9, 9), 40_000)), JOB)
    assert seen.getpixel((4, 4)) == 40_000 // 256


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_says_which_way_is_up(orientation):
    upright = Image.new("L", (80, 40), 255)
    ImageDraw.Draw(upright).rectangle((0, 0, 19, 9), fill=0)
    as_held = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    held = upright if as_held is None else upright.transpose(Image.Transpose(as_held))
    exif = Image.Exif()
    exif[0x0112] = orientation
    ((_, seen),) = pictures(encoded(held, "PNG", exif=exif), JOB)
    assert seen.tobytes() == upright.tobytes()


def test_the_pixels_of_a_fax_are_made_square():
    fax = drawn([ROWS], 100)[0].resize((850, 550))
    ((_, seen),) = pictures(encoded(fax, "TIFF", dpi=(200, 100)), JOB)
    assert seen.size == (850, 1100)


def test_frames_are_pages_in_a_tiff_alone():
    frames = [Image.new("L", (20, 20), shade) for shade in (10, 100, 200)]
    assert [number for number, _ in pictures(tiff(frames), JOB)] == [1, 2, 3]
    film = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert [number for number, _ in pictures(film, JOB)] == [1]


@pytest.mark.parametrize(
    ("data", "job", "fault"),
    [
        pytest.param(bomb(), JOB, "too_costly", id="bomb"),
        pytest.param(tiff([Image.new("1", (9, 9))] * 4), JOB, "too_costly", id="frames"),
        pytest.param(encoded(Image.new("L", (400, 400), 9))[:-60], JOB, "damaged", id="cut off"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"x" * 99, JOB, "damaged", id="junk"),
        pytest.param(
            b"II*\0\x08\0\0\0",
            JOB,
            "damaged",
            marks=pytest.mark.filterwarnings("ignore:Corrupt EXIF data"),
            id="TIFF without pages",
        ),
        pytest.param(letter_pdf(), JOB, "damaged", id="PDF as picture"),
        pytest.param(b"%PDF-1.4", replace(JOB, wanted=(1,)), "damaged", id="no PDF"),
        pytest.param(letter_pdf(), replace(JOB, wanted=(9,)), "damaged", id="no such page"),
        pytest.param(letter_pdf(), replace(JOB, wanted=(1, 2, 1, 2)), "too_costly", id="pages"),
    ],
)
def test_pictures_that_are_refused(data, job, fault):
    with pytest.raises(ScanFaultError) as caught:
        list(pictures(data, job))
    assert caught.value.fault == fault


def test_pages_of_a_pdf_are_drawn():
    (number, seen), *rest = pictures(letter_pdf(), replace(JOB, wanted=(2,)))
    assert (number, rest, max(seen.size)) == (2, [], 3300)
    assert ImageStat.Stat(seen).mean[0] < 254


LINES = [(100 + 45 * n, [("words", 60), ("of", 200), ("a", 300), ("letter", 400)]) for n in range(8)]


def faults_with(lines=None, *, sure=95.0, size=(600, 600), ink=None) -> tuple[PageFault, ...]:
    sheet = Image.new("L", size, 255)
    if ink:
        ImageDraw.Draw(sheet).rectangle(ink, fill=0)
    rows = rows_of([box._replace(confidence=sure) for box in boxes(*(lines or LINES))])
    return faults_of(sheet, rows)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, (), id="a page"),
        pytest.param({"sure": 70.0}, (PageFault.UNREADABLE,), id="unsure"),
        pytest.param({"size": (465, 600)}, (PageFault.CUT,), id="cut at the right"),
        pytest.param({"size": (600, 425)}, (PageFault.CUT,), id="cut below"),
        pytest.param({"lines": [(35, LINES[0][1]), *LINES[1:]]}, (PageFault.CUT,), id="cut above"),
        pytest.param({"lines": [*LINES[:4], *LINES[7:]]}, (PageFault.COVERED,), id="empty place"),
        pytest.param({"lines": [*LINES[:4], *LINES[6:]]}, (), id="two empty lines"),
        pytest.param({"ink": (220, 150, 390, 300)}, (PageFault.COVERED,), id="ink that is no word"),
        pytest.param({"ink": (60, 245, 460, 248)}, (), id="the line of a table"),
        pytest.param({"ink": (0, 0, 40, 600)}, (), id="the edge of a table"),
    ],
)
def test_what_is_wrong_with_a_page(options, expected):
    assert faults_with(**options) == expected


def test_a_page_without_words_is_not_sure():
    assert confidence_of([]) == 0


def test_a_page_goes_through_json_and_comes_back():
    one = page(3, ReadRow((ReadWord("MRI:", 90.5), ReadWord("Upheld", 50.0, corrected=True)), after_gap=True))
    assert page_of(json.loads(json.dumps(asdict(one)))) == one
