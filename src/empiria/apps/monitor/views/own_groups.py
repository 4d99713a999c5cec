"""Comparison groups of one's own: the list of one's places, a group's page, making, changing and deleting one."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from empiria.analysis.errors import InputError
from empiria.apps.accounts.rules import signed_in
from empiria.apps.monitor.forms import OwnGroupForm
from empiria.apps.monitor.group_rules import KEEP, keeps_groups
from empiria.apps.monitor.models import OwnGroup
from empiria.apps.monitor.selectors.own_groups import (
    group_word,
    own_groups_kept,
    own_groups_listed,
    readable_own_groups,
    units_of,
)
from empiria.apps.monitor.services import (
    GroupMeanwhileError,
    create_own_group,
    delete_own_group,
    update_own_group,
)
from empiria.apps.monitor.views.asked_groups import asked_group, standing_of_reader
from empiria.apps.monitor.views.options import query_of
from empiria.apps.monitor.views.words import page_words
from empiria.apps.places.models import Unit
from empiria.apps.places.selectors import alphabetical, group_by_code, members_of, units_by_code


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The groups of one's own places."""
    standing, words = signed_in(request).standing, page_words()
    groups = [
        {"group": group, "size": words.number(len(group.units))} for group in own_groups_listed(standing)
    ]
    context = {"groups": groups, "may_keep": standing.may_somewhere(KEEP)}
    return render(request, "monitor/own_group_list.html", context)


@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who is in a group and why, and where it is of use. Nobody is told who made it."""
    standing = standing_of_reader(request.user)
    group = get_object_or_404(readable_own_groups(standing), pk=pk)
    units, word = units_of(group), group_word(group)
    context = {
        "group": group,
        "units": [{"unit": unit, "url": _city(unit, word)} for unit in units],
        "is_kept": own_groups_kept(standing).filter(pk=pk).exists(),
        "is_listed": request.user.is_authenticated,
        "uses": _uses(word, [unit for unit in units if unit.is_current], group),
        "word": word,
    }
    return render(request, "monitor/own_group.html", context)


def _city(unit: Unit, word: str) -> str:
    return reverse("monitor:city", args=[unit.teryt]) + query_of([("group", word)])


def _uses(word: str, units: list[Unit], group: OwnGroup) -> list[dict[str, str]]:
    """Where the group is a comparison group at once."""
    asked = ("group", word)
    home = group.organisation.unit if group.organisation else None
    own = [("unit", home.teryt)] if home and home in units else []
    uses = [
        {"label": _("Rank within these"), "url": reverse("monitor:ranking") + query_of([asked, *own])},
        {"label": _("On the map"), "url": reverse("monitor:map") + query_of([asked, *own])},
        {
            "label": _("Compare with their median"),
            "url": reverse("monitor:compare") + query_of([*own, ("unit", f"median:{word}"), asked]),
        },
    ]
    if home and own:
        label = _("Read %(name)s among these") % {"name": home.display_name}
        uses.insert(0, {"label": label, "url": _city(home, word)})
    return uses


@keeps_groups
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """A new group; `?from=` fills it with the members of another."""
    by = signed_in(request)
    form = OwnGroupForm(request.POST or None, initial=_start(request), standing=by.standing, is_new=True)
    if form.is_valid():
        try:
            group = create_own_group(by=by, **form.cleaned_data)
        except InputError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group is kept."))
            return redirect("monitor:own-group-detail", group.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "monitor/own_group_form.html", {"form": form}, status=status)


@keeps_groups
@require_http_methods(["GET", "HEAD", "POST"])
def update(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    by = signed_in(request)
    group = get_object_or_404(own_groups_kept(by.standing), pk=pk)
    form = OwnGroupForm(
        request.POST or None,
        initial={
            "name": group.name,
            "reason": group.reason,
            "units": _lines(units_of(group)),
            "is_shared": group.is_shared,
            "seen": group.state,
        },
        standing=by.standing,
        is_new=False,
    )
    context: dict[str, Any] = {"form": form, "group": group}
    if form.is_valid():
        try:
            update_own_group(group=group, by=by, **form.cleaned_data)
        except OwnGroup.DoesNotExist:
            raise Http404(_("The group was deleted meanwhile.")) from None
        except GroupMeanwhileError as error:
            now = get_object_or_404(own_groups_kept(by.standing), pk=pk)
            form.refuse(error)
            form.look_again(now.state)
            context |= {"now": now, "units": units_of(now)}
        except InputError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The group was changed."))
            return redirect("monitor:own-group-detail", group.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "monitor/own_group_form.html", context, status=status)


@keeps_groups
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asks first. Where somebody else was faster it is gone all the same."""
    by = signed_in(request)
    group = get_object_or_404(own_groups_kept(by.standing), pk=pk)
    if request.method != "POST":
        return render(request, "monitor/own_group_delete.html", {"group": group})
    delete_own_group(group=group, by=by)
    messages.success(request, _("The group was deleted; its address leads nowhere now."))
    return redirect("monitor:own-group-list")


def _start(request: HttpRequest) -> dict[str, Any]:
    """The members and the reason of the group that is to be kept."""
    code = request.GET.get("from", "")
    if asked := asked_group(code, request.user):
        units = units_by_code(asked.members).values()
        return {"name": asked.title, "reason": asked.explanation, "units": _lines(units)}
    group = group_by_code(code) if code else None
    return {"units": _lines(members_of(group))} if group else {}


def _lines(units: Iterable[Unit]) -> str:
    named = sorted(units, key=lambda unit: alphabetical(unit.display_name))
    return "\n".join(f"{unit.teryt} {unit.display_name}" for unit in named)
