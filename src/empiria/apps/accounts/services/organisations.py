"""Writes to organisations: what they are, what they are called, how to reach them."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Organisation, OrganisationContact, OrganisationName, Person
from empiria.apps.accounts.rules import people_given_to
from empiria.apps.accounts.services.grants import end_grant
from empiria.apps.accounts.services.memberships import end_membership
from empiria.apps.system.language import fold
from empiria.apps.system.saving import insert, wait_for_the_same
from empiria.apps.system.services import record


@transaction.atomic
def create_organisation(
    *,
    kind: str,
    name: str,
    by: Person | None,
    unit_id: int | None = None,
    parent: Organisation | None = None,
    reason: str = "",
) -> Organisation:
    """Make an organisation known, with its name of today as the first of its history; the same again gives the one there is.

    Raises `ValidationError` where a municipality, county or voivodeship names no unit, or another has it already.
    """
    name = " ".join(name.split())
    wait_for_the_same("organisation", kind, name, unit_id, parent and parent.pk)
    facts = {"kind": kind, "name": name, "unit_id": unit_id, "parent": parent}
    if same := Organisation.objects.filter(**facts, is_closed=False).first():
        return same
    organisation = Organisation(**facts, search_key=fold(name))
    insert(organisation)
    OrganisationName.objects.create(organisation=organisation, name=name)
    record(
        by=by,
        action="accounts.create-organisation",
        object_type="organisation",
        object_id=organisation.pk,
        reason=reason,
        details={"kind": kind, "unit": unit_id},
    )
    return organisation


@transaction.atomic
def rename_organisation(
    *, organisation: Organisation, name: str, by: Person | None, on: dt.date | None = None, reason: str = ""
) -> Organisation:
    """Call an organisation otherwise from that day on, today by default; what it was called before is kept.

    The same name again changes nothing. Raises `ValidationError` for a day to come, or one before the name of today began.
    """
    name, day = " ".join(name.split()), on or timezone.localdate()
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if name == organisation.name:
        return organisation
    if day > timezone.localdate():
        raise ValidationError({"on": _("This day is yet to come.")})
    current = organisation.names.open().get()
    if current.valid_from and day <= current.valid_from:
        raise ValidationError(
            {"on": _("The name of today holds since %(day)s.") % {"day": current.valid_from.isoformat()}}
        )
    _call(organisation, name)
    current.valid_to = day
    current.save(update_fields=["valid_to"])
    OrganisationName.objects.create(organisation=organisation, name=name, valid_from=day)
    _record(organisation, "accounts.rename-organisation", by=by, reason=reason)
    return organisation


@transaction.atomic
def correct_organisation(
    *,
    organisation: Organisation,
    name: str,
    parent: Organisation | None,
    by: Person | None,
    reason: str = "",
) -> Organisation:
    """Put right what was written wrongly: the name of today as it should always have read, and what it belongs to.

    Raises `ValidationError` where it would belong to itself.
    """
    name = " ".join(name.split())
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    above = parent
    while above is not None:
        if above.pk == organisation.pk:
            raise ValidationError({"parent": _("An organisation does not belong to itself.")})
        above = above.parent
    changed = [
        field
        for field, differs in (
            ("name", name != organisation.name),
            ("parent", parent != organisation.parent),
        )
        if differs
    ]
    if not changed:
        return organisation
    organisation.parent = parent
    _call(organisation, name)
    organisation.names.open().update(name=name)
    _record(organisation, "accounts.correct-organisation", by=by, reason=reason, details={"fields": changed})
    return organisation


def _call(organisation: Organisation, name: str) -> None:
    organisation.name, organisation.search_key = name, fold(name)
    organisation.full_clean()
    organisation.save()


@transaction.atomic
def close_organisation(*, organisation: Organisation, by: Person | None, reason: str = "") -> Organisation:
    """Say that it exists no more: what people are in it counts no longer. Twice does nothing more."""
    if Organisation.objects.filter(pk=organisation.pk, is_closed=False).update(is_closed=True):
        _record(organisation, "accounts.close-organisation", by=by, reason=reason)
    organisation.refresh_from_db()
    return organisation


@transaction.atomic
def reopen_organisation(*, organisation: Organisation, by: Person | None, reason: str = "") -> Organisation:
    """Take back that it exists no more: what people are in it counts again, but for those to whom `by` may give nothing.

    To open it again is to give: so what `by` was in it, and what others of the staff were, ends instead, and is given
    anew by who may.
    """
    if Organisation.objects.filter(pk=organisation.pk, is_closed=True).update(is_closed=False):
        _record(organisation, "accounts.reopen-organisation", by=by, reason=reason)
        if by is not None:
            _end_withheld(organisation, by, reason)
    organisation.refresh_from_db()
    return organisation


def _end_withheld(organisation: Organisation, by: Person, reason: str) -> None:
    goes_on = Q(valid_to=None) | Q(valid_to__gt=timezone.localdate())
    theirs = goes_on & Q(person__in=Person.objects.exclude(people_given_to(by.standing)))
    for membership in organisation.memberships.filter(theirs):
        end_membership(membership=membership, by=by, reason=reason)
    for grant in organisation.grants.filter(theirs):
        end_grant(grant=grant, by=by, reason=reason)


@transaction.atomic
def save_contact(
    *,
    organisation: Organisation,
    label: str,
    by: Person | None,
    contact: OrganisationContact | None = None,
    email: str = "",
    phone: str = "",
    website: str = "",
    address: str = "",
    reason: str = "",
) -> OrganisationContact:
    """Add a way to reach an organisation, or change the one that is given. The same again changes nothing.

    Raises `ValidationError` where it says no way, or an address that is none.
    """
    facts = {
        "label": label.strip(),
        "email": email.strip(),
        "phone": phone.strip(),
        "website": website.strip(),
        "address": address.strip(),
    }
    if not any(value for field, value in facts.items() if field != "label"):
        raise ValidationError(_("Give at least one way to reach the organisation."))
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if same := organisation.contacts.filter(**facts).first():
        return same
    contact = contact or OrganisationContact(organisation=organisation)
    for field, value in facts.items():
        setattr(contact, field, value)
    contact.full_clean()
    contact.save()
    _record(organisation, "accounts.save-contact", by=by, reason=reason, details={"contact": contact.pk})
    return contact


@transaction.atomic
def remove_contact(*, contact: OrganisationContact, by: Person | None, reason: str = "") -> None:
    """Forget a way to reach an organisation. Twice does nothing more."""
    pk = contact.pk
    if OrganisationContact.objects.filter(pk=pk).delete()[0]:
        _record(
            contact.organisation, "accounts.remove-contact", by=by, reason=reason, details={"contact": pk}
        )


def _record(
    organisation: Organisation,
    action: str,
    *,
    by: Person | None,
    reason: str,
    details: dict[str, Any] | None = None,
) -> None:
    record(
        by=by,
        action=action,
        object_type="organisation",
        object_id=organisation.pk,
        reason=reason,
        details=details,
    )


def rebuild_organisation_keys(numbers: list[int]) -> None:
    """Bring what is searched in line with what the names say now."""
    for organisation in Organisation.objects.filter(pk__in=numbers):
        organisation.search_key = fold(organisation.name)
        organisation.save(update_fields=["search_key"])
