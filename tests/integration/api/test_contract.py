"""What the description promises, the API keeps: schemathesis asks all that is allowed, and what is not."""

import json
import os
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode

from empiria.apps.monitor.models import Release
from empiria.config.api import api
from empiria.config.wsgi import application

IS_THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
# The same requests every time: what the thorough run finds by chance becomes a test of its own.
FEW = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=300 if IS_THOROUGH else 10,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
SITE = "https://empiria.example.org"
OPERATIONS = [
    *("units", "unit", "indicators", "indicator", "releases", "release"),
    *("observations", "scores"),
    *("local-indicators", "local-indicator", "local-figures"),
]


def served(environ: dict[str, Any], start: Any) -> Any:
    """The application as a server calls it, which knows where a request comes from."""
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)


@pytest.fixture
def description(sample: Release, db: None) -> Iterator[Any]:
    # A server's request ends with its connection, which here is the test's, and holds what it made.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", served)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_as_described(description: Any, name: str, mode: GenerationMode) -> None:
    operation = description.find_operation_by_id(name)

    @FEW
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Case[Any]) -> None:
        case.call_and_validate()

    ask()


def test_every_operation_is_asked(description: Any) -> None:
    found = [result.ok().definition.raw["operationId"] for result in description.get_all_operations()]
    assert sorted(found) == sorted(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_documented_example_is_answered_as_documented(caller: Client, sample: Release, name: str) -> None:
    """When this fails and the answer is right: `empiria start` on an empty EMPIRIA_DATA, then tools/api.py examples."""
    description = api.get_openapi_schema()
    path, operation = next(
        (path, methods["get"])
        for path, methods in description["paths"].items()
        if methods["get"]["operationId"] == name
    )
    for content_type, content in operation["responses"][200]["content"].items():
        answer = caller.get(request_of(path, operation), headers={"Accept": content_type})
        assert answer.status_code == 200
        assert answer["Content-Type"].partition(";")[0] == content_type
        documented = content["example"]
        if content_type == "application/json":
            documented = json.dumps(documented, ensure_ascii=False)
        assert of_this_day(answer.content.decode(), sample) == of_the_example(documented)


def request_of(path: str, operation: dict[str, Any]) -> str:
    """The request that the examples of the parameters make."""
    query = {}
    for parameter in operation["parameters"]:
        if "example" in parameter and parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", parameter["example"])
        elif "example" in parameter:
            query[parameter["name"]] = parameter["example"]
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


# Sums are the same to nine decimals.
LONG = re.compile(r"-?\d+\.\d{10,}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00")


def of_this_day(answer: str, sample: Release) -> str:
    """Without what another day, or another machine, makes of the sample."""
    same = answer.replace(f'"{sample.code}"', '"2026-1"').replace(f"\n{sample.code},", "\n2026-1,")
    same = same.replace(sample.observations_sha256, "digest").replace("http://testserver", SITE)
    return same_everywhere(same)


def of_the_example(example: str) -> str:
    return same_everywhere(re.sub(r"[0-9a-f]{64}", "digest", example))


def same_everywhere(text: str) -> str:
    return LONG.sub(lambda found: f"{float(found[0]):.9f}", MOMENT.sub("moment", text))
