"""What is recorded: each scenario has one cassette of its name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from imr_llm.llm.endpoint.endpoint import Endpoint
from imr_llm.llm.endpoint.exchange import Ending, Usage
from imr_llm.second_reading import second_reading
from imr_llm.settings import AnswerMode
from tests.llm.asking import question
from tests.llm.loopback import Answerer, Body, fitting
from tests.llm.perfect import SEEDS, Perfect, letter_of, rules_of


@dataclass(frozen=True, slots=True)
class Told:
    """What came of a scenario."""

    ending: Ending
    usage: Usage
    decisions: tuple[str | None, ...] = ()
    needs_review: tuple[str, ...] = ()


Play = Callable[[Endpoint], Awaitable[Told]]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked, how the loopback answers, and the ending and number of requests that this comes to.

    `scripted`: it needs an endpoint that misbehaves, so it is never recorded against a real one. Others may take more
    requests there.
    """

    name: str
    play: Play
    ending: Ending
    requests: int
    script: tuple[str, ...] = ()
    mode: AnswerMode = AnswerMode.JSON_SCHEMA
    answer: Answerer = fitting
    scripted: bool = True


async def _ask(endpoint: Endpoint) -> Told:
    answer = await endpoint.ask(question())
    return Told(answer.ending, answer.usage)


async def _extract(stem: str, endpoint: Endpoint) -> Told:
    outcome = await second_reading(letter_of(stem), rules_of(stem), endpoint.ask)
    decisions = tuple(issue.decision for issue in outcome.reading.facts.issues)
    fields = tuple(str(item.field) for item in outcome.reading.needs_review)
    return Told(outcome.ending, outcome.usage, decisions, fields)


def _perfect(stem: str, body: Body) -> str:
    """What a perfect model answers about a seed; to a second question it gives what fits and knows nothing."""
    if body["response_format"]["json_schema"]["name"] != "LetterAnswer":
        return fitting(body)
    return Perfect(stem).answer().model_dump_json()


def _seed(stem: str) -> Scenario:
    play, answer = partial(_extract, stem), partial(_perfect, stem)
    return Scenario(f"extract_{stem[:3]}", play, Ending.ANSWERED, 1, answer=answer, scripted=False)


SCENARIOS = (
    Scenario("wait_then_answer", _ask, Ending.ANSWERED, 2, ("429:0.01",)),
    Scenario("ask_again", _ask, Ending.ANSWERED, 2, ("malformed",)),
    Scenario("ask_again_with_tools", _ask, Ending.ANSWERED, 2, ("misfit",), AnswerMode.TOOLS),
    Scenario("cut_off", _ask, Ending.ANSWERED, 2, ("length",)),
    Scenario("refusal", _ask, Ending.REFUSED, 1, ("refusal",)),
    Scenario("wrong_key", _ask, Ending.DENIED, 1, ("401",)),
    *map(_seed, SEEDS),
)
