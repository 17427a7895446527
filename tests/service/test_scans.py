"""Photos and scans of a letter, as the page and the API take them."""

import io
from functools import cache
from typing import Any

import pytest
from PIL import Image

from imr_llm.errors import UnreadableLetterError
from imr_llm.letter.scans.reader import ScanLimits
from imr_llm.service.reading.photos import in_one_file
from tests.letter.factories import TITLES, Parts, rows
from tests.letter.scans import drawn, encoded, tiff
from tests.service.running import Running, form

pytestmark = pytest.mark.scans

PARTS = Parts()
ISSUES = rows(PARTS).index(TITLES[2])
DECISIONS = ["upheld", "overturned"]


@cache
def pages() -> list[Any]:
    return drawn([rows(PARTS)[:ISSUES], rows(PARTS)[ISSUES:]], 150)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("image/tiff", lambda: tiff(pages()[1:])),
        ("image/jpeg", lambda: encoded(pages()[1], "JPEG")),
    ],
)
def test_programs_send_pictures(shared_service: Running, kind: str, data: Any) -> None:
    record = shared_service.ask("POST", "/v1/letters", data(), content_type=kind).json["record"]
    assert [issue["decision"] for issue in record["issues"]] == DECISIONS
    assert record["letter"]["ocr"]["pages"] == [1]


def test_photos_of_the_pages_are_one_letter(shared_service: Running) -> None:
    one, two = encoded(pages()[0], "JPEG"), encoded(pages()[1])
    body, kind = form(
        ('; name="letter"; filename="1.jpg"', one),
        ('; name="letter"; filename="2.png"', two),
        ('; name="way"', b"file"),
    )
    answer = shared_service.ask("POST", "/letter", body, content_type=kind)
    assert answer.status == 200
    shown = answer.body.decode()
    assert "You won on 1 treatment, and the insurance company won on 1 treatment." in shown
    assert "CLINICAL CASE SUMMARY" in shown
    assert "This photo shows one page." not in shown


def test_the_pages_keep_their_order_and_stand_upright() -> None:
    lying = Image.Exif()
    lying[0x0112] = 6
    photos = [
        encoded(Image.new("L", (60, 40), 255), "JPEG"),
        encoded(Image.new("L", (80, 20), 0), "JPEG", exif=lying),
        tiff([Image.new("L", (30, 30), 128), Image.new("L", (31, 30), 128)]),
    ]
    made = Image.open(io.BytesIO(in_one_file(tuple(map(len, photos)), b"".join(photos), ScanLimits())))
    assert (made.format, made.n_frames) == ("TIFF", 4)
    found = []
    for number in range(4):
        made.seek(number)
        found.append((made.size, round(made.convert("L").getpixel((9, 9)), -1)))
    assert found == [((60, 40), 260), ((20, 80), 0), ((30, 30), 130), ((31, 30), 130)]


@pytest.mark.parametrize(("limit", "fault"), [({"pixels": 100}, "too_costly"), ({}, "damaged")])
def test_a_photo_over_the_limits_or_broken_is_refused(limit: dict[str, int], fault: str) -> None:
    photo = encoded(Image.new("L", (60, 40)))
    data = photo + (photo if limit else photo[:40])
    with pytest.raises(UnreadableLetterError) as caught:
        in_one_file((len(photo), len(data) - len(photo)), data, ScanLimits(**limit))
    assert caught.value.fault == fault
