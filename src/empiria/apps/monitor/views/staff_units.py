"""Units of the draft that no register names: how many, which ones, and what becomes of them."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.models import Release
from empiria.apps.monitor.rules import EDITABLE
from empiria.apps.monitor.selectors import unsettled_units
from empiria.apps.monitor.selectors.settling import levels_of, search_unsettled, unsettled_by_file
from empiria.apps.monitor.services import leave_out_units, request_difference, settle_units
from empiria.apps.places.models import Level
from empiria.apps.system.rules import permission_required

PAGE_SIZE = 100
REGISTER = "register"


def settling(release: Release) -> dict[str, Any]:
    """What the page of the draft says of its unsettled units."""
    unsettled = unsettled_units(release)
    return {
        "count": len(unsettled),
        "levels": [level.label for level in levels_of(unsettled)],
        "files": unsettled_by_file(unsettled),
    }


@permission_required("monitor.manage_releases")
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """The units one by one: searched, paged, chosen."""
    release = get_object_or_404(Release, EDITABLE)
    unsettled = unsettled_units(release)
    asked = {name: request.GET.get(name, "") for name in ("text", "level")}
    page = Paginator(search_unsettled(unsettled, **asked), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "release": release,
        "count": len(unsettled),
        "asked": asked,
        "levels": levels_of(unsettled),
        "page": page,
        "rows": [(unit, Level(unit.level).label) for unit in page],
    }
    return render(request, "monitor/staff/units.html", context)


@permission_required("monitor.manage_releases")
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Leave unsettled units out, or make them known: the chosen ones, or all that the page has counted."""
    release = get_object_or_404(Release, EDITABLE)
    try:
        count = _settle(release, request, by=signed_in(request))
    except InputError as error:
        messages.error(request, error.render(_))
        return redirect("monitor:release-draft")
    if request.POST.get("action") == REGISTER:
        messages.success(request, _("Units made known: %(count)s.") % {"count": count})
    else:
        messages.success(request, _("Units left out: %(count)s.") % {"count": count})
    chose_single_ones = "all" not in request.POST
    release.refresh_from_db()
    return redirect(
        "monitor:draft-units" if chose_single_ones and unsettled_units(release) else "monitor:release-draft"
    )


def _settle(release: Release, request: HttpRequest, *, by: Person) -> int:
    codes = request.POST.getlist("units")
    if "all" in request.POST:
        codes = [unit.code for unit in unsettled_units(release)]
        if str(len(codes)) != request.POST["all"]:
            raise InputError(mark("The draft has changed meanwhile. Look at the units again."))
    if request.POST.get("action") == REGISTER:
        count = settle_units(release=release, codes=codes, by=by)
    else:
        release = leave_out_units(release=release, codes=codes, by=by)
        count = len(codes)
    request_difference(release=release, by=by)
    return count
