"""Writes to information clauses and to the texts of consents."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.apps.accounts.models import Person, Statement, StatementVersion
from empiria.apps.accounts.services.holding import one_at_a_time
from empiria.apps.system.saving import insert
from empiria.apps.system.services import record

TEXTS = ("title_pl", "title_en", "text_pl", "text_en")


@transaction.atomic
def create_statement(*, kind: str, code: str, by: Person | None) -> Statement:
    """Begin an information clause or a consent for one purpose; the same again gives the one that has no words yet.

    Raises `ValidationError` for a code that is taken.
    """
    one_at_a_time(by)
    if same := Statement.objects.filter(kind=kind, code=code, versions=None, is_closed=False).first():
        return same
    statement = Statement(kind=kind, code=code)
    insert(statement)
    _record("accounts.create-statement", statement, by=by)
    return statement


@transaction.atomic
def save_draft(
    *, statement: Statement, by: Person | None, title_pl: str, title_en: str, text_pl: str, text_en: str
) -> StatementVersion:
    """Keep the words of the next version; nobody but administrators sees them before they are published.

    The texts are rich text, made safe where they are shown. Raises `ValidationError` where one of them is empty.
    """
    Statement.objects.select_for_update().get(pk=statement.pk)
    draft = statement.versions.drafts().first()
    if draft is None:
        last = statement.versions.order_by("-number").values_list("number", flat=True).first()
        draft = StatementVersion(statement=statement, number=(last or 0) + 1)
    draft.title_pl, draft.title_en = title_pl.strip(), title_en.strip()
    draft.text_pl, draft.text_en = text_pl.strip(), text_en.strip()
    draft.full_clean(validate_constraints=False)
    draft.save()
    _record("accounts.draft-statement", statement, by=by, version=draft.number)
    return draft


@transaction.atomic
def discard_draft(*, statement: Statement, by: Person) -> None:
    """Drop the words that were never published. Dropping them twice does nothing."""
    removed, _rows = statement.versions.drafts().delete()
    if removed:
        _record("accounts.discard-statement", statement, by=by)


@transaction.atomic
def publish_statement(*, statement: Statement, by: Person, number: int) -> StatementVersion:
    """Put version `number` in force from now on; the earlier one stays readable and what was agreed to it stays valid.

    Raises `ValidationError` where a place that the office was to fill in (“[…]”) is still open. Publishing a version
    twice does nothing more.
    """
    Statement.objects.select_for_update().get(pk=statement.pk)
    version = statement.versions.get(number=number)
    if version.published_at:
        return version
    if any("[" in getattr(version, field) for field in TEXTS):
        raise ValidationError(_("The text still has places in square brackets that are to be filled in."))
    version.published_at = timezone.now()
    version.save(update_fields=["published_at"])
    _record("accounts.publish-statement", statement, by=by, version=number)
    return version


@transaction.atomic
def set_statement_closed(*, statement: Statement, by: Person, is_closed: bool) -> Statement:
    """Ask or show it no more, or again; what was agreed to stays readable. Saying it twice does nothing more."""
    if Statement.objects.filter(pk=statement.pk).exclude(is_closed=is_closed).update(is_closed=is_closed):
        _record("accounts.close-statement" if is_closed else "accounts.reopen-statement", statement, by=by)
    statement.is_closed = is_closed
    return statement


def _record(action: str, statement: Statement, *, by: Person | None, **details: int) -> None:
    record(
        by=by,
        action=action,
        object_type="statement",
        object_id=statement.pk,
        details=details,
    )
