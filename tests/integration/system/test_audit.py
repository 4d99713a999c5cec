"""The audit trail is only ever added to."""

import pytest
from django.db import transaction

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AppendOnlyError, AuditEntry, AuditSubject, AuditText
from empiria.apps.system.selectors import audit_choices, audit_entries
from empiria.apps.system.services import change, empty_texts, record, record_read


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
def test_audit_entries_are_narrowed_and_newest_first() -> None:
    for action, kind, number in (("a", "x", 1), ("b", "x", 2), ("a", "y", 1), ("a", "x", 1)):
        record(by=None, action=action, object_type=kind, object_id=number)

    def found(**wanted: str) -> list[tuple[str, str, str]]:
        return [(e.action, e.object_type, e.object_id) for e in audit_entries(**wanted)]

    assert found() == [("a", "x", "1"), ("a", "y", "1"), ("b", "x", "2"), ("a", "x", "1")]
    assert found(action="a", object_type="x", object_id="1") == [("a", "x", "1"), ("a", "x", "1")]
    assert found(object_id="2") == [("b", "x", "2")]
    assert audit_choices("action") == ["a", "b"]


def subjects(entry: AuditEntry) -> list[str]:
    return list(entry.subjects.order_by("person").values_list("person", flat=True))


def test_words_lie_beside_the_entry(staff: Person) -> None:
    entry = record(
        by=staff,
        action="a.do",
        object_type="person",
        object_id=7,
        reason="Asked by Łucja",
        details={"fields": ["email"]},
        texts={"email": change("a@example.org", "b@example.org")},
        about=[8, "7", ""],
    )
    columns = AuditEntry.objects.filter(pk=entry.pk).values().get()
    assert {name: columns[name] for name in columns if name not in {"id", "at"}} == {
        "by": str(staff.pk),
        "action": "a.do",
        "object_type": "person",
        "object_id": "7",
        "details": {"fields": ["email"]},
    }
    assert (entry.text.texts, entry.text.search_key) == (
        {"email": {"before": "a@example.org", "after": "b@example.org"}},
        "asked by lucja · a example org · b example org",
    )
    assert subjects(entry) == ["7", "8"]


@pytest.mark.django_db
def test_entry_without_words_has_no_row_beside_it() -> None:
    entry = record(by=None, action="a", object_type="t", object_id="x", about=[])
    assert (AuditText.objects.count(), AuditSubject.objects.count(), entry.reason) == (0, 0, "")


@pytest.mark.django_db
def test_texts_are_emptied_and_never_changed_or_removed() -> None:
    text = record(by=None, action="a", object_type="t", object_id="x", reason="why").text
    for attempt in (
        text.save,
        text.delete,
        AuditText.objects.all().delete,
        lambda: AuditText.objects.update(reason="because"),
    ):
        with pytest.raises(AppendOnlyError), transaction.atomic():
            attempt()
    assert AuditText.objects.all().empty() == 1
    assert AuditText.objects.all().empty() == 0
    text.refresh_from_db()
    assert (text.reason, text.texts, text.search_key, text.emptied_at is not None) == ("", {}, "", True)


def test_texts_about_by_and_naming_a_person_are_emptied_and_no_others(staff: Person, visitor: Person) -> None:
    about = record(by=staff, action="a", object_type="person", object_id=visitor.pk, reason="one")
    by = record(by=visitor, action="a", object_type="thing", object_id="1", reason="two")
    naming = record(by=staff, action="a", object_type="thing", object_id="2", reason="For ŻÓŁĆ, Jan")
    other = record(by=staff, action="a", object_type="person", object_id=staff.pk, reason="three")
    empty_texts(person=visitor, holding=["Żółć Jan", ""])
    assert [AuditText.objects.get(pk=one.pk).reason for one in (about, by, naming, other)] == [
        "",
        "",
        "",
        "three",
    ]
    assert subjects(about) == [str(visitor.pk)]


def test_reading_is_one_entry_for_a_page_and_none_for_ones_own_data(staff: Person) -> None:
    entry = record_read(by=staff, object_type="person", object_ids=[staff.pk, 101, 102], reason="list")
    assert entry is not None
    assert facts(entry) == (
        str(staff.pk),
        "system.read",
        "person",
        "",
        "list",
        {"objects": ["101", "102"]},
    )
    assert subjects(entry) == ["101", "102"]
    one = record_read(by=staff, object_type="document", object_ids=[5], about=[101])
    assert one is not None
    assert (one.object_id, one.details, subjects(one)) == ("5", {}, ["101"])
    count = AuditEntry.objects.count()
    assert record_read(by=staff, object_type="person", object_ids=[staff.pk]) is None
    assert record_read(by=staff, object_type="document", object_ids=[]) is None
    assert AuditEntry.objects.count() == count


@pytest.mark.parametrize(
    "details", [{"name": "Jan Nowak"}, {"who": "jan@example.org"}, {"list": ["code", "two words"]}]
)
@pytest.mark.django_db
def test_words_in_details_are_refused(details: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=f"words in {next(iter(details))}"):
        record(by=None, action="a", object_type="t", object_id="x", details=details)
    assert AuditEntry.objects.count() == 0
