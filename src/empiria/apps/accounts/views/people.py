"""People as those see them who keep people: the list, somebody's page, their account."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.staff import PersonReasonForm, ReasonForm
from empiria.apps.accounts.models import Circle, Function, Organisation, Person
from empiria.apps.accounts.roles import ROLES, role_title
from empiria.apps.accounts.rules import (
    circles_visible_to,
    grantable_roles,
    organisations_visible_to,
    people_managed_by,
    signed_in,
)
from empiria.apps.accounts.selectors import (
    PeopleWanted,
    keeping,
    people_found,
    people_table,
    person_for_viewer,
)
from empiria.apps.accounts.services import close_account, correct_person, reopen_account
from empiria.apps.accounts.views.asking import Crumbs, ask, fresh_proof_required, number_in, sent
from empiria.apps.system.rules import permission_required
from empiria.apps.system.services import record_read

PAGE_SIZE = 50
see_people = permission_required("accounts.see_people", somewhere=True)
manage_people = permission_required("accounts.manage_people")


def people_wanted(request: HttpRequest) -> PeopleWanted:
    """What the address asks for; what it cannot mean is left out."""
    asked = request.GET
    return PeopleWanted(
        query=asked.get("q", ""),
        role=asked.get("role", ""),
        function=asked.get("function", ""),
        organisation=number_in(asked.get("organisation", "")),
        circle=number_in(asked.get("circle", "")),
        state=asked.get("state", "") if asked.get("state") in {"active", "closed"} else "",
    )


@see_people
@require_safe
def person_list(request: HttpRequest) -> HttpResponse:
    """Who there is, searched and narrowed; the reading is logged."""
    viewer, wanted = signed_in(request), people_wanted(request)
    page = Paginator(people_found(viewer.standing, wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    record_read(by=viewer, object_type="person", object_ids=[person.pk for person in page])
    context = {
        "page": page,
        "wanted": wanted,
        "place": _place(viewer, wanted),
        "roles": [(code, role_title(code, "neutral")) for code in ROLES],
        "functions": Function.choices,
        "is_narrowed": any((wanted.query, wanted.role, wanted.function, wanted.state)),
        "may_invite": viewer.may_somewhere("accounts.manage_people"),
        "export_url": f"{reverse('accounts:person-export')}?{request.GET.urlencode()}",
    }
    return render(request, "accounts/staff/person_list.html", context)


def _place(viewer: Person, wanted: PeopleWanted) -> Organisation | Circle | None:
    """The organisation or circle that the list is narrowed to, where the viewer knows it."""
    if wanted.organisation:
        seen = Organisation.objects.filter(organisations_visible_to(viewer.standing))
        return seen.filter(pk=wanted.organisation).first()
    if wanted.circle:
        return Circle.objects.filter(circles_visible_to(viewer.standing), pk=wanted.circle).first()
    return None


@see_people
@require_safe
def person_export(request: HttpRequest) -> HttpResponse:
    """The list, narrowed in the same way, all its pages at once."""
    viewer = signed_in(request)
    people = list(people_found(viewer.standing, people_wanted(request)))
    record_read(
        by=viewer,
        object_type="person",
        object_ids=[person.pk for person in people],
        reason=_("Downloaded as a table"),
    )
    # The mark tells spreadsheets that it is UTF-8.
    response = HttpResponse("\ufeff" + people_table(people).csv(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="empiria-people.csv"'
    return response


@see_people
@require_safe
def person_detail(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    person = person_for_viewer(viewer.standing, pk)
    if person is None:
        raise Http404
    record_read(by=viewer, object_type="person", object_ids=[person.pk])
    context = {
        "person": person,
        "crumbs": [people_crumb(), {"label": str(person)}],
        "keeping": keeping(viewer.standing, person),
        "may_add": viewer.standing.may_somewhere("accounts.manage_people"),
        "may_grant": bool(roles_to_give(viewer)),
        "may_explain": viewer.may("accounts.explain_access"),
        "may_erase": viewer.may("accounts.manage_privacy"),
        "may_unlock": viewer.may("accounts.manage_sign_in"),
        "is_own": person.pk == viewer.pk,
    }
    return render(request, "accounts/staff/person_detail.html", context)


def people_crumb() -> dict[str, Any]:
    return {"label": _("People"), "url": reverse("accounts:person-list")}


def person_crumbs(person: Person) -> Crumbs:
    return [
        people_crumb(),
        {"label": person.name, "url": reverse("accounts:person-detail", args=[person.pk])},
    ]


def roles_to_give(viewer: Person) -> list[str]:
    """Every role that the viewer may give somewhere, in the order of the classes."""
    standing = viewer.standing
    places: list[dict[str, int]] = [{}]
    places += [{"organisation": pk} for pk in {held.organisation for held in standing.roles} if pk]
    places += [{"circle": pk} for pk in {held.circle for held in standing.roles} if pk]
    # For who gives roles everywhere, any place stands for all of its sort.
    places += [{"organisation": -1}, {"circle": -1}]
    given = {code for place in places for code in grantable_roles(standing, **place)}
    return [code for code in ROLES if code in given]


def _managed(request: HttpRequest, pk: int) -> Person:
    return get_object_or_404(Person.objects.filter(people_managed_by(signed_in(request).standing)), pk=pk)


@manage_people
@require_http_methods(["GET", "HEAD", "POST"])
def person_update(request: HttpRequest, pk: int) -> HttpResponse:
    person, viewer = _managed(request, pk), signed_in(request)
    initial = {"name": person.name, "form": person.form, "language": person.language}
    page = reverse("accounts:person-detail", args=[person.pk])
    return ask(
        request,
        form=PersonReasonForm(sent(request), initial=initial),
        do=lambda data: correct_person(person=person, by=viewer, **data),
        title=_("Correct name and form of address"),
        submit=_("Save"),
        done=_("Saved."),
        to=page,
        cancel=page,
        crumbs=person_crumbs(person),
        about=person,
    )


@manage_people
@fresh_proof_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first. One's own account is not closed here: one would shut oneself out."""
    person, viewer = _managed(request, pk), signed_in(request)
    if person == viewer:
        raise Http404
    page = reverse("accounts:person-detail", args=[person.pk])
    return ask(
        request,
        form=ReasonForm(sent(request)),
        do=lambda data: close_account(person=person, by=viewer, **data),
        title=_("Close the account"),
        lead=person.name,
        warning=_(
            "The person is signed out at once and can sign in no more. What they are and were stays written; the account can be opened again."
        ),
        submit=_("Close the account"),
        done=_("The account is closed."),
        to=page,
        cancel=page,
        crumbs=person_crumbs(person),
        about=person,
    )


@manage_people
@require_POST
@fresh_proof_required
def person_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    person = reopen_account(person=_managed(request, pk), by=signed_in(request))
    if person.is_active:
        messages.success(request, _("The account is open again."))
    return redirect("accounts:person-detail", person.pk)
