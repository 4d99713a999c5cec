"""Writes to people and their accounts."""

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from empiria.apps.accounts.models import Person
from empiria.apps.system.services import record


@transaction.atomic
def create_person(
    *,
    email: str,
    name: str,
    by: Person | None,
    password: str | None = None,
    is_staff: bool = False,
    language: str = Person.Language.POLISH,
    reason: str = "",
) -> Person:
    """Give someone an account. Without a password nobody can sign in to it yet.

    Raises `ValidationError` for a weak password, an e-mail that is none or that another account has. In order:
    the person, the audit entry (which names neither their e-mail nor their name).
    """
    person = Person(email=email.strip().lower(), name=name.strip(), is_staff=is_staff, language=language)
    if password is not None:
        validate_password(password, person)
    person.set_password(password)
    person.full_clean()
    person.save()
    record(
        by=by,
        action="accounts.create-person",
        object_type="person",
        object_id=person.pk,
        reason=reason,
        details={"is_staff": is_staff},
    )
    return person
