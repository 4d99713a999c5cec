"""The difference report: what a person looks at before figures become public."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from empiria.apps.monitor.forms import PublishForm
from empiria.apps.monitor.models import Indicator, Release
from empiria.apps.monitor.selectors import (
    difference_rows,
    difference_slices,
    indicators_by_code,
    report_stands,
    unsettled_units,
)
from empiria.apps.monitor.views.staff import LEVELS
from empiria.apps.system.downloads import csv_response
from empiria.apps.system.rules import permission_required

PAGE_SIZE = 100
# In the order in which they deserve a look: the page opens on the first kind that occurs.
KINDS = {
    "changed": gettext_lazy("changed values"),
    "vanished": gettext_lazy("vanished values"),
    "population-jump": gettext_lazy("population jumps"),
    "jump": gettext_lazy("jumps"),
    "unit-missing": gettext_lazy("missing values"),
    "new": gettext_lazy("new values in earlier slices"),
}
ALL = "all"
SLICES = "slices"
MOST_DECIMALS = 6
# In the session, from a refused publication to the page that offers it again.
TYPED_NOTE = "typed_note"


@permission_required("monitor.manage_releases")
@require_safe
def difference(request: HttpRequest, code: str) -> HttpResponseBase:
    """One release's report: its summary, single differences by kind, slices; paged, or as CSV."""
    release = get_object_or_404(Release.objects.select_related("supersedes"), code=code)
    counts = release.difference.get("rows", {})
    kind = _kind(request.GET.get("kind", ""), counts)
    indicator = request.GET.get("indicator", "")
    table = (
        difference_slices(release, indicator=indicator)
        if kind == SLICES
        else difference_rows(release, kind="" if kind == ALL else kind, indicator=indicator)
    )
    if request.GET.get("format") == "csv":
        return csv_response(f"{release.code}-{kind}.csv", table.columns, table.iter_rows())
    page = Paginator(range(table.height), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = table.slice(max(page.start_index() - 1, 0), PAGE_SIZE)
    touched = indicators_by_code(difference_slices(release)["indicator"].unique())
    is_open = release.state == Release.State.DRAFT
    context: dict[str, Any] = {
        "release": release,
        "report": release.difference,
        "percent": {name: f"{100 * value:g}" for name, value in release.difference.get("bounds", {}).items()},
        "kinds": [(name, label, counts.get(name, 0)) for name, label in KINDS.items()],
        "missing_values": counts.get("unit-missing", 0),
        "population_jumps": counts.get("population-jump", 0),
        "kind": kind,
        "indicator": indicator,
        "indicators": sorted(touched.values(), key=lambda one: one.name),
        "is_slices": kind == SLICES,
        "is_all": kind == ALL,
        "rows": [_in_words(row, touched) for row in shown.iter_rows(named=True)],
        "page": page,
        "is_open": is_open,
        "is_stale": is_open and bool(release.difference) and not report_stands(release),
        "is_idle": bool(release.difference) and bool(release.supersedes) and not _moved(release),
        "unsettled": len(unsettled_units(release)) if is_open else 0,
        "form": PublishForm(initial=_typed(request) | {"digest": release.difference_digest})
        if is_open
        else None,
        "title": _("Difference report of %(code)s") % {"code": release.code},
    }
    return render(request, "monitor/staff/difference.html", context)


def _moved(release: Release) -> int:
    """How many values the release adds, changes or takes away."""
    values = release.difference["values"]
    return sum(values[name] or 0 for name in ("new", "changed", "vanished"))


def _typed(request: HttpRequest) -> dict[str, str]:
    """The sentence of a publication that was refused a moment ago."""
    note = request.session.pop(TYPED_NOTE, "")
    return {"note": note} if note else {}


def _kind(asked: str, counts: Mapping[str, int]) -> str:
    if asked in {*KINDS, ALL, SLICES}:
        return asked
    return next((kind for kind in KINDS if counts.get(kind)), SLICES)


def _in_words(row: dict[str, Any], indicators: Mapping[str, Indicator]) -> dict[str, Any]:
    """A row of either table with its codes as the reader calls them, and its figures to the decimal that differs."""
    indicator = indicators.get(row["indicator"])
    words: dict[str, Any] = {
        "name_of_indicator": indicator.name if indicator else row["indicator"],
        "level": LEVELS[row["level"]],
    }
    if "kind" in row:
        words["kind"] = KINDS.get(row["kind"], row["kind"])
        words["decimals"] = _decimals(indicator, row["before"], row["after"])
        words["change"] = None if row["change"] is None else 100 * row["change"]
    return row | words


def _decimals(indicator: Indicator | None, before: float | None, after: float | None) -> int:
    """Those of the catalogue, and as many more as it takes to see that two figures differ."""
    # The catalogue's are those of the ratio where there is a denominator; a count itself has none.
    least = 0 if indicator is None or indicator.additive else indicator.decimals
    if before is None or after is None:
        return least
    enough = (n for n in range(least, MOST_DECIMALS) if round(before, n) != round(after, n))
    return next(enough, MOST_DECIMALS)
