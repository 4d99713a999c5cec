"""Errors of the API: one shape (RFC 9457, which was RFC 7807), in the language that the caller asks for."""

import json
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

PROBLEM_TYPE = "application/problem+json"

TITLES: dict[int, Promise] = {
    400: _("The request cannot be read"),
    401: _("The key is not known"),
    404: _("Not found"),
    405: _("This address is only read"),
    422: _("The request has mistakes"),
    429: _("Too many requests"),
}
DETAILS: dict[int, Promise] = {
    400: _("Something in the address or the headers has a shape that is not allowed."),
    404: _("There is nothing at this address."),
    405: _("Use GET or HEAD."),
}
UNEXPECTED = _("Something went wrong on our side; it was written down.")

# What pydantic finds, in words of ours: its own are English.
MISTAKES: dict[str, Promise] = {
    "int_parsing": _("expected a whole number"),
    "int_parsing_size": _("expected a smaller number"),
    "greater_than_equal": _("expected at least %(ge)s"),
    "less_than_equal": _("expected at most %(le)s"),
    "literal_error": _("expected one of: %(expected)s"),
    "string_pattern_mismatch": _("expected the pattern %(pattern)s"),
    "string_too_long": _("expected at most %(max_length)s characters"),
    "too_long": _("expected at most %(max_length)s values"),
}
OTHER_MISTAKE = _("this value is not allowed")


class Mistake(Schema):
    """One parameter that is wrong."""

    parameter: str = Field(description="The parameter of the address.")
    message: str = Field(description="What was expected of it.")


class Problem(Schema):
    """What went wrong (RFC 9457), in Polish or in English, as `Accept-Language` says."""

    type: str = Field(description="Always about:blank: the status says what kind of problem it is.")
    title: str = Field(description="The kind of problem in words.")
    status: int = Field(description="The status of the answer.")
    detail: str = Field(description="What went wrong this time.")
    errors: list[Mistake] = Field(description="The parameters that are wrong, if any.")


class ProblemError(Exception):
    """Raised anywhere below an operation; answered as a problem. `detail` is translated where it is answered."""

    def __init__(
        self,
        status: int,
        detail: Promise | str,
        *,
        params: Mapping[str, Any] | None = None,
        errors: Sequence[tuple[str, Promise, Mapping[str, Any]]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status)
        self.status, self.detail, self.params = status, detail, params or {}
        self.errors, self.headers = errors, headers or {}


def not_found(detail: Promise, **params: Any) -> ProblemError:
    return ProblemError(404, detail, params=params)


def refuse_unknown(parameter: str, asked: Iterable[str], known: Container[str]) -> None:
    """A value of a filter that names nothing is answered as an address that names nothing: no rows would say that there
    are no figures of it."""
    unknown = [value for value in asked if value and value not in known]
    if unknown:
        raise not_found(
            _("Nothing is known as %(parameter)s: %(values)s."),
            parameter=parameter,
            values=", ".join(unknown),
        )


def problem(request: HttpRequest, error: ProblemError) -> HttpResponse:
    with translation.override(get_language_from_request(request)):
        language = translation.get_language() or ""
        body = {
            "type": "about:blank",
            "title": str(TITLES.get(error.status, UNEXPECTED)),
            "status": error.status,
            "detail": str(error.detail) % error.params if error.params else str(error.detail),
            "errors": [
                {"parameter": name, "message": str(message) % known} for name, message, known in error.errors
            ],
        }
    response = HttpResponse(
        json.dumps(body, ensure_ascii=False),
        status=error.status,
        content_type=PROBLEM_TYPE,
        headers={"Content-Language": language, **error.headers},
    )
    if error.status == 405:
        response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def mistakes(found: Sequence[Mapping[str, Any]]) -> ProblemError:
    """What pydantic says of the parameters, as one problem that names each."""
    return ProblemError(
        422,
        _("Please correct the parameters named in errors."),
        errors=[(_parameter(one["loc"]), *_in_words(one)) for one in found],
    )


def _parameter(place: Sequence[str | int]) -> str:
    """Its name: the last of the place but for the number of a value in a list."""
    return next(str(part) for part in reversed(place) if isinstance(part, str))


def _in_words(found: Mapping[str, Any]) -> tuple[Promise, Mapping[str, Any]]:
    """The message and what is put into it, once the language is known."""
    known = dict(found.get("ctx", {}))
    if "expected" in known:
        # Pydantic joins the values with an English “or”; the empty one stands for leaving the parameter out.
        known["expected"] = ", ".join(filter(None, re.findall(r"'([^']*)'", known["expected"])))
    return MISTAKES.get(found["type"], OTHER_MISTAKE), known
