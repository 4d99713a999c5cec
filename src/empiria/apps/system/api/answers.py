"""Answers of the API: JSON or CSV, a page at a time, each with a mark by which an unchanged one is not sent again."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import quote_etag
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from empiria.analysis.errors import mark
from empiria.apps.system.api.problems import ProblemError

LARGEST_PAGE = 10_000
# Beyond this no table of the country reaches, and no number that a database takes is too large.
LARGEST_OFFSET = 1_000_000_000
CSV_TYPE = "text/csv; charset=utf-8"

Row = Mapping[str, Any]


class Listing(Schema):
    """What every list takes."""

    limit: int = Field(100, ge=1, le=LARGEST_PAGE, description=mark("How many rows to give."), examples=[2])
    offset: int = Field(0, ge=0, le=LARGEST_OFFSET, description=mark("How many rows to leave out first."))
    format: Literal["json", "csv"] = Field(
        "json", description=mark("JSON or CSV; without it the header Accept decides.")
    )


def answer(request: HttpRequest, content: Row) -> HttpResponse:
    """One thing as JSON. Whatever else the address asks for is a mistake."""
    _refuse_unknown(request, known={})
    return _sent(request, _json(content), "application/json")


def listing(
    request: HttpRequest, asked: Listing, rows: Sequence[Row], *, total: int, row: type[Schema]
) -> HttpResponse:
    """A page of rows, with how many there are and where the next ones are; in CSV the headers say that."""
    _refuse_unknown(request, known=_parameters(asked))
    links = _links(request, asked, total)
    if _wants_csv(request, asked):
        response = _sent(request, _csv(rows, list(row.model_fields)), CSV_TYPE)
    else:
        page = {"count": total, **{name: links.get(name) for name in ("next", "previous")}, "results": rows}
        response = _sent(request, _json(page), "application/json")
    response["X-Total-Count"] = str(total)
    if links:
        response["Link"] = ", ".join(f'<{url}>; rel="{name}"' for name, url in links.items())
    return response


def _parameters(asked: Listing) -> dict[str, bool]:
    """The parameters of a list, and whether each may stand several times."""
    return {
        field.alias or name: isinstance(getattr(asked, name), list)
        for name, field in type(asked).model_fields.items()
    }


def _refuse_unknown(request: HttpRequest, *, known: Mapping[str, bool]) -> None:
    """A misspelt filter must not be answered with everything, nor one that is said twice with one of its values."""
    wrong: list[tuple[str, Promise, Row]] = [
        (name, _("there is no such parameter") if name not in known else _("expected once"), {})
        for name, values in request.GET.lists()
        if name not in known or (len(values) > 1 and not known[name])
    ]
    if wrong:
        raise ProblemError(422, _("Please correct the parameters named in errors."), errors=wrong)


def _wants_csv(request: HttpRequest, asked: Listing) -> bool:
    if "format" in request.GET:
        return asked.format == "csv"
    return request.get_preferred_type(["application/json", "text/csv"]) == "text/csv"


def _links(request: HttpRequest, asked: Listing, total: int) -> dict[str, str]:
    places = {}
    if asked.offset + asked.limit < total:
        places["next"] = asked.offset + asked.limit
    if asked.offset:
        places["previous"] = max(0, asked.offset - asked.limit)
    return {name: _address(request, offset) for name, offset in places.items()}


def _address(request: HttpRequest, offset: int) -> str:
    query = request.GET.copy()
    query["offset"] = str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _plain(value: object) -> str:
    """Dates as ISO 8601 writes them."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value))


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, default=_plain, allow_nan=False).encode()


def _csv(rows: Sequence[Row], columns: list[str]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    # As in JSON: small letters for what is true or not, dates of ISO 8601; a missing value is an empty cell.
    writer.writerows([_cell(row[name]) for name in columns] for row in rows)
    return text.getvalue().encode()


def _cell(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date | datetime) else value


def _sent(request: HttpRequest, content: bytes, content_type: str) -> HttpResponse:
    """The answer with its ETag; 304 without it where the caller has it already."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = HttpResponse(content, content_type=content_type, headers={"ETag": etag})
    # Kept by whoever likes, and asked for again each time: a release may be published at any moment.
    response["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
