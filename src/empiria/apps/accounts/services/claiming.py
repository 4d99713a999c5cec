"""Accounts whose address nobody has proved to be theirs.

Anybody may register with anybody's address. Until somebody shows that they read at it the account is nobody's: whoever
does so first takes it over, and of whoever made it nothing stays that opens it. Of what nobody shows to be theirs within a
week nothing stays at all, so that no address is held by whoever typed it.
"""

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from empiria.apps.accounts.models import Person, RoleGrant
from empiria.apps.accounts.roles import Resident
from empiria.apps.accounts.services.former import keep_former
from empiria.apps.accounts.services.sessions import sign_out_everywhere
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.services import change, empty_texts, record

# Accounts whose address is known to be somebody's own.
HAS_OWNER = Q(Exists(EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)))


@transaction.atomic
def claim_account(
    *,
    person: Person,
    means: str,
    name: str = "",
    form: str = "",
    language: str = "",
    password: str | None = None,
) -> Person:
    """Give an account that is nobody's to whoever has just proved its address; one that has an owner stays as it is.

    The password, second factors, sessions and sign-ins of whoever made it end; the address counts as confirmed. Name,
    form and language are replaced where the new ones are known. `means`, for the trail: "provider", "invitation" or
    "link". Without a password it is set by a link. A closed account stays closed. Raises `ValidationError` for a weak password.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if Person.objects.filter(HAS_OWNER, pk=person.pk).exists():
        return person
    old = person.name
    for field, value in {"name": name.strip(), "form": form, "language": language}.items():
        if value:
            setattr(person, field, value)
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save()
    if person.name != old:
        keep_former(person, name=old)
    Authenticator.objects.filter(user=person).delete()
    sign_out_everywhere(person)
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    record(
        by=person,
        action="accounts.claim-account",
        object_type="person",
        object_id=person.pk,
        details={"means": [means]},
        texts={"name": change(old, person.name)} if person.name != old else None,
    )
    return person


def unproved_accounts(before: dt.datetime) -> "QuerySet[Person]":
    """Accounts that people made for themselves before a moment, and whose address nobody has proved; not one to which
    somebody else gave anything, and not a closed one: it keeps whoever made it from making another."""
    registered = AuditEntry.objects.filter(
        action="accounts.register", object_type="person", object_id=Cast(OuterRef("pk"), CharField())
    )
    return Person.objects.filter(
        Exists(registered),
        ~HAS_OWNER,
        ~Exists(RoleGrant.objects.filter(person=OuterRef("pk")).exclude(role=Resident.code)),
        memberships=None,
        is_active=True,
        last_login=None,
        erased_at=None,
        date_joined__lt=before,
    )


@transaction.atomic
def remove_unproved_accounts(found: "QuerySet[Person]") -> int:
    """Remove them, with their words in the trail. The address is free for whoever has it."""
    people = list(found.select_for_update(of=("self",)))
    for person in people:
        empty_texts(person=person)
    Person.objects.filter(pk__in=[person.pk for person in people]).delete()
    return len(people)
