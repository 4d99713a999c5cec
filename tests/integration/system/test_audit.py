"""The audit trail is only ever added to."""

import pytest
from django.db import DatabaseError, connection, transaction

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AppendOnlyError, AuditEntry
from empiria.apps.system.selectors import audit_choices, audit_entries
from empiria.apps.system.services import record


def facts(entry: AuditEntry) -> tuple[object, ...]:
    return (entry.by, entry.action, entry.object_type, entry.object_id, entry.reason, entry.details)


def test_record_keeps_person_and_object_as_plain_text(staff: Person) -> None:
    entry = record(
        by=staff, action="a.do", object_type="thing", object_id=7, reason="because", details={"n": 1}
    )
    entry.refresh_from_db()
    assert facts(entry) == (str(staff.pk), "a.do", "thing", "7", "because", {"n": 1})


@pytest.mark.django_db
def test_record_without_person_is_the_system() -> None:
    assert facts(record(by=None, action="a", object_type="t", object_id="x")) == ("", "a", "t", "x", "", {})


def test_record_outlives_the_person(staff: Person) -> None:
    entry = record(by=staff, action="a", object_type="t", object_id="x")
    number = str(staff.pk)
    staff.delete()
    assert AuditEntry.objects.get(pk=entry.pk).by == number


@pytest.mark.django_db
def test_entry_refuses_change_and_removal() -> None:
    entry = record(by=None, action="before", object_type="t", object_id="x")
    entry.action = "after"
    for attempt in (
        entry.save,
        entry.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(action="after"),
        lambda: AuditEntry.objects.bulk_update([entry], ["action"]),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["before"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement", ["UPDATE system_auditentry SET action = 'after'", "DELETE FROM system_auditentry"]
)
def test_postgresql_refuses_change_and_removal_past_django(statement: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL guards the table itself")
    record(by=None, action="before", object_type="t", object_id="x")
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)
    assert list(AuditEntry.objects.values_list("action", flat=True)) == ["before"]


@pytest.mark.django_db
def test_audit_entries_are_narrowed_and_newest_first() -> None:
    for action, kind, number in (("a", "x", 1), ("b", "x", 2), ("a", "y", 1), ("a", "x", 1)):
        record(by=None, action=action, object_type=kind, object_id=number)

    def found(**wanted: str) -> list[tuple[str, str, str]]:
        return [(e.action, e.object_type, e.object_id) for e in audit_entries(**wanted)]

    assert found() == [("a", "x", "1"), ("a", "y", "1"), ("b", "x", "2"), ("a", "x", "1")]
    assert found(action="a", object_type="x", object_id="1") == [("a", "x", "1"), ("a", "x", "1")]
    assert found(object_id="2") == [("b", "x", "2")]
    assert audit_choices("action") == ["a", "b"]
