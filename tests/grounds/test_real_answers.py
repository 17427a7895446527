"""A real model's answers, as the cassettes keep them: most of its sentences stand, and hardly a lie made of them."""

import asyncio
from functools import cache
from pathlib import Path

from benchmarks.plain_words import explained
from imr_llm.explaining import Explanation
from imr_llm.grounds.verify import Licence, refusals
from imr_llm.letter.read import read
from imr_llm.pipeline import prepare
from tests.grounds.lies import REVERSALS, lies

ROOT = Path(__file__).resolve().parents[2]
CASES, CASSETTES = ROOT / "evals" / "cases", ROOT / "evals" / "cassettes"


@cache
def answers() -> dict[str, Explanation]:
    return asyncio.run(explained(sorted(CASES.glob("*.txt")), CASSETTES))


def test_most_sentences_of_a_model_stand() -> None:
    for language, least in (("en", 0.85), ("es", 0.75)):
        told = [one for found in answers().values() for one in found.heard.sentences if one.language == language]
        assert len(told) > 100
        assert sum(not one.refusals for one in told) >= least * len(told)


def test_hardly_a_lie_made_of_them_stands_and_no_reversal() -> None:
    passed = tried = 0
    for stem, found in answers().items():
        letter = prepare(read(CASES / f"{stem}.txt"))
        for told in found.heard.sentences:
            if told.refusals:
                continue
            heading = letter.sections.issues[told.issue].heading
            licence = Licence(told.quote, letter.clean.text[slice(*heading)])
            for kind, lie in lies(told.text, told.language):
                stands = not refusals(lie, licence, told.language)
                assert not (stands and kind in REVERSALS), (stem, lie)
                passed, tried = passed + stands, tried + 1
    assert tried > 10_000
    assert passed <= 0.02 * tried
