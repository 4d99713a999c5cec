"""The monitor's front door: find a city by name, on the map, or in the list of all municipalities."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from empiria.apps.monitor.selectors import AskedGroup, FrontPage, example_units, front_page
from empiria.apps.monitor.views.asked_groups import asked_group
from empiria.apps.monitor.views.past import found_name
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Group, Unit, UnitKind
from empiria.apps.places.selectors import (
    FoundUnit,
    alphabetical,
    current_municipalities,
    find_units,
    group_by_code,
    groupings_with_groups,
    members_of,
    voivodeships,
)
from empiria.apps.system.language import fold

PAGE_SIZE = 60
SUGGESTIONS = 8
RESULTS = 50


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Search, map, comparison groups, and what is published."""
    front = front_page()
    context: dict[str, Any] = {
        "front": front,
        "search_url": reverse("monitor:search"),
        "facts": _facts(front),
        "year": str(front.year or ""),
        "groupings": [summary for summary in groupings_with_groups() if len(summary.groups) > 1],
        "most_groups": 10,
        "examples": example_units(front),
        "hide_header_search": True,
    }
    return render(request, "monitor/home.html", context)


def _facts(front: FrontPage) -> list[dict[str, str]]:
    """What the current release holds, each count with its noun in the right form."""
    release, words = front.release, page_words()
    if release is None:
        return []
    years = f"{release.first_year}–{release.last_year}" if release.first_year else "—"
    return [
        {
            "value": words.number(release.units),
            "label": words.ngettext("municipality", "municipalities", release.units),
        },
        {
            "value": words.number(release.indicators),
            "label": words.ngettext("indicator", "indicators", release.indicators),
        },
        {"value": years, "label": _("years")},
    ]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Municipalities by name: suggestions while typing, a page without scripts; one certain hit is opened at once."""
    query = request.GET.get("q", "").strip()
    if request.headers.get("HX-Request"):
        found = find_units(query, SUGGESTIONS)
        suggestions = {"results": [_result(one) for one in found], "query": query}
        response = render(request, "portal/components/search_results.html", suggestions)
        response["Vary"] = "HX-Request"
        return response
    found = find_units(query, RESULTS)
    if found and _is_certain(query, found):
        return redirect("monitor:city", found[0].unit.teryt)
    context: dict[str, Any] = {
        "query": query,
        "results": [_result(one) for one in found],
        "search_url": reverse("monitor:search"),
        "hide_header_search": True,
    }
    response = render(request, "monitor/search.html", context)
    response["Vary"] = "HX-Request"
    return response


def _is_certain(query: str, found: list[FoundUnit]) -> bool:
    """The first is called just so, or has this code, and no other hit is, or was, called by these words and more."""
    first, *others = found
    if first.former:
        return False
    if first.unit.teryt == query:
        return True
    asked = fold(query)
    names = (fold(one.former or one.unit.name) for one in others)
    return fold(first.unit.name) == asked and not any(f" {asked}" in f" {name}" for name in names)


def _result(found: FoundUnit) -> dict[str, str]:
    url = reverse("monitor:city", args=[found.unit.teryt])
    name = found_name(found) if found.former else found.unit.name
    return {"name": name, "detail": where(found.unit), "url": url}


def where(unit: Unit) -> str:
    """Kind, county and voivodeship of a unit, in one line."""
    county = unit.parent
    if unit.has_county_rights:
        parts = [_("city with county rights")]
    else:
        parts = [str(unit.get_kind_display())]
        if county:
            parts.append(_("county: %(name)s") % {"name": county.name})
    if county and county.parent:
        parts.append(_("voivodeship: %(name)s") % {"name": county.parent.name})
    return " · ".join(parts)


@require_safe
def unit_list(request: HttpRequest) -> HttpResponse:
    """All municipalities of today by name, filtered by voivodeship, kind or group."""
    units, asked = _filtered(request)
    page = Paginator(units, PAGE_SIZE).get_page(request.GET.get("page"))
    words = page_words()
    context: dict[str, Any] = {
        "page": page,
        "rows": [
            {
                "unit": unit,
                "where": where(unit),
                "population": words.number(unit.population),
            }
            for unit in page
        ],
        "voivodeships": sorted(voivodeships(), key=lambda unit: alphabetical(unit.name)),
        "kinds": [
            (kind.value, kind.label) for kind in (UnitKind.URBAN, UnitKind.RURAL, UnitKind.URBAN_RURAL)
        ],
        "asked": asked,
        "found": words.ngettext("%(count)s municipality", "%(count)s municipalities", page.paginator.count)
        % {"count": words.number(page.paginator.count)},
    }
    return render(request, "monitor/unit_list.html", context)


def _members(group: AskedGroup | Group | None) -> QuerySet[Unit]:
    """The municipalities of a group; all of today without one."""
    if isinstance(group, Group):
        return members_of(group)
    every = current_municipalities().order_by("search_key", "code")
    return every.filter(code__in=group.members) if group else every


def _filtered(request: HttpRequest) -> tuple[QuerySet[Unit], dict[str, Any]]:
    voivodeship, kind = request.GET.get("voivodeship", ""), request.GET.get("kind", "")
    code = request.GET.get("group", "")
    group = asked_group(code, request.user) or (group_by_code(code) if code else None)
    units = _members(group)
    if voivodeship:
        units = units.filter(code__startswith=voivodeship) if voivodeship.isdecimal() else units.none()
    if kind:
        units = units.filter(kind=kind)
    return units, {"voivodeship": voivodeship, "kind": kind, "group": group}
