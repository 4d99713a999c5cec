"""The public API: one description of all its parts, at /api/v1/openapi.json."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema

from empiria.apps.accounts.api import Key
from empiria.apps.monitor.api import ROUTERS
from empiria.apps.places.api import router as units
from empiria.apps.system.api import Problem, ProblemError, answer, problem
from empiria.apps.system.api.problems import PROBLEM_TYPE, mistakes

DESCRIPTION = """Figures of Polish municipalities, and how cities stand among cities like them: open to everybody.

Lists come a page at a time (`limit`, `offset`), as JSON or CSV (`format=csv`, or the header `Accept`). Every answer has an
`ETag`; with `If-None-Match` an unchanged one is not sent again. Errors are problems by RFC 9457, in Polish or English as
`Accept-Language` says. A key of one's own, sent as `Authorization: Bearer …`, allows more requests a minute and opens
nothing else. Whole releases are better downloaded as files, from `/monitor/data/`."""
# What may go wrong with any request, and what it is called.
ERRORS = {
    400: "The request cannot be read",
    401: "The key is not known",
    404: "Not found",
    422: "A parameter is wrong",
    429: "Too many requests; Retry-After says when to ask again",
}

EXAMPLES = json.loads((Path(__file__).parent / "api_examples.json").read_text(encoding="utf-8"))


@cache
def described() -> OpenAPISchema:
    """Made once: it takes half a second."""
    return api.get_openapi_schema()


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    try:
        return answer(request, described())
    except ProblemError as error:
        return problem(request, error)


class PublicAPI(NinjaAPI):
    """Ninja's, with what all our operations have in common described once."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """With the description at an address of ours, and without a root, at which there would be nothing."""
        patterns, app, namespace = super().urls
        kept = [pattern for pattern in patterns if getattr(pattern, "name", "") != "api-root"]
        return [path("openapi.json", openapi, name="openapi-json"), *kept], app, namespace

    def get_openapi_schema(self, **_place: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix="api/v1/")
        schema["components"]["schemas"] |= _definitions()
        for operation in _operations(schema):
            # No key is needed.
            operation["security"].insert(0, {})
            _describe_answers(operation)
            for parameter in operation["parameters"]:
                _one_example(parameter)
            _give_example(operation)
        return schema


def _operations(schema: OpenAPISchema) -> Iterator[dict[str, Any]]:
    for methods in schema["paths"].values():
        yield from methods.values()


def _definitions() -> dict[str, Any]:
    problem_schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**problem_schema.pop("$defs"), "Problem": problem_schema}


def _describe_answers(operation: dict[str, Any]) -> None:
    given = operation["responses"][200]
    given["headers"] = {
        "ETag": {"description": "Changes when the answer does.", "schema": {"type": "string"}}
    }
    if any(parameter["name"] == "format" for parameter in operation["parameters"]):
        given["content"]["text/csv"] = {"schema": {"type": "string"}}
        given["headers"]["X-Total-Count"] = {
            "description": "How many rows there are in all.",
            "schema": {"type": "integer"},
        }
    operation["responses"][304] = {"description": "Not changed since the ETag that If-None-Match names"}
    for status, description in ERRORS.items():
        operation["responses"][status] = {
            "description": description,
            "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _give_example(operation: dict[str, Any]) -> None:
    """What the request made of the examples of the parameters is answered on the sample; a test asks it."""
    content = operation["responses"][200]["content"]
    for content_type, example in EXAMPLES[operation["operationId"]].items():
        content[content_type]["example"] = example


def _one_example(parameter: dict[str, Any]) -> None:
    """OpenAPI's `example` for what pydantic calls `examples`: a value, with which the request works on the sample."""
    examples = parameter["schema"].pop("examples", None)
    parameter.pop("examples", None)
    if examples:
        parameter["example"] = examples[0]


api = PublicAPI(
    title="Empiria",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    auth=Key(),
)
api.add_router("units", units)
for _name, _router in ROUTERS.items():
    api.add_router(_name, _router)


@api.exception_handler(ProblemError)
def _problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem(request, error)


@api.exception_handler(ValidationError)
def _mistakes(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(request, mistakes(error.errors))
