"""What people are in organisations, and the roles they hold: added, ended, and the end taken back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from empiria.apps.accounts.forms.staff import FUNCTIONS, EndForm, GrantForm, MembershipForm
from empiria.apps.accounts.models import Circle, Membership, Organisation, Person, RoleGrant
from empiria.apps.accounts.roles import ROLES
from empiria.apps.accounts.rules import (
    EVERYTHING,
    FUNCTIONS_WITH_A_ROLE,
    functions_withheld,
    grantable_roles,
    grants_managed_by,
    memberships_managed_by,
    people_given_to,
    people_visible_to,
    signed_in,
)
from empiria.apps.accounts.services import (
    RoleRefusedError,
    add_membership,
    end_grant,
    end_membership,
    grant_role,
    reopen_grant,
    reopen_membership,
)
from empiria.apps.accounts.views.asking import ask, ask_for_fresh_proof, sent
from empiria.apps.accounts.views.people import person_crumbs, roles_to_give
from empiria.apps.system.rules import permission_required
from empiria.apps.system.services import record_read

manage_people = permission_required("accounts.manage_people", somewhere=True)


def _seen(request: HttpRequest, pk: int) -> Person:
    """Somebody whom the viewer sees and may give something."""
    standing = signed_in(request).standing
    return get_object_or_404(
        Person.objects.filter(people_visible_to(standing), people_given_to(standing), erased_at=None), pk=pk
    )


def _page(person_id: int) -> str:
    return reverse("accounts:person-detail", args=[person_id])


def _page_after(viewer: Person, person_id: int) -> str:
    """Where it goes on: with what ended the viewer may see the person no more, and is led to the list."""
    if Person.objects.filter(people_visible_to(viewer.standing), pk=person_id).exists():
        return _page(person_id)
    return reverse("accounts:person-list")


def _of_people_seen(viewer: Person) -> Q:
    """Of people whom the viewer sees: the page that asks about an end names them."""
    return Q(person__in=Person.objects.filter(people_visible_to(viewer.standing)))


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def membership_create(request: HttpRequest, pk: int) -> HttpResponse:
    person, viewer = _seen(request, pk), signed_in(request)
    organisations = Organisation.objects.filter(is_closed=False)
    if not viewer.may("accounts.manage_people"):
        organisations = organisations.filter(
            pk__in=viewer.standing.organisations_where("accounts.manage_people")
        )
    form = MembershipForm(
        sent(request),
        organisations=organisations,
        functions=[
            (code, words) for code, words in FUNCTIONS if code not in functions_withheld(viewer.standing)
        ],
        initial={"valid_from": timezone.localdate(), "organisation": request.GET.get("organisation", "")},
    )
    return ask(
        request,
        form=form,
        do=lambda data: add_membership(person=person, by=viewer, **data),
        title=_("Add a function"),
        lead=person.name,
        submit=_("Add"),
        done=_("The function was added."),
        to=_page(person.pk),
        cancel=_page(person.pk),
        crumbs=person_crumbs(person),
        about=person,
    )


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    membership = _managed_membership(viewer, pk)
    page = _page(membership.person_id)
    return ask(
        request,
        form=EndForm(sent(request), since=membership.valid_from),
        do=lambda data: end_membership(membership=membership, by=viewer, **data),
        title=_("End a function"),
        lead=f"{membership.person.name}: {membership.function_title}, {membership.organisation.name}",
        warning=_ends_today(membership.valid_from, _by_function(membership)),
        submit=_("End it"),
        done=_("The function ends."),
        to=lambda: _page_after(viewer, membership.person_id),
        cancel=page,
        crumbs=person_crumbs(membership.person),
        about=membership.person,
    )


def _by_function(membership: Membership) -> str:
    if membership.function in FUNCTIONS_WITH_A_ROLE:
        return _("The role that this function brings with it ends on the same day.")
    return ""


def _ends_today(since: Any, more: str = "") -> str:
    """What ending on the first day means."""
    first = _(
        "What ends on the day it began is removed, as if it had never been; the audit trail keeps both."
    )
    return " ".join(filter(None, [more, first if since >= timezone.localdate() else ""]))


@manage_people
@require_POST
def membership_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    membership = _managed_membership(viewer, pk)
    try:
        reopen_membership(membership=membership, by=viewer)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The function goes on."))
    return redirect("accounts:person-detail", membership.person_id)


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def grant_create(request: HttpRequest, pk: int) -> HttpResponse:
    """First the role is chosen (`?role=`), which says where it can be held; then the place and the days."""
    person, viewer = _seen(request, pk), signed_in(request)
    offered = roles_to_give(viewer)
    if not offered:
        raise Http404
    role = request.GET.get("role", "")
    if role not in offered:
        record_read(by=viewer, object_type="person", object_ids=[person.pk])
        context = {
            "person": person,
            "roles": [(code, ROLES[code].names[person.form], ROLES[code].description) for code in offered],
            "crumbs": [*person_crumbs(person), {"label": _("Give a role")}],
        }
        return render(request, "accounts/staff/role_choice.html", context)
    ask_for_fresh_proof(request, [role])
    form = GrantForm(
        sent(request),
        role=role,
        organisations=_organisations_for(viewer, role),
        circles=_circles_for(viewer, role),
        initial={"valid_from": timezone.localdate()},
    )
    return ask(
        request,
        form=form,
        do=lambda data: _give(viewer, person, role, data),
        title=_("Give a role"),
        lead=f"{person.name}: {ROLES[role].names[person.form]}. {ROLES[role].description}",
        submit=_("Give the role"),
        done=_("The role was given."),
        to=_page(person.pk),
        cancel=_page(person.pk),
        crumbs=person_crumbs(person),
        about=person,
    )


def _organisations_for(viewer: Person, role: str) -> QuerySet[Organisation]:
    own = {held.organisation for held in viewer.standing.roles} - {None}
    there = [pk for pk in own if pk and role in grantable_roles(viewer.standing, organisation=pk)]
    found = Organisation.objects.filter(is_closed=False)
    everywhere = role in grantable_roles(viewer.standing, organisation=-1)
    return found.filter(EVERYTHING) if everywhere else found.filter(pk__in=there)


def _circles_for(viewer: Person, role: str) -> QuerySet[Circle]:
    own = {held.circle for held in viewer.standing.roles} - {None}
    there = [pk for pk in own if pk and role in grantable_roles(viewer.standing, circle=pk)]
    found = Circle.objects.filter(is_closed=False)
    return found if role in grantable_roles(viewer.standing, circle=-1) else found.filter(pk__in=there)


def _give(viewer: Person, person: Person, role: str, data: dict[str, Any]) -> None:
    """The places on offer are those where the viewer gives the role; asked once more, of the one chosen."""
    organisation, circle = data.get("organisation"), data.get("circle")
    may_give = grantable_roles(
        viewer.standing,
        organisation=organisation.pk if organisation else None,
        circle=circle.pk if circle else None,
    )
    if role not in may_give:
        raise RoleRefusedError(_("This role is not granted."))
    grant_role(person=person, role=role, by=viewer, **data)


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    grant = _managed_grant(viewer, pk)
    ask_for_fresh_proof(request, [grant.role])
    return ask(
        request,
        form=EndForm(sent(request), since=grant.valid_from),
        do=lambda data: end_grant(grant=grant, by=viewer, **data),
        title=_("End a role"),
        lead=": ".join([grant.person.name, ", ".join(filter(None, [grant.title, str(grant.place or "")]))]),
        warning=_ends_today(grant.valid_from),
        submit=_("End it"),
        done=_("The role ends."),
        to=lambda: _page_after(viewer, grant.person_id),
        cancel=_page(grant.person_id),
        crumbs=person_crumbs(grant.person),
        about=grant.person,
    )


@manage_people
@require_POST
def grant_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    grant = _managed_grant(viewer, pk)
    ask_for_fresh_proof(request, [grant.role])
    try:
        reopen_grant(grant=grant, by=viewer)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        messages.success(request, _("The role goes on."))
    return redirect("accounts:person-detail", grant.person_id)


def _managed_membership(viewer: Person, pk: int) -> Membership:
    managed = Membership.objects.filter(memberships_managed_by(viewer.standing), _of_people_seen(viewer))
    return get_object_or_404(managed.select_related("person", "organisation"), pk=pk)


def _managed_grant(viewer: Person, pk: int) -> RoleGrant:
    managed = RoleGrant.objects.filter(grants_managed_by(viewer.standing), _of_people_seen(viewer))
    return get_object_or_404(managed.select_related("person", "organisation", "circle"), pk=pk)
