"""The service asked everything that its OpenAPI document allows, and what it does not."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.specs.openapi.checks import positive_data_acceptance

from imr_llm.service.api.answers import NDJSON
from imr_llm.service.app import create_app
from imr_llm.service.http.problems import Problem
from imr_llm.service.reading.job import FILES
from imr_llm.service.settings import load_service_settings

EXAMPLES = 60
schema = schemathesis.openapi.from_dict(create_app(load_service_settings()).openapi())


@schemathesis.serializer(NDJSON, *FILES)
def as_it_is(_context, value):
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_one_that_the_document_names(case, shared_service):
    # Any words are a body that the document allows, and few are a letter: a 422 is no fault.
    case.call_and_validate(
        base_url=shared_service.url,
        excluded_checks=[positive_data_acceptance],
        additional_checks=[checks.not_a_server_error],
    )


def test_every_refusal_is_described():
    document = create_app(load_service_settings()).openapi()
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    (content,) = answer["content"].items()
                    assert content[0] == "application/problem+json", (path, status)
                    for example in content[1]["examples"].values():
                        assert Problem.model_validate(example["value"]).status == int(status)


@pytest.mark.parametrize(("keys", "asked"), [((), False), (f"a:{'0' * 64}", True)])
def test_a_key_is_described_where_one_is_asked_for(keys, asked):
    document = create_app(load_service_settings(keys=keys)).openapi()
    assert ("security" in document["paths"]["/v1/letters"]["post"]) is asked
    assert ("securitySchemes" in document["components"]) is asked
    assert "security" not in document["paths"]["/healthz"]["get"]
