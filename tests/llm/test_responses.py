import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from imr_llm.llm.questions.responses import (
    RESPONSE_MODELS,
    Kind,
    LetterAnswer,
    category_of,
    schema_hash,
)
from imr_llm.record.codes import SUBCATEGORIES, Reason, Region
from imr_llm.record.fields import ASKED, field_of
from tests.llm.perfect import SEEDS, Perfect

# What every endpoint's strict mode knows (OpenAI, vLLM's xgrammar, llama.cpp's grammars).
KNOWN = {"type", "properties", "required", "additionalProperties", "items", "enum", "anyOf", "$ref", "$defs", "title"}


def objects(schema: Any) -> list[dict[str, Any]]:
    if isinstance(schema, list):
        return [found for item in schema for found in objects(item)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if schema.get("type") == "object" else []
    return own + [found for item in schema.values() for found in objects(item)]


def keywords(schema: Any) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for name, value in schema.items():
        below = value.values() if name in ("properties", "$defs") else value if isinstance(value, list) else [value]
        for item in below:
            found |= keywords(item)
    return found


@pytest.mark.parametrize("model", RESPONSE_MODELS.values(), ids=RESPONSE_MODELS)
class TestStrictMode:
    def test_every_property_is_required_and_no_other_allowed(self, model):
        for schema in objects(model.model_json_schema()):
            assert set(schema["required"]) == set(schema["properties"])
            assert schema["additionalProperties"] is False

    def test_only_known_keywords_are_used(self, model):
        assert keywords(model.model_json_schema()) <= KNOWN

    def test_stays_small_enough_to_be_sent_every_time(self, model):
        assert len(json.dumps(model.model_json_schema(), separators=(",", ":"))) < 4_000

    def test_more_is_refused(self, model):
        empty: dict[str, Any] = {name: [] for name in model.model_fields}
        assert model.model_validate(empty)
        with pytest.raises(ValidationError):
            model.model_validate(empty | {"extra": 1})
        with pytest.raises(ValidationError):
            model.model_validate({})


class TestFacts:
    def test_every_fact_comes_with_a_quote(self):
        definitions = LetterAnswer.model_json_schema()["$defs"]
        for name in ("LetterFact", "IssueFact", "RegionFact", "CitationFact", "ReasonFact"):
            assert definitions[name]["properties"]["quote"] == {"type": "string"}
        assert definitions["IssueAnswer"]["properties"]["heading"] == {"type": "string"}

    def test_the_codes_are_those_of_the_record(self):
        definitions = LetterAnswer.model_json_schema()["$defs"]
        assert definitions["ReasonFact"]["properties"]["code"]["enum"] == list(get_args(Reason))
        assert definitions["RegionFact"]["properties"]["region"]["enum"] == list(get_args(Region))

    def test_every_field_has_a_place_in_the_record(self):
        for of_issue, model in ((False, "LetterFact"), (True, "IssueFact")):
            names = LetterAnswer.model_json_schema()["$defs"][model]["properties"]["field"]["enum"]
            assert names == [name for name, asked in ASKED.items() if asked.field.of_issue is of_issue]
        assert all(field_of(asked.path.replace("*", "0")) is asked.field for asked in ASKED.values())


class TestKinds:
    def test_one_code_says_category_and_subcategory(self):
        expected = {(category, code) for category, codes in SUBCATEGORIES.items() for code in codes or (None,)}
        assert {category_of(kind) for kind in get_args(Kind)} == expected
        assert category_of("spine") == ("surgery", "spine")
        assert category_of("home_health") == ("home_health", None)


def test_a_perfect_answer_survives_the_wire():
    answer = Perfect(SEEDS[0]).answer()
    assert LetterAnswer.model_validate_json(answer.model_dump_json()) == answer


def test_the_schema_hash_is_stable_and_tells_models_apart():
    hashes = {schema_hash(model) for model in RESPONSE_MODELS.values()}
    assert len(hashes) == len(RESPONSE_MODELS)
    assert all(len(found) == 12 and int(found, 16) >= 0 for found in hashes)
