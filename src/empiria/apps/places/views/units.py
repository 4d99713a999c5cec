"""The units as the staff keep them: official files taken in, what they changed, what is known of the past."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.places.forms import RegisterForm
from empiria.apps.places.rules import permission_required
from empiria.apps.places.selectors import history_of_imports, successions, unit_changes, unit_lists
from empiria.apps.places.services import import_areas, import_boundaries, import_units
from empiria.apps.places.views.words import page_words


@permission_required("places.manage_units")
@require_safe
def unit_history(request: HttpRequest) -> HttpResponse:
    lists = list(unit_lists())
    # The first list of all dates no change; `?on=` looks at an earlier list than the last.
    shown = next(
        (item for item in lists if str(item.state) == request.GET.get("on")), lists[0] if lists else None
    )
    context = {
        "lists": lists,
        "shown": shown,
        "changes": unit_changes(shown.state) if shown else [],
        "successions": successions(),
        "imports": history_of_imports(),
    }
    return render(request, "places/unit_history.html", context)


@permission_required("places.manage_units")
@require_http_methods(["GET", "HEAD", "POST"])
def unit_import(request: HttpRequest) -> HttpResponse:
    """Take an official file in; what it changed and its findings are shown at once. The same file again changes nothing."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        try:
            counts, findings = _import(form.cleaned_data, by=request.user)
        except InputError as error:
            form.refuse(error)
        else:
            findings = form.cleaned_data["reading"].findings + findings
            context |= {
                "counts": counts,
                "findings": [(f, *f.render(gettext, page_words().params)) for f in findings],
            }
    return render(request, "places/unit_import.html", context)


def _import(data: dict[str, Any], *, by: Any) -> tuple[list[tuple[str, int]], list[Any]]:
    if data["what"] == "terc":
        listed = import_units(reading=data["reading"], by=by)
        words = {
            "new": gettext("new"),
            "ended": gettext("ended"),
            "renamed": gettext("renamed"),
            "changed_kind": gettext("changed kind"),
            "moved": gettext("moved"),
            "unchanged": gettext("unchanged"),
        }
        return [(words[what], count) for what, count in listed.counts.items()], []
    if data["what"] == "boundaries":
        drawn = import_boundaries(reading=data["reading"], by=by, valid_from=data["valid_from"])
        counts = [
            (gettext("new"), drawn.added),
            (gettext("replaced"), drawn.replaced),
            (gettext("unchanged"), drawn.unchanged),
        ]
        return counts, drawn.findings
    measured = import_areas(reading=data["reading"], by=by)
    counts = [(gettext("changed"), measured.changed), (gettext("unchanged"), measured.unchanged)]
    return counts, measured.findings
