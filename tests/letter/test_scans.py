"""Letters read from pictures by the Tesseract of this machine: right where they can be read, flagged where not."""

import io
import json
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from typer.testing import CliRunner

from imr_llm.cli.main import app
from imr_llm.errors import LetterFault, UnreadableLetterError
from imr_llm.letter import clean, read_bytes, section
from imr_llm.pipeline import extract
from imr_llm.record.model import LetterRecord
from tests.letter.factories import TITLES, Issue, Parts, found, pdf, rows
from tests.letter.scans import (
    drawn,
    encoded,
    greyed,
    noisy,
    photographed,
    scanned_pdf,
    skewed,
    tiff,
    with_thumb,
)

pytestmark = pytest.mark.scans

PARTS = Parts()
ISSUES = rows(PARTS).index(TITLES[2])
SHEETS = [rows(PARTS)[:ISSUES], rows(PARTS)[ISSUES:]]
FIRST, SECOND = drawn(SHEETS, 150)
SHARP = drawn(SHEETS[1:], 200)[0]
DECISIONS = ["upheld", "overturned"]


def record_of(data: bytes) -> LetterRecord:
    return extract(read_bytes("scan", data))


def flagged(record: LetterRecord) -> set[str]:
    return record.doubted


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_pictures_are_read_word_for_word(kind):
    letter = read_bytes("scan", encoded(SHARP, kind))
    assert letter.media_type == f"image/{kind.lower()}"
    assert found(section(letter, clean(letter))) == list(PARTS.issues)
    assert letter.scan is not None
    assert letter.scan.engine.startswith("tesseract ")


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(skewed, id="skewed"),
        pytest.param(noisy, id="noisy"),
        pytest.param(photographed, id="photographed"),
        pytest.param(greyed, id="grey"),
        pytest.param(lambda page: page.rotate(90, expand=True), id="on its side"),
        pytest.param(lambda page: page.rotate(180), id="upside down"),
    ],
)
def test_spoilt_pictures_give_the_decisions(spoil):
    record = record_of(tiff([spoil(FIRST), spoil(SECOND)]))
    assert [issue.decision for issue in record.issues] == DECISIONS
    assert not flagged(record) & {"/issues", "/issues/0/decision", "/issues/1/decision"}
    assert record.outcome == "partially_overturned"


def test_a_fax_with_its_oblong_pixels():
    fax = drawn(SHEETS[1:], 200)[0].resize((850, 2200)).convert("1")
    record = record_of(encoded(fax, "TIFF", dpi=(100, 200)))
    assert [issue.decision for issue in record.issues] == DECISIONS


@pytest.mark.parametrize("wrap", [tiff, scanned_pdf], ids=["TIFF", "PDF"])
def test_pages_and_proofs(wrap):
    letter = read_bytes("scan", wrap(drawn(SHEETS, 200)))
    ready = section(letter, clean(letter))
    record = extract(letter)
    assert [issue.decision for issue in record.issues] == DECISIONS
    assert record.evidence["/case/case_number"][0].page == 1
    assert record.evidence["/issues/1/decision"][0].page == 2
    assert all(
        place.quote == ready.clean.text[place.start : place.end]
        for places in record.evidence.values()
        for place in places
    )
    assert record.letter.ocr is not None
    assert record.letter.ocr.pages == (1, 2)
    assert record.letter.ocr.confidence > 0.9


def test_a_pdf_of_which_one_page_is_a_picture():
    typed = pikepdf.open(io.BytesIO(pdf([SHEETS[0]])))
    typed.pages.extend(pikepdf.open(io.BytesIO(scanned_pdf(drawn(SHEETS[1:], 200)))).pages)
    buffer = io.BytesIO()
    typed.save(buffer)
    record = record_of(buffer.getvalue())
    assert [issue.decision for issue in record.issues] == DECISIONS
    assert record.letter.ocr is not None
    assert record.letter.ocr.pages == (2,)
    assert record.evidence["/issues/1/decision"][0].page == 2


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda page: page.crop((0, 0, page.width // 2, page.height)), id="left half"),
        pytest.param(lambda page: page.crop((0, 0, page.width, page.height * 2 // 5)), id="cut below"),
        pytest.param(lambda page: with_thumb(page, 0.25, 0.52), id="thumb over a heading"),
    ],
)
def test_what_is_hidden_is_said(spoil):
    record = record_of(tiff([FIRST, spoil(SECOND)]))
    assert "/issues" in flagged(record)
    assert record.outcome is None


@pytest.mark.parametrize("page", [FIRST, SECOND], ids=["first", "second"])
def test_one_photo_of_two_is_never_a_whole_letter(page):
    record = record_of(encoded(page, "JPEG"))
    assert "/issues" in flagged(record)
    assert record.outcome is None


def test_photos_of_pages_are_one_letter(tmp_path):
    paths = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for path, page in zip(paths, (FIRST, SECOND), strict=True):
        path.write_bytes(encoded(page, "JPEG", quality=90))
    done = CliRunner().invoke(app, ["extract", *map(str, paths), "--pages"])
    record = json.loads(done.stdout)
    assert (done.exit_code, record["outcome"], record["letter"]["id"]) == (0, "partially_overturned", "one")
    assert [issue["decision"] for issue in record["issues"]] == DECISIONS


def test_a_decision_word_that_is_neither_is_no_decision():
    parts = Parts(issues=(Issue(decision="Uxxxxd"), PARTS.issues[1]))
    record = record_of(encoded(drawn([rows(parts)[ISSUES:]], 150)[0]))
    assert record.issues[0].decision is None
    assert "/issues/0/decision" in flagged(record)
    assert record.outcome is None


def test_a_misspelt_decision_word_is_taken_and_flagged():
    parts = Parts(issues=(Issue(decision="Upheid"), PARTS.issues[1]))
    record = record_of(encoded(drawn([rows(parts)[ISSUES:]], 200)[0]))
    assert record.issues[0].decision == "upheld"
    assert "/issues/0/decision" in flagged(record)


def test_a_side_is_found_by_trying_where_tesseract_cannot_tell(tmp_path, monkeypatch):
    data = next(Path("/usr/share").glob("tesseract-ocr/*/tessdata/eng.traineddata"), None)
    if data is not None:
        (tmp_path / "eng.traineddata").symlink_to(data)
        monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))
    record = record_of(encoded(SECOND.rotate(90, expand=True)))
    assert [issue.decision for issue in record.issues] == DECISIONS


def test_a_picture_without_words():
    with pytest.raises(UnreadableLetterError, match="no words can be read") as caught:
        read_bytes("scan", encoded(Image.new("L", (850, 1100), 255)))
    assert caught.value.fault == LetterFault.UNREADABLE_SCAN
