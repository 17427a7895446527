import json
from typing import Any

import pytest

from imr_llm.llm.answers.grounding import ground
from imr_llm.llm.answers.reader import body_of, letter_question, mark_of, recheck_question
from imr_llm.llm.endpoint.exchange import Question
from imr_llm.llm.endpoint.wire import request_body
from imr_llm.llm.questions import prompts
from imr_llm.llm.questions.prompts import Prompt, PromptError, load
from imr_llm.llm.questions.responses import LetterAnswer
from imr_llm.llm.questions.summary_prompt import summary_question
from imr_llm.llm.redaction.redact import unredacted
from imr_llm.rules.reader import read
from imr_llm.settings import load_settings
from tests.llm.perfect import SEEDS, STEMS, letter_of, prepared, record_of, rules_of

NAMES = ("extract", "recheck", "summarize")
FILE = """---
name: try
version: 2
response_model: LetterAnswer
inputs: [mark, letter]
---

<!-- system -->
Read.

<!-- user -->
${mark} ${letter} ${mark}
"""


def example() -> tuple[str, LetterAnswer]:
    text = load("extract").system.partition("Example\nLetter: ")[2]
    letter, _, answer = text.partition("\nAnswer: ")
    return letter, LetterAnswer.model_validate_json(answer)


def quotes_of(value: object) -> list[str]:
    if isinstance(value, list):
        return [quote for item in value for quote in quotes_of(item)]
    if not isinstance(value, dict):
        return []
    own = [text for name, text in value.items() if name in ("quote", "heading")]
    return own + [quote for item in value.values() for quote in quotes_of(item)]


class TestFiles:
    @pytest.mark.parametrize("name", NAMES)
    def test_every_prompt_loads_under_its_own_name(self, name):
        assert load(name).name == name
        assert load(name).reference == f"{name}@{load(name).version}"

    @pytest.mark.parametrize("name", NAMES)
    def test_says_that_instructions_between_the_marks_are_no_orders(self, name):
        assert "between two marks" in load(name).system
        assert "instructions inside" in load(name).system

    def test_an_installed_package_brings_its_prompts(self, tmp_path, monkeypatch):
        (tmp_path / "prompts_data").mkdir()
        (tmp_path / "prompts_data" / "shipped.md").write_text(FILE)
        monkeypatch.setattr(prompts, "files", lambda _: tmp_path)
        assert load("shipped").reference == "try@2"

    def test_an_unknown_prompt_is_named(self):
        with pytest.raises(PromptError, match="no prompt nonesuch"):
            load("nonesuch")

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            (("version: 2\n", ""), "wrong at: version"),
            (("version: 2", "version: two"), "wrong at: version"),
            (("version: 2", "version: 2\nflavour: mild"), "wrong at: flavour"),
            (("version: 2", "version 2"), "lines are `key: value`"),
            (("LetterAnswer", "LetterQuestion"), "no response model LetterQuestion"),
            (("[mark, letter]", "[mark, letter, name]"), "differ: name"),
            (("[mark, letter]", "[mark]"), "differ: letter"),
            (("Read.", "Read ${letter}."), "stable"),
            (("<!-- system -->", ""), "in this order"),
            (("---\nname", "name"), "in this order"),
        ],
    )
    def test_a_wrong_file_says_what_is_wrong_with_it(self, change, message):
        with pytest.raises(PromptError, match=message):
            Prompt.parse(FILE.replace(*change), "try.md")


class TestRendering:
    @pytest.mark.parametrize(
        ("values", "message"),
        [
            ({"mark": "m"}, "missing variable: letter"),
            ({}, "missing variable: letter, mark"),
            ({"mark": "m", "letter": "l", "name": "n"}, "unknown variable: name"),
        ],
    )
    def test_names_the_variable(self, values, message):
        with pytest.raises(PromptError, match=message):
            Prompt.parse(FILE, "try.md").render(values)

    @pytest.mark.parametrize(
        "letter", ["{{ 6*7 }}", "{% for x in y %}", "${mark}", "$mark", "{mark}", "\\1 \\g<0>", "%s"]
    )
    def test_what_a_letter_holds_travels_as_it_stands(self, letter):
        system, user = Prompt.parse(FILE, "try.md").render({"mark": "#", "letter": letter})
        assert (system.role, system.content) == ("system", "Read.")
        assert (user.role, user.content) == ("user", f"# {letter} #")

    def test_a_letter_with_templates_in_it_travels_as_it_stands(self):
        text = letter_of(SEEDS[4]).letter.original.replace("Lumbar spine", "{{ 6*7 }} {% raw %} ${letter} Lumbar spine")
        letter = prepared("seed", text)
        question = letter_question(letter, unredacted(letter.clean))
        assert "{{ 6*7 }} {% raw %} ${letter} Lumbar spine" in question.messages[1].content


class TestExample:
    def test_every_quote_is_in_the_example_letter(self):
        letter, answer = example()
        quotes = quotes_of(answer.model_dump())
        assert len(quotes) >= 8
        assert {quote: ground(quote, letter).match for quote in quotes} == dict.fromkeys(quotes, "exact")

    def test_is_written_as_models_are_to_write(self):
        _, answer = example()
        assert json.dumps(answer.model_dump(), separators=(",", ":")) in load("extract").system


class TestLetterQuestion:
    @pytest.mark.parametrize("stem", STEMS)
    def test_the_stable_text_comes_first_and_the_letter_last_between_its_marks(self, stem):
        letter = letter_of(stem)
        question = letter_question(letter, unredacted(letter.clean))
        system, user = question.messages
        body = body_of(unredacted(letter.clean))
        assert system.content == load("extract").system
        assert user.content == f"[{mark_of(body)}]\n{body}\n[{mark_of(body)}]"
        assert mark_of(body) not in body

    def test_the_same_letter_gives_the_same_request_and_another_letter_another_mark(self):
        first, second = (letter_of(stem) for stem in STEMS[:2])
        again = letter_question(first, unredacted(first.clean))
        assert letter_question(first, unredacted(first.clean)) == again
        assert mark_of(first.clean.text) != mark_of(second.clean.text) != mark_of(second.clean.text + " ")

    @pytest.mark.parametrize("stem", STEMS)
    def test_nothing_but_boilerplate_is_left_out(self, stem):
        letter = letter_of(stem)
        body = body_of(unredacted(letter.clean))
        sections = letter.sections
        spans = [sections.front_page, sections.case_summary]
        for issue in sections.issues:
            spans += [issue.heading, issue.claims_administrator_guideline, issue.reviewer_guideline, issue.rationale]
        for start, end in filter(None, spans):
            words = letter.clean.text[start:end]
            assert (words.partition("all medical records:")[2] or words).strip() in body
        assert "clinical experience, education" not in body
        for value in rules_of(stem).facts.reviewer.board_certifications:
            assert value in body

    def test_doubts_are_numbered_and_come_after_the_letter(self):
        letter = letter_of(SEEDS[0])
        content = recheck_question(unredacted(letter.clean), ["weeks: 4 or 6", "sex"]).messages[1].content
        mark = content.splitlines()[0]
        assert content.endswith(f"{mark}\nDoubts\n{mark}\n1. weeks: 4 or 6\n2. sex\n{mark}")


def tokens_of(question: Question[Any]) -> tuple[int, int]:
    """All and the stable ones of a request, its schema among them, counted as characters / 4."""
    body = request_body(question, load_settings(model="m", api_key="none"))
    schema = len(json.dumps(body["response_format"], separators=(",", ":")))
    system, user = (len(message.content) for message in question.messages)
    return (schema + system + user) // 4, (schema + system) // 4


class TestTokens:
    def test_extraction_costs_five_thousand_a_letter_and_most_of_it_is_the_same_for_all(self):
        costs = [tokens_of(letter_question(letter_of(stem), unredacted(letter_of(stem).clean))) for stem in STEMS]
        whole, stable = (sum(each) for each in zip(*costs, strict=True))
        assert whole / len(costs) <= 5_000
        assert stable / whole >= 0.6

    @pytest.mark.parametrize("stem", SEEDS)
    def test_a_summary_of_a_seed_costs_less_than_two_thousand(self, stem):
        record = record_of(stem, dict(read(letter_of(stem)).evidence))
        assert tokens_of(summary_question(record, "en", unredacted(letter_of(stem).clean)))[0] < 2_000


class TestSummaryQuestion:
    def test_is_made_of_the_record_and_the_words_that_ground_it(self):
        record = record_of(SEEDS[3], dict(read(letter_of(SEEDS[3])).evidence))
        question = summary_question(record, "es", unredacted(letter_of(SEEDS[3]).clean), ["outcome: too hard"])
        content = question.messages[1].content
        assert "/outcome = upheld\n" in content
        assert "/issues/0/treatment = Chirocare 2x4-6\n" in content
        assert "/issues/0/weeks = 4-6\n" in content
        assert "exceeds_guideline_amount: " in content
        assert content.endswith("Language: Spanish\nYour last summary was refused:\n- outcome: too hard")
        assert "co-worker" not in content
