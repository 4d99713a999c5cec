"""The difference report: what a person looks at before figures become public."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from empiria.apps.accounts.rules import staff_required
from empiria.apps.monitor.forms import PublishForm
from empiria.apps.monitor.models import Indicator, Release
from empiria.apps.monitor.selectors import difference_rows, difference_slices, unsettled_units
from empiria.apps.monitor.views.staff import LEVELS, csv_response

PAGE_SIZE = 100
KINDS = {
    "changed": gettext_lazy("changed values"),
    "vanished": gettext_lazy("vanished values"),
    "new": gettext_lazy("new values in earlier slices"),
    "jump": gettext_lazy("jumps"),
    "population-jump": gettext_lazy("population jumps"),
    "unit-missing": gettext_lazy("units without a value"),
}
SLICES = "slices"


@staff_required
@require_safe
def difference(request: HttpRequest, code: str) -> HttpResponseBase:
    """One release's report: its summary, single differences by kind, slices; paged, or as CSV."""
    release = get_object_or_404(Release.objects.select_related("supersedes"), code=code)
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS or kind == SLICES else ""
    indicator = request.GET.get("indicator", "")
    table = (
        difference_slices(release, indicator=indicator)
        if kind == SLICES
        else difference_rows(release, kind=kind, indicator=indicator)
    )
    if request.GET.get("format") == "csv":
        return csv_response(f"{release.code}-{kind or 'difference'}.csv", table.columns, table.iter_rows())
    page = Paginator(range(table.height), PAGE_SIZE).get_page(request.GET.get("page"))
    shown = table.slice(max(page.start_index() - 1, 0), PAGE_SIZE)
    counts = release.difference.get("rows", {})
    context: dict[str, Any] = {
        "release": release,
        "report": release.difference,
        "percent": {name: f"{100 * value:g}" for name, value in release.difference.get("bounds", {}).items()},
        "kinds": [(name, label, counts.get(name, 0)) for name, label in KINDS.items()],
        "kind": kind,
        "indicator": indicator,
        "indicators": Indicator.objects.order_by("code").values_list("code", flat=True),
        "is_slices": kind == SLICES,
        "rows": [_in_words(row) for row in shown.iter_rows(named=True)],
        "page": page,
        "is_open": release.state == Release.State.DRAFT,
        "unsettled": unsettled_units(release) if release.state == Release.State.DRAFT else [],
        "form": PublishForm(initial={"digest": release.difference_digest}),
        "title": _("Difference report of %(code)s") % {"code": release.code},
    }
    return render(request, "monitor/staff/difference.html", context)


def _in_words(row: dict[str, Any]) -> dict[str, Any]:
    """A row of either table with its codes as the reader calls them."""
    words: dict[str, Any] = {}
    if "kind" in row:
        words["kind"] = KINDS.get(row["kind"], row["kind"])
    if "level" in row:
        words["level"] = LEVELS[row["level"]]
    return row | words
