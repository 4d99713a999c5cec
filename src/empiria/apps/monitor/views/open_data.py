"""The data for people and portals: what there is, whole releases as files, their catalogue, and what is new."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.accounts.api import count_network
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors import current_release, public_releases
from empiria.apps.monitor.selectors.open_data import open_release
from empiria.apps.monitor.selectors.whole_release import release_sources
from empiria.apps.monitor.views.data_catalogue import FILES, catalogue
from empiria.apps.monitor.views.data_files import pieces_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.system.api import ProblemError, problem

# What a feed is for is news.
LATEST = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What may be taken away: releases as files, the API, the catalogue for portals, the feed, charts to embed."""
    words, current = page_words(), current_release()
    releases = [
        {
            "release": one,
            "years": f"{one.extent.get('first_year') or '—'}–{one.extent.get('last_year') or '—'}",
            "units": words.number(one.extent.get("units")),
            "indicators": words.number(one.extent.get("indicators")),
            "values": words.number(one.extent.get("values")),
        }
        for one in public_releases().defer("difference", "left_out")
    ]
    context = {
        "releases": releases,
        "files": FILES,
        "sources": release_sources(current) if current else [],
    }
    return render(request, "monitor/data.html", context)


@require_safe
def api(request: HttpRequest) -> HttpResponse:
    """The API for people. The page reads its description as any program does, so it cannot say anything else."""
    address = reverse("api:openapi-json")
    # As a program asks that knows nothing yet, whatever the reader's own address and browser say.
    asking = HttpRequest()
    asking.method, asking.META = (
        "GET",
        {name: said for name, said in request.META.items() if not name.startswith("HTTP_IF_")},
    )
    description = json.loads(resolve(address).func(asking).content)
    schemas = description["components"]["schemas"]
    operations = [_operation(path, methods["get"], schemas) for path, methods in description["paths"].items()]
    context = {
        "operations": operations,
        "description_url": address,
        "rates": settings.EMPIRIA_API_RATES,
        "site": request.build_absolute_uri("/")[:-1],
    }
    return render(request, "monitor/data_api.html", context)


def _operation(path: str, operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "summary": _in_words(operation, "summary"),
        "path": path,
        "parameters": [_parameter(one) for one in operation["parameters"]],
        "fields": [
            {"name": name, "description": _in_words(field, "description")}
            for name, field in _fields(operation, schemas).items()
        ],
        "example": _example(path, operation),
        "is_invented": operation.get("x-invented-example", False),
    }


def _in_words(part: dict[str, Any], name: str) -> str:
    """What the description says in English, in the reader's language."""
    said = part.get(name)
    return _(said) if said else ""


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    default = schema.get("default")
    return {
        "name": parameter["name"],
        "description": _in_words(parameter, "description"),
        "choices": [choice for choice in schema.get("enum", []) if choice],
        "default": "" if default in (None, []) else default,
    }


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> dict[str, Any]:
    """The fields of one row of a list, or of the thing itself."""
    name = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
    fields = schemas[name]["properties"]
    if "results" in fields:
        fields = schemas[fields["results"]["items"]["$ref"].rpartition("/")[2]]["properties"]
    return fields


def _example(path: str, operation: dict[str, Any]) -> dict[str, str]:
    """An address that works on the sample, and what it gave there."""
    query = []
    for parameter in operation["parameters"]:
        value = parameter.get("example")
        if value is None:
            continue
        if parameter["in"] == "path":
            path = path.replace("{" + parameter["name"] + "}", value)
        else:
            query += [f"{parameter['name']}={one}" for one in (value if isinstance(value, list) else [value])]
    answer = operation["responses"]["200"]["content"]["application/json"]["example"]
    return {
        "address": path + ("?" + "&".join(query) if query else ""),
        "answer": json.dumps(answer, ensure_ascii=False, indent=2),
    }


@require_safe
def file(request: HttpRequest, code: str, name: str) -> HttpResponseBase:
    """One file of a release, written while it is sent. It never changes, so it may be kept for ever."""
    release = open_release(code)
    kind = next((one for one in FILES if one.name == name), None)
    if release is None or kind is None:
        raise Http404(_("No such release has been published."))
    try:
        count_network(request, kind="download")
    except ProblemError as error:
        return problem(request, error)
    response = StreamingHttpResponse(pieces_of(release, name), content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="empiria-{release.code}-{name}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def dcat(request: HttpRequest) -> HttpResponse:
    """The catalogue of releases by DCAT-AP 3, which data portals gather."""
    found = catalogue(request, list(public_releases().defer("difference", "left_out")))
    content = json.dumps(found, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


class ReleaseFeed(Feed):
    """Releases as they are published, as Atom."""

    feed_type = Atom1Feed
    title = gettext_lazy("Releases of figures")
    subtitle = gettext_lazy("New and corrected figures of the monitor, as they are published.")

    def link(self) -> str:
        return reverse("monitor:data")

    def items(self) -> list[Release]:
        return list(public_releases().defer("difference", "left_out")[:LATEST])

    def item_title(self, item: Release) -> str:
        return _("Release %(code)s") % {"code": item.code}

    def item_description(self, item: Release) -> str:
        extent, words = item.extent, page_words()
        told = {
            "years": f"{extent.get('first_year') or '—'}–{extent.get('last_year') or '—'}",
            "units": words.number(extent.get("units")),
            "indicators": words.number(extent.get("indicators")),
        }
        said = _("Years: %(years)s. Municipalities: %(units)s. Indicators: %(indicators)s.") % told
        return f"{item.note} {said}".strip()

    def item_link(self, item: Release) -> str:
        return f"{reverse('monitor:data')}#release-{item.code}"

    def item_pubdate(self, item: Release) -> datetime | None:
        return item.published_at

    item_updateddate = item_pubdate


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    response = ReleaseFeed()(request)
    response["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    return response
