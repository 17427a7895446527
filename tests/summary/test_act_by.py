import re
from datetime import date

import pytest

from imr_llm.summary.model import Language
from imr_llm.summary.occasion import Occasion
from tests.summary.factories import RECORDS, TODAY, texts, write


def act_by(name: str, language: Language = "en") -> tuple[str, list[str]]:
    (section,) = [section for section in write(RECORDS[name], language) if section.id == "act_by"]
    return section.title, [sentence.text for sentence in section.sentences]


def test_the_last_day_is_counted_from_the_date_that_the_letter_prints() -> None:
    title, told = act_by("upheld")
    # 30 days from January 6, 2017.
    assert title == "Act by February 5, 2017"
    assert told[0] == "An appeal must reach the office by this day, 30 days from the decision date in the letter."
    assert act_by("upheld", "es")[0] == "Actúe a más tardar el 5 de febrero de 2017"


def test_a_day_that_has_passed_is_said_first_with_what_is_still_possible() -> None:
    title, told = act_by("too late")
    assert title == "The time to appeal has passed"
    assert told[0] == "It most likely ended on December 31, 2016."
    assert told[-1] == "Your doctor may still ask again, with new facts."
    _, told = act_by("a year too late")
    assert told[-2] == "Since February 1, 2016, 12 months after the first refusal, the law asks for no new facts."


def test_the_last_day_itself_is_not_too_late() -> None:
    for day, late in ((date(2017, 2, 5), False), (date(2017, 2, 6), True)):
        told = write(RECORDS["upheld"], "en", Occasion(day))
        assert ("has passed" in told[1].title) is late


@pytest.mark.parametrize("name", ["no date", "not readable dates"])
def test_nothing_is_counted_where_the_date_is_missing_or_in_doubt(name: str) -> None:
    title, told = act_by(name)
    assert title == "Act soon: you have 30 days to appeal"
    assert "Look for “Decision Date” on the first page of the letter, and count 30 days from it." in told
    assert not re.search(r"20\d\d", " ".join(told))


def test_a_winner_has_nothing_to_appeal() -> None:
    assert "act_by" not in [section.id for section in write(RECORDS["overturned"], "en")]


def test_the_page_says_that_a_computer_made_it_and_whom_to_ask() -> None:
    told = texts(write(RECORDS["upheld"], "en"), "about")
    assert told[0] == "A computer made this page on January 16, 2017, and it can be wrong."
    named = texts(write(RECORDS["upheld"], "es", Occasion(TODAY, "la clínica", "555-0100")), "about")
    assert "Este servicio es de la clínica." in named
    assert "Preguntas o errores: 555-0100." in named
