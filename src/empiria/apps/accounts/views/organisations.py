"""Organisations: the list, one organisation, and how it is kept."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from empiria.apps.accounts.forms.staff import (
    ContactForm,
    OrganisationCorrectionForm,
    OrganisationForm,
    ReasonForm,
    RenameForm,
    organisation_label,
)
from empiria.apps.accounts.models import Organisation, OrganisationContact, OrganisationKind, Person
from empiria.apps.accounts.rules import organisations_visible_to, signed_in
from empiria.apps.accounts.selectors import grants_in, organisations_found, people_of
from empiria.apps.accounts.services import (
    close_organisation,
    correct_organisation,
    create_organisation,
    remove_contact,
    rename_organisation,
    reopen_organisation,
    save_contact,
)
from empiria.apps.accounts.services.municipalities import JOB, municipality_changes
from empiria.apps.accounts.views.asking import Crumbs, ask, sent
from empiria.apps.system.rules import permission_required
from empiria.apps.system.selectors import job_view, jobs_about
from empiria.apps.system.services import enqueue_job, record_read

PAGE_SIZE = 50
see_organisations = permission_required("accounts.manage_people", somewhere=True)
manage_organisations = permission_required("accounts.manage_organisations")
# What the job is about: all of them, not one.
ALL = "municipalities"


@see_organisations
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    query, kind = asked.get("q", ""), asked.get("kind", "")
    state = "closed" if asked.get("state") == "closed" else "open"
    viewer = signed_in(request)
    found = organisations_found(viewer.standing, query=query, kind=kind, state=state)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(asked.get("page")),
        "query": query,
        "kind": kind,
        "state": state,
        "kinds": OrganisationKind.choices,
        "is_narrowed": bool(query or kind or state == "closed"),
        "may_manage": viewer.may("accounts.manage_organisations"),
    }
    return render(request, "accounts/staff/organisation_list.html", context)


def _crumb() -> dict[str, Any]:
    return {"label": _("Organisations"), "url": reverse("accounts:organisation-list")}


def _crumbs(organisation: Organisation) -> Crumbs:
    return [_crumb(), {"label": organisation.name, "url": _page(organisation)}]


def _page(organisation: Organisation) -> str:
    return reverse("accounts:organisation-detail", args=[organisation.pk])


def _seen(request: HttpRequest, pk: int) -> Organisation:
    seen = organisations_visible_to(signed_in(request).standing)
    return get_object_or_404(
        Organisation.objects.filter(seen).select_related("unit__parent", "parent"), pk=pk
    )


@see_organisations
@require_safe
def organisation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    organisation, viewer = _seen(request, pk), signed_in(request)
    memberships, grants = list(people_of(organisation)), list(grants_in(organisation))
    record_read(
        by=viewer,
        object_type="person",
        object_ids=sorted({one.person_id for one in memberships} | {one.person_id for one in grants}),
    )
    contacts = list(organisation.contacts.all())
    if contacts:
        _note_contacts(viewer, organisation)
    context = {
        "organisation": organisation,
        "crumbs": [_crumb(), {"label": organisation.name}],
        "memberships": memberships,
        "grants": grants,
        "contacts": contacts,
        "names": organisation.names.all(),
        "children": organisation.children.all(),
        "may_explain": viewer.may("accounts.explain_access"),
        "may_manage": viewer.may("accounts.manage_organisations"),
    }
    return render(request, "accounts/staff/organisation_detail.html", context)


def _note_contacts(viewer: Person, organisation: Organisation) -> None:
    """Contacts name people too, even where nobody belongs to the organisation."""
    record_read(
        by=viewer, object_type="organisation", object_ids=[organisation.pk], reason=_("Read its contacts")
    )


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_create(request: HttpRequest) -> HttpResponse:
    made: list[Organisation] = []

    def do(data: dict[str, Any]) -> None:
        unit = data.pop("unit")
        made.append(create_organisation(by=signed_in(request), unit_id=unit, **data))

    return ask(
        request,
        form=OrganisationForm(
            sent(request),
            organisations=Organisation.objects.filter(is_closed=False),
            initial={"kind": request.GET.get("kind", ""), "parent": _chosen(request.GET.get("parent", ""))},
        ),
        do=do,
        title=_("Make an organisation"),
        submit=_("Make it"),
        done=_("The organisation was made."),
        to=lambda: _page(made[0]),
        cancel=_crumb()["url"],
        crumbs=[_crumb()],
    )


def _chosen(text: str) -> str:
    """The organisation in the address, as the field writes a chosen one."""
    return f"id:{text}" if text.isascii() and text.isdecimal() else ""


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_update(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    parent = organisation.parent
    return ask(
        request,
        form=OrganisationCorrectionForm(
            sent(request),
            organisations=Organisation.objects.filter(is_closed=False).exclude(pk=organisation.pk),
            initial={"name": organisation.name, "parent": _initial(parent)},
        ),
        do=lambda data: correct_organisation(organisation=organisation, by=signed_in(request), **data),
        title=_("Correct the organisation"),
        submit=_("Save"),
        done=_("Saved."),
        to=_page(organisation),
        cancel=_page(organisation),
        crumbs=_crumbs(organisation),
    )


def _initial(parent: Organisation | None) -> str:
    return f"id:{parent.pk}" if parent else ""


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_rename(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    return ask(
        request,
        form=RenameForm(sent(request), initial={"on": timezone.localdate()}),
        do=lambda data: rename_organisation(organisation=organisation, by=signed_in(request), **data),
        title=_("Give a new name"),
        lead=organisation.name,
        submit=_("Save the new name"),
        done=_("The organisation has its new name."),
        to=_page(organisation),
        cancel=_page(organisation),
        crumbs=_crumbs(organisation),
    )


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_close(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    return ask(
        request,
        form=ReasonForm(sent(request)),
        do=lambda data: close_organisation(organisation=organisation, by=signed_in(request), **data),
        title=_("Close the organisation"),
        lead=organisation.name,
        warning=_(
            "Functions and roles that people have in it count no more from this moment. It can be opened again; what the association’s staff are in it is then given anew by an administrator."
        ),
        submit=_("Close the organisation"),
        done=_("The organisation is closed."),
        to=_page(organisation),
        cancel=_page(organisation),
        crumbs=_crumbs(organisation),
    )


@manage_organisations
@require_POST
def organisation_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    viewer = signed_in(request)
    organisation = reopen_organisation(organisation=_seen(request, pk), by=viewer)
    messages.success(request, _("The organisation is open again."))
    if not viewer.may("accounts.manage_roles"):
        messages.info(
            request,
            _(
                "What you and others of the association’s staff were in it has ended: an administrator gives it anew."
            ),
        )
    return redirect(_page(organisation))


@see_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def contact_create(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = _seen(request, pk)
    return ask(
        request,
        form=ContactForm(sent(request)),
        do=lambda data: save_contact(organisation=organisation, by=signed_in(request), **data),
        title=_("Add a contact"),
        lead=_("How to reach the office. A person’s own address belongs to the person."),
        submit=_("Save"),
        done=_("Saved."),
        to=_page(organisation),
        cancel=_page(organisation),
        crumbs=_crumbs(organisation),
    )


def _contact(request: HttpRequest, pk: int) -> OrganisationContact:
    seen = Organisation.objects.filter(organisations_visible_to(signed_in(request).standing))
    return get_object_or_404(
        OrganisationContact.objects.filter(organisation__in=seen).select_related("organisation"), pk=pk
    )


@see_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def contact_update(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    _note_contacts(signed_in(request), contact.organisation)
    fields = ("label", "email", "phone", "website", "address")
    return ask(
        request,
        form=ContactForm(sent(request), initial={name: getattr(contact, name) for name in fields}),
        do=lambda data: save_contact(
            organisation=contact.organisation, contact=contact, by=signed_in(request), **data
        ),
        title=_("Change the contact"),
        submit=_("Save"),
        done=_("Saved."),
        to=_page(contact.organisation),
        cancel=_page(contact.organisation),
        crumbs=_crumbs(contact.organisation),
    )


@see_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def contact_remove(request: HttpRequest, pk: int) -> HttpResponse:
    contact = _contact(request, pk)
    _note_contacts(signed_in(request), contact.organisation)
    return ask(
        request,
        form=ReasonForm(sent(request)),
        do=lambda data: remove_contact(contact=contact, by=signed_in(request), **data),
        title=_("Remove the contact"),
        lead=contact.label,
        warning=_("The contact is forgotten; this cannot be taken back."),
        submit=_("Remove"),
        done=_("The contact was removed."),
        to=_page(contact.organisation),
        cancel=_page(contact.organisation),
        crumbs=_crumbs(contact.organisation),
    )


@manage_organisations
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_sync(request: HttpRequest) -> HttpResponse:
    """What the register of units would make, rename and close; the button leaves it to a worker."""
    if request.method == "POST":
        enqueue_job(kind=JOB, by=signed_in(request), object_type="organisation", object_id=ALL)
        return redirect("accounts:organisation-sync")
    latest = jobs_about("organisation", ALL).first()
    changes = municipality_changes()
    shown = {
        _("To be made"): [unit.name for unit in changes.missing],
        _("To be renamed"): [
            f"{organisation_label(organisation)} → {spell.name}" for organisation, spell in changes.renamed
        ],
        _("To be closed"): [organisation.name for organisation in changes.ended],
    }
    context = {
        "crumbs": [_crumb(), {"label": _("Organisations of municipalities")}],
        "shown": [
            {"title": title, "count": len(names), "first": names[:10]}
            for title, names in shown.items()
            if names
        ],
        "unchanged": changes.unchanged,
        "job": job_view(latest) if latest else None,
    }
    return render(request, "accounts/staff/organisation_sync.html", context)
