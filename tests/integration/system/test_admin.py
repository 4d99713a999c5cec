"""Django's admin: only what the apps put there, only for reading, and every look is recorded."""

import pytest
from django.contrib import admin
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AuditEntry
from empiria.apps.system.reading import ReadingAdmin
from empiria.apps.system.services import record


@pytest.fixture
def desk(client: Client, staff: Person) -> Client:
    client.force_login(staff)
    return client


def readings() -> list[tuple[str, str, object]]:
    found = AuditEntry.objects.filter(action="system.read").order_by("pk")
    return [(one.object_type, one.object_id, one.details.get("objects")) for one in found]


def test_only_what_the_apps_put_there_is_there() -> None:
    assert {type(one).__bases__ for one in admin.site._registry.values()} == {(ReadingAdmin,)}
    assert {model._meta.app_label for model in admin.site._registry} <= {
        "accounts",
        "monitor",
        "outreach",
        "places",
        "system",
    }


def test_a_list_of_people_is_recorded_with_everybody_on_it_but_the_reader(
    desk: Client, staff: Person, visitor: Person
) -> None:
    assert desk.get("/admin/accounts/person/").status_code == 200
    assert readings() == [("person", str(visitor.pk), None)]
    read = AuditEntry.objects.get(action="system.read")
    assert (read.by, list(read.subjects.values_list("person", flat=True))) == (
        str(staff.pk),
        [str(visitor.pk)],
    )


def test_a_row_is_recorded(desk: Client) -> None:
    entry = record(by=None, action="a.do", object_type="thing", object_id=1)
    other = record(by=None, action="a.do", object_type="thing", object_id=2)
    assert desk.get(f"/admin/system/auditentry/{entry.pk}/change/").status_code == 200
    assert desk.get("/admin/system/auditentry/?action__exact=a.do").status_code == 200
    assert readings() == [
        ("system.AuditEntry", str(entry.pk), None),
        ("system.AuditEntry", "", [str(other.pk), str(entry.pk)]),
    ]


def test_what_is_not_there_leaves_no_entry(desk: Client) -> None:
    assert desk.get("/admin/accounts/person/999999/change/").status_code == 302
    assert readings() == []
