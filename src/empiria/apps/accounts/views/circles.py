"""Networks and cross-city teams: the list, one of them with its members, and how it is kept."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.staff import CircleChangeForm, CircleForm, JoinForm, ReasonForm
from empiria.apps.accounts.limits import count_invitation
from empiria.apps.accounts.models import Circle, RoleGrant
from empiria.apps.accounts.roles import ROLES, role_title
from empiria.apps.accounts.rules import (
    circles_visible_to,
    grantable_roles,
    grants_managed_by,
    grants_reopened_by,
    signed_in,
)
from empiria.apps.accounts.selectors import circles_found, members_of_circle
from empiria.apps.accounts.services import (
    AlreadyInvitedError,
    change_circle,
    create_circle,
    end_circle,
    join_circle,
    reopen_circle,
)
from empiria.apps.accounts.views.asking import Crumbs, ask, ask_for_fresh_proof, sent
from empiria.apps.accounts.views.invitations import already_invited, invitation_link
from empiria.apps.system.rules import permission_required
from empiria.apps.system.services import record_read

see_circles = permission_required("accounts.manage_people", somewhere=True)
manage_organisations = permission_required("accounts.manage_organisations")


@see_circles
@require_safe
def circle_list(request: HttpRequest) -> HttpResponse:
    viewer = signed_in(request)
    context = {
        "circles": circles_found(viewer.standing),
        "may_manage": viewer.may("accounts.manage_organisations"),
    }
    return render(request, "accounts/staff/circle_list.html", context)


def _crumb() -> dict[str, Any]:
    return {"label": _("Networks and teams"), "url": reverse("accounts:circle-list")}


def _crumbs(circle: Circle) -> Crumbs:
    return [_crumb(), {"label": str(circle), "url": _page(circle)}]


def _page(circle: Circle) -> str:
    return reverse("accounts:circle-detail", args=[circle.pk])


def _seen(request: HttpRequest, pk: int) -> Circle:
    return get_object_or_404(Circle.objects.filter(circles_visible_to(signed_in(request).standing)), pk=pk)


@see_circles
@require_safe
def circle_detail(request: HttpRequest, pk: int) -> HttpResponse:
    circle, viewer = _seen(request, pk), signed_in(request)
    members = members_of_circle(circle)
    record_read(
        by=viewer, object_type="person", object_ids=sorted({grant.person_id for grant, _open in members})
    )
    held = RoleGrant.objects.filter(circle=circle)
    managed = held.filter(grants_managed_by(viewer.standing))
    reopened = held.filter(grants_reopened_by(viewer.standing))
    context = {
        "circle": circle,
        "crumbs": [_crumb(), {"label": str(circle)}],
        "members": members,
        "managed": set(managed.values_list("pk", flat=True)),
        "reopened": set(reopened.values_list("pk", flat=True)),
        "may_explain": viewer.may("accounts.explain_access"),
        "may_manage": viewer.may("accounts.manage_organisations"),
        "may_add": bool(grantable_roles(viewer.standing, circle=circle.pk)) and not circle.is_closed,
    }
    return render(request, "accounts/staff/circle_detail.html", context)


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def circle_create(request: HttpRequest) -> HttpResponse:
    made: list[Circle] = []
    return ask(
        request,
        form=CircleForm(sent(request)),
        do=lambda data: made.append(create_circle(by=signed_in(request), **data)),
        title=_("Make a network or team"),
        submit=_("Make it"),
        done=_("It was made."),
        to=lambda: _page(made[0]),
        cancel=_crumb()["url"],
        crumbs=[_crumb()],
    )


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def circle_update(request: HttpRequest, pk: int) -> HttpResponse:
    circle = _seen(request, pk)
    initial = {name: getattr(circle, name) for name in ("title_pl", "title_en", "is_for_leaders")}
    return ask(
        request,
        form=CircleChangeForm(sent(request), initial=initial),
        do=lambda data: change_circle(circle=circle, by=signed_in(request), **data),
        title=_("Change the network or team"),
        submit=_("Save"),
        done=_("Saved."),
        to=_page(circle),
        cancel=_page(circle),
        crumbs=_crumbs(circle),
    )


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def circle_end(request: HttpRequest, pk: int) -> HttpResponse:
    circle = _seen(request, pk)
    return ask(
        request,
        form=ReasonForm(sent(request)),
        do=lambda data: end_circle(circle=circle, by=signed_in(request), **data),
        title=_("End the network or team"),
        lead=str(circle),
        warning=_(
            "Nobody joins any more. Its members can still read what was theirs to read. It can be opened again."
        ),
        submit=_("End it"),
        done=_("It has ended."),
        to=_page(circle),
        cancel=_page(circle),
        crumbs=_crumbs(circle),
    )


@manage_organisations
@require_POST
def circle_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    circle = reopen_circle(circle=_seen(request, pk), by=signed_in(request))
    messages.success(request, _("It is open again."))
    return redirect(_page(circle))


@see_circles
@require_http_methods(["GET", "HEAD", "POST"])
def circle_join(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom the viewer sees joins; anybody else is invited. Whether they have an account is not said."""
    circle, viewer = _seen(request, pk), signed_in(request)
    given = grantable_roles(viewer.standing, circle=circle.pk)
    ask_for_fresh_proof(request, request.POST.getlist("role"))
    form = JoinForm(
        sent(request),
        roles=[(code, role_title(code, "")) for code in ROLES if code in given],
        initial={"valid_from": timezone.localdate(), "role": "network_member"},
    )

    joined: list[bool] = []

    def do(data: dict[str, Any]) -> None:
        count_invitation(request, email=data["email"])
        joined.append(join_circle(circle=circle, by=viewer, link=invitation_link(request), **data))

    def done() -> str:
        if joined[0]:
            return _("The person was added.")
        return _("An invitation is on its way: the person joins by accepting it.")

    try:
        return ask(
            request,
            form=form,
            do=do,
            title=_("Add somebody"),
            lead=str(circle),
            submit=_("Add"),
            done=done,
            to=_page(circle),
            cancel=_page(circle),
            crumbs=_crumbs(circle),
        )
    except AlreadyInvitedError as error:
        return already_invited(request, error.invitation)
