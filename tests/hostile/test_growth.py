"""A letter of twice the length is twice the work: counted, not timed. `benchmarks/run.py growth` prints times."""

from unittest.mock import patch

import pytest

from imr_llm.letter.forms import titled
from tests.hostile.growth import FILLERS, PLACES, growth
from tests.hostile.target import Target

_TITLED = Target("written_e_03_knee_arthroscopy")
_STATED = Target("written_a_01_therapy_and_mri")
_SIZE = 5_000
# Four times the length is four times the work; twice that is let pass, and squared would be sixteen times.
_MOST = 8.0


@pytest.mark.parametrize("number", range(len(FILLERS)))
def test_work_grows_with_the_length_of_a_letter(number):
    filler = list(FILLERS)[number]
    for target, place in (
        (_TITLED, PLACES[number % 2]),
        (_STATED, PLACES[(number + 1) % 2]),
        (_TITLED, PLACES[2 + number % 2]),
    ):
        assert growth(target, filler, place, _SIZE) < _MOST


def test_a_search_from_the_beginning_for_every_label_is_noticed():
    search = titled._has_heading

    with patch.object(titled, "_has_heading", lambda clean, _, label: search(clean, 0, label)):
        assert growth(_TITLED, "rationale labels", "rationale", _SIZE) > _MOST
