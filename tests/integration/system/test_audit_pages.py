"""Pages of the audit trail: searching, one entry, taking it out, the history of an object."""

import csv
import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, RequestContext, Template
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AuditEntry, AuditText
from empiria.apps.system.selectors import audit_entries
from empiria.apps.system.services import change, empty_texts, record
from tests.integration.cast import Cast

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.fixture
def desk(client: Client, staff: Person) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(staff)
    return client


def page(desk: Client, address: str) -> str:
    answer = desk.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def streamed(desk: Client, address: str) -> str:
    return b"".join(desk.get(address).streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("count", [1, 3])
def test_list_asks_the_same_number_of_queries_for_any_length(
    desk: Client, staff: Person, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        record(by=staff, action="a.do", object_type="thing", object_id=f"object-{number}", reason="why")
    page(desk, "/audit/")
    # Session, person, two of the standing, second factor, actions and types to choose from, count, entries, whom they are about, names.
    with django_assert_num_queries(11):
        assert page(desk, "/audit/?action=a.do").count("object-") == count


def test_old_address_leads_to_the_list_with_its_conditions(desk: Client) -> None:
    answer = desk.get("/jobs/audit/?object_type=job")
    assert (answer.status_code, answer["Location"]) == (302, "/audit/?object_type=job")


def at(entry: AuditEntry, moment: dt.datetime) -> AuditEntry:
    """The same entry at another time: made so, for none is ever changed."""
    return AuditEntry.objects.create(
        at=moment, by=entry.by, action=entry.action, object_type="dated", object_id=moment.isoformat()
    )


def test_search_narrows_by_everything(staff: Person, visitor: Person) -> None:
    visitor.name, visitor.email = "Żaneta Łoś", "zaneta@example.org"
    visitor.save()
    did = record(by=visitor, action="a.do", object_type="thing", object_id=1, reason="Przez pomyłkę")
    about = record(by=staff, action="b.do", object_type="person", object_id=visitor.pk)
    other = record(by=staff, action="b.do", object_type="thing", object_id=2, texts={"title": "Gżegżółka"})
    read = record(by=staff, action="system.read", object_type="thing", object_id=3)
    mine = {did.pk, about.pk, other.pk, read.pk}

    def found(**wanted: object) -> set[int]:
        return mine & set(audit_entries(**wanted).values_list("pk", flat=True))  # type: ignore[arg-type]

    for person in ("zaneta los", "ŁOŚ", "zaneta@example", str(visitor.pk)):
        assert found(person=person) == {did.pk, about.pk}
    assert found(person="łoś", part="by") == {did.pk}
    assert found(person="łoś", part="about") == {about.pk}
    assert found(person="nobody of this name") == set()
    assert found(person="…") == set()
    assert found(action="b.do", object_type="thing") == {other.pk}
    assert found(object_id="1") == {did.pk}
    assert found(words="POMYLKE") == {did.pk}
    assert found(words="gzegzolka") == {other.pk}
    assert found(readings=False) == mine - {read.pk}


def test_days_of_a_search_are_whole_days_of_the_association(staff: Person) -> None:
    entry = record(by=staff, action="a.do", object_type="thing", object_id=1)
    inside = [
        at(entry, dt.datetime(2026, 3, 1, 0, 0, tzinfo=WARSAW)),
        at(entry, dt.datetime(2026, 3, 2, 23, 59, 59, tzinfo=WARSAW)),
    ]
    at(entry, dt.datetime(2026, 2, 28, 23, 59, 59, tzinfo=WARSAW))
    at(entry, dt.datetime(2026, 3, 3, 0, 0, tzinfo=WARSAW))
    found = audit_entries(object_type="dated", since=dt.date(2026, 3, 1), until=dt.date(2026, 3, 2))
    assert set(found) == set(inside)


def test_a_date_that_is_none_is_said_and_the_rest_still_counts(desk: Client) -> None:
    record(by=None, action="a.do", object_type="thing", object_id="wanted-1")
    record(by=None, action="a.do", object_type="other", object_id="unwanted-2")
    text = page(desk, "/en/audit/?object_type=thing&since=soon")
    assert ("Enter a valid date" in text, "wanted-1" in text, "unwanted-2" in text) == (True, True, False)


@pytest.mark.parametrize(
    "asked", ["since=0001-01-01", "since=9999-12-31", "until=9999-12-31", "until=0001-01-01"]
)
def test_days_at_the_ends_of_the_calendar_are_refused(desk: Client, asked: str) -> None:
    assert "must lie between 1900 and 2999" in page(desk, f"/en/audit/?{asked}")
    assert desk.get(f"/audit/trail.csv?{asked}").status_code == 404


def test_words_about_others_are_read_in_the_entry_and_the_reading_is_recorded(
    desk: Client, staff: Person, visitor: Person
) -> None:
    secret = record(
        by=staff,
        action="accounts.correct-person",
        object_type="person",
        object_id=visitor.pk,
        reason="Reason-word",
        texts={"name": change("Before-word", "After-word")},
    )
    listed = page(desk, "/audit/")
    assert [word in listed for word in ("Reason-word", "Before-word", "After-word")] == [False] * 3
    assert AuditEntry.objects.filter(action="system.read").count() == 0
    shown = page(desk, f"/audit/{secret.pk}/")
    assert [word in shown for word in ("Reason-word", "Before-word", "After-word")] == [True] * 3
    read = AuditEntry.objects.get(action="system.read")
    assert (read.by, read.object_type, read.object_id) == (str(staff.pk), "audit-entry", str(secret.pk))
    assert list(read.subjects.values_list("person", flat=True)) == [str(visitor.pk)]


def test_words_of_things_may_name_anybody_and_are_read_the_same_way(desk: Client, staff: Person) -> None:
    thing = record(
        by=staff,
        action="a.do",
        object_type="invitation",
        object_id=1,
        reason="Thing-word",
        texts={"email": "invited@example.org"},
    )
    listed = page(desk, "/audit/")
    assert ("Thing-word" in listed, "invited@example.org" in listed) == (False, False)
    shown = page(desk, f"/audit/{thing.pk}/")
    assert ("Thing-word" in shown, "invited@example.org" in shown) == (True, True)
    read = AuditEntry.objects.get(action="system.read")
    assert (read.by, read.object_type, read.object_id) == (str(staff.pk), "audit-entry", str(thing.pk))


def test_ones_own_words_stand_in_the_list_and_their_reading_is_not_recorded(
    desk: Client, staff: Person
) -> None:
    own = record(by=staff, action="a.do", object_type="person", object_id=staff.pk, reason="Own-word")
    wordless = record(by=staff, action="a.do", object_type="thing", object_id=1, details={"n": 1})
    assert "Own-word" in page(desk, "/audit/")
    for entry in (own, wordless):
        page(desk, f"/audit/{entry.pk}/")
    assert AuditEntry.objects.filter(action="system.read").count() == 0


@pytest.mark.parametrize("looked_for", ["person=visitor%40", "words=zolw", "person=visitor%40&words=zolw"])
def test_a_search_for_somebody_or_for_words_is_recorded_and_does_not_find_itself(
    desk: Client, staff: Person, visitor: Person, looked_for: str
) -> None:
    free = dict(one.split("=") for one in looked_for.replace("%40", "@").split("&"))
    text = page(desk, f"/en/audit/?{looked_for}&object_id=a+b&since=2026-01-02&readings=on")
    assert "Nothing in the trail answers this" in text
    entry = AuditEntry.objects.get(action="system.read")
    assert (entry.by, entry.object_type, entry.object_id) == (str(staff.pk), "audit-trail", "")
    assert entry.details == {"since": "2026-01-02", "readings": "True"}
    assert entry.texts == free | {"object_id": "a b"}
    about = [str(visitor.pk)] if "person" in free else []
    assert list(entry.subjects.values_list("person", flat=True)) == about


@pytest.mark.parametrize("narrowed", ["", "?action=a.do", "?object_id=1&since=2026-01-02", "?person=&words="])
def test_narrowing_by_codes_and_days_is_no_search_for_anybody(desk: Client, narrowed: str) -> None:
    record(by=None, action="a.do", object_type="thing", object_id=1)
    page(desk, f"/audit/{narrowed}")
    assert AuditEntry.objects.filter(action="system.read").count() == 0


def test_a_search_that_fits_many_is_about_nobody_in_particular(desk: Client) -> None:
    Person.objects.bulk_create(
        Person(email=f"many{number}@example.org", name=f"Many {number}") for number in range(11)
    )
    page(desk, "/audit/?person=many")
    entry = AuditEntry.objects.get(action="system.read")
    assert (entry.texts, entry.subjects.count()) == ({"person": "many"}, 0)


def test_erased_words_are_said_to_be_erased(desk: Client, staff: Person, visitor: Person) -> None:
    entry = record(by=staff, action="a.do", object_type="person", object_id=visitor.pk, reason="Gone-word")
    empty_texts(person=visitor)
    text = page(desk, f"/en/audit/{entry.pk}/")
    assert ("Gone-word" in text, "were erased on" in text) == (False, True)


def test_unknown_entry_is_not_found(desk: Client) -> None:
    assert desk.get("/audit/999999/").status_code == 404


def test_export_is_the_narrowed_trail_and_is_recorded(desk: Client, staff: Person, visitor: Person) -> None:
    entry = record(
        by=staff,
        action="a.do",
        object_type="thing",
        object_id="=1+1",
        reason="Żółw",
        details={"n": 1},
        texts={"name": change("a", "b")},
        about=[visitor.pk],
    )
    record(by=staff, action="b.do", object_type="thing", object_id=2)
    lines = streamed(desk, "/audit/trail.jsonl?action=a.do&words=zolw").splitlines()
    assert [json.loads(line) for line in lines] == [
        {
            "id": entry.pk,
            "at": entry.at.isoformat(),
            "by": str(staff.pk),
            "action": "a.do",
            "object_type": "thing",
            "object_id": "=1+1",
            "about": [str(visitor.pk)],
            "details": {"n": 1},
            "reason": "Żółw",
            "texts": {"name": {"before": "a", "after": "b"}},
        }
    ]
    written = AuditEntry.objects.get(action="system.export-audit")
    assert (written.details, written.texts) == (
        {"format": "jsonl", "entries": 1, "action": "a.do", "readings": "True"},
        {"words": "zolw"},
    )
    table = streamed(desk, "/audit/trail.csv?action=a.do").splitlines()
    assert len(table) == 2
    assert table[0] == "\ufeffid,at,by,action,object_type,object_id,about,details,reason,texts"
    assert ",'=1+1," in table[1]
    [_header, cells] = csv.reader(table)
    assert (json.loads(cells[7]), cells[8], json.loads(cells[9])) == (
        {"n": 1},
        "Żółw",
        {"name": {"before": "a", "after": "b"}},
    )


def test_export_of_several_batches_is_whole(
    desk: Client, staff: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("empiria.apps.system.views.audit.BATCH", 2)
    for number in range(5):
        record(by=staff, action="a.do", object_type="thing", object_id=number, reason=f"r{number}")
    lines = [json.loads(line) for line in streamed(desk, "/audit/trail.jsonl?action=a.do").splitlines()]
    assert [line["reason"] for line in lines] == ["r4", "r3", "r2", "r1", "r0"]


def test_export_tells_whom_it_was_narrowed_to_and_takes_any_object(
    desk: Client, staff: Person, visitor: Person
) -> None:
    streamed(desk, "/audit/trail.jsonl?person=visitor%40&object_id=a+b")
    written = AuditEntry.objects.get(action="system.export-audit")
    assert (written.details, written.texts) == (
        {"format": "jsonl", "entries": 0, "readings": "False"},
        {"person": "visitor@", "object_id": "a b"},
    )
    assert list(written.subjects.values_list("person", flat=True)) == [str(visitor.pk)]


def test_export_with_a_wrong_condition_takes_nothing_out(desk: Client) -> None:
    assert desk.get("/audit/trail.csv?since=soon").status_code == 404
    assert AuditEntry.objects.filter(action="system.export-audit").count() == 0


@pytest.mark.parametrize("address", ["/audit/", "/audit/1/", "/audit/trail.csv", "/audit/trail.jsonl"])
def test_the_trail_is_for_who_may_read_it(client: Client, cast: Cast, address: str) -> None:
    assert client.get(address).status_code == 302
    for who in cast.people:
        client.force_login(cast[who])
        allowed = who == "administrator"
        status = client.get(address).status_code
        assert (status in {200, 404}, status == 403) == (allowed, not allowed), who


def history(person: Person, object_type: str, object_id: object) -> str:
    request = RequestFactory().get("/")
    request.user = person
    source = "{% load audit %}{% object_history kind number %}"
    context: Context = RequestContext(request, {"kind": object_type, "number": object_id})
    return Template(source).render(context)


def test_history_of_an_object_is_shown_to_who_may_read_the_trail(
    staff: Person, visitor: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    record(by=staff, action="a.do", object_type="thing", object_id=1, reason="This-word")
    record(by=staff, action="a.do", object_type="thing", object_id=11, reason="Other-word")
    record(by=staff, action="system.read", object_type="thing", object_id=1, reason="Read-word")
    staff.standing, visitor.standing  # noqa: B018  read before, as the header of every page does
    with django_assert_num_queries(3):
        shown = history(staff, "thing", 1)
    assert (shown.count("a.do"), "system.read" in shown) == (1, False)
    # Words are read on the entry's own page, where their reading is recorded.
    assert [word in shown for word in ("This-word", "Other-word", "Read-word")] == [False, False, False]
    with django_assert_num_queries(0):
        assert history(visitor, "thing", 1).strip() == ""


def test_history_of_a_person_holds_what_is_about_them(staff: Person, visitor: Person) -> None:
    record(by=None, action="Act-on-them", object_type="thing", object_id=1, about=[visitor.pk])
    record(by=None, action="Act-on-another", object_type="thing", object_id=1, about=[staff.pk])
    shown = history(staff, "person", visitor.pk)
    assert ("Act-on-them" in shown, "Act-on-another" in shown) == (True, False)


def test_a_long_trail_is_read_by_its_indexes(staff: Person) -> None:
    """A search that an index serves visits no more than it shows: the plan of the database names the index."""
    record(by=staff, action="a.do", object_type="thing", object_id=1)
    AuditText.objects.count()
    plans = {
        "audit_by_object": audit_entries(object_type="thing", object_id="1"),
        "audit_by_action": audit_entries(action="a.do"),
    }
    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by the size of tables, and these are empty")
    assert {name: name in entries.explain() for name, entries in plans.items()} == dict.fromkeys(plans, True)
