"""Comparison groups picked by hand, kept by the staff."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from empiria.analysis.errors import InputError
from empiria.apps.places.forms import ListForm
from empiria.apps.places.models import Grouping
from empiria.apps.places.rules import permission_required
from empiria.apps.places.selectors import (
    group_by_code,
    hand_picked_list,
    listed_units,
    members_of,
    units_by_code,
)
from empiria.apps.places.services import create_list, delete_list, update_list

DELETED = "deleted_list"


@permission_required("places.manage_units")
@require_http_methods(["GET", "HEAD", "POST"])
def list_create(request: HttpRequest) -> HttpResponse:
    """A new list; `?from=` fills it with the members of a group, to be shortened or added to."""
    form = ListForm(request.POST or None, initial=_start(request.GET.get("from", "")))
    if form.is_valid():
        try:
            grouping = create_list(by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # the guard let staff in only
        except InputError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _(
                    "The list was made. Rankings and pages of cities take it from the next published release on."
                ),
            )
            return redirect("places:group-detail", grouping.code)
    return render(request, "places/list_form.html", {"form": form})


@permission_required("places.manage_units")
@require_http_methods(["GET", "HEAD", "POST"])
def list_update(request: HttpRequest, code: str) -> HttpResponse:
    grouping = _list(code)
    form = ListForm(request.POST or None, initial=_initial(grouping))
    if form.is_valid():
        try:
            update_list(grouping=grouping, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]  # the guard let staff in only
        except InputError as error:
            form.refuse(error)
        else:
            messages.success(
                request,
                _(
                    "The list was changed. Rankings and pages of cities follow with the next published release."
                ),
            )
            return redirect("places:group-detail", grouping.code)
    return render(request, "places/list_form.html", {"form": form, "grouping": grouping})


@permission_required("places.manage_units")
@require_http_methods(["GET", "HEAD", "POST"])
def list_delete(request: HttpRequest, code: str) -> HttpResponse:
    """Asks first; afterwards the list of groups offers to take it back."""
    grouping = _list(code)
    if request.method != "POST":
        return render(
            request, "places/list_delete.html", {"grouping": grouping, "units": listed_units(grouping)}
        )
    request.session[DELETED] = {
        "code": grouping.code,
        "title": grouping.title_pl,
        "title_en": grouping.title_en,
        "units": grouping.rule["units"],
    }
    delete_list(grouping=grouping, by=request.user)  # type: ignore[arg-type]  # the guard let staff in only
    return redirect("places:group-list")


@permission_required("places.manage_units")
@require_POST
def list_restore(request: HttpRequest) -> HttpResponse:
    """Take back the deletion of the list that this session deleted last."""
    deleted = request.session.pop(DELETED, None)
    if deleted is None or hand_picked_list(deleted["code"]):
        return redirect("places:group-list")
    units = units_by_code(deleted.pop("units")).values()
    try:
        grouping = create_list(units=units, by=request.user, **deleted)  # type: ignore[arg-type]  # the guard let staff in only
    except InputError as error:
        messages.error(request, error.render(_))
        return redirect("places:group-list")
    messages.success(request, _("The list is back."))
    return redirect("places:group-detail", grouping.code)


def _list(code: str) -> Grouping:
    grouping = hand_picked_list(code)
    if grouping is None:
        raise Http404
    return grouping


def _start(code: str) -> dict[str, Any]:
    group = group_by_code(code) if code else None
    return {"units": _lines(members_of(group))} if group else {}


def _initial(grouping: Grouping) -> dict[str, Any]:
    return {
        "title": grouping.title_pl,
        "title_en": grouping.title_en,
        "units": _lines(listed_units(grouping)),
    }


def _lines(units: Any) -> str:
    return "\n".join(f"{unit.teryt} {unit.display_name}" for unit in units)
