"""Public pages of comparison groups: which there are, who is in them and why."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from empiria.apps.places.models import Group
from empiria.apps.places.rules import may
from empiria.apps.places.selectors import group_by_code, groupings_with_groups, members_of

PAGE_SIZE = 100
COLUMNS = [
    "teryt",
    "name",
    "kind",
    "county",
    "voivodeship",
    "population",
    "population_year",
    "area_ha",
]


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    summaries = groupings_with_groups()
    context = {
        "declared": [item for item in summaries if not item.grouping.is_hand_picked],
        "hand_picked": [item for item in summaries if item.grouping.is_hand_picked],
        "may_edit": may(request.user, "places.manage_units"),
        "deleted": request.session.get("deleted_list"),
    }
    return render(request, "places/group_list.html", context)


@require_safe
def group_detail(request: HttpRequest, code: str) -> HttpResponse:
    group = _group(code)
    page = Paginator(members_of(group), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "group": group,
        "crumbs": [
            {"label": gettext("Comparison groups"), "url": reverse("places:group-list")},
            {"label": group.title},
        ],
        "page": page,
        "count": page.paginator.count,
        "may_edit": may(request.user, "places.manage_units"),
    }
    return render(request, "places/group_detail.html", context)


@require_safe
def group_members(request: HttpRequest, code: str) -> HttpResponse:
    """The members as a table for machines: codes of kinds, no formatted numbers."""
    group = _group(code)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{group.code}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for unit in members_of(group):
        writer.writerow(_row(unit))
    return response


def _row(unit: Any) -> list[Any]:
    county = unit.parent
    return [
        unit.teryt,
        unit.name,
        unit.kind,
        county.name if county else "",
        county.parent.name if county and county.parent else "",
        unit.population,
        unit.population_year,
        unit.area_ha,
    ]


def _group(code: str) -> Group:
    group = group_by_code(code)
    if group is None:
        raise Http404
    return group
