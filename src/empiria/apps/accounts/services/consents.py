"""Giving a consent and taking it back: as easy one way as the other."""

from django.db import transaction
from django.utils import timezone

from empiria.apps.accounts.models import Consent, Person, StatementKind, StatementVersion
from empiria.apps.system.services import record


@transaction.atomic
def give_consent(*, person: Person, version: StatementVersion, language: str, given_on: str) -> Consent:
    """Keep that somebody agreed to the words in force, as they were shown in `language` on the form `given_on`.

    Agreeing twice gives the consent there is. A consent to earlier words of the same purpose ends with the new one.
    Raises `StatementVersion.DoesNotExist` for words that are not a consent or not in force (any more).
    """
    Person.objects.select_for_update().get(pk=person.pk)
    version = StatementVersion.objects.current().get(pk=version.pk, statement__kind=StatementKind.CONSENT)
    open_ones = Consent.objects.filter(
        person=person, version__statement=version.statement_id, withdrawn_at=None
    )
    if same := open_ones.filter(version=version).first():
        return same
    now = timezone.now()
    open_ones.update(withdrawn_at=now)
    consent = Consent.objects.create(
        person=person, version=version, language=language, given_at=now, given_on=given_on
    )
    _record("accounts.give-consent", consent)
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent) -> Consent:
    """End a consent; what was done while it held stays lawful. Withdrawing twice does nothing more."""
    if Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        _record("accounts.withdraw-consent", consent)
    consent.refresh_from_db()
    return consent


def _record(action: str, consent: Consent) -> None:
    statement = consent.version.statement
    record(
        by=consent.person,
        action=action,
        object_type="person",
        object_id=consent.person_id,
        details={"statement": statement.pk, "version": consent.version.number},
    )
