"""Who may see the staff's pages: one rule, as a check and as a filter."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.rules import STAFF, is_staff
from empiria.apps.accounts.services import create_person
from tests.integration.system.conftest import job_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("active", "staff", "allowed"),
    [(True, True, True), (True, False, False), (False, True, False), (False, False, False)],
)
def test_staff_rule(active: bool, staff: bool, allowed: bool) -> None:
    person = create_person(email="someone@example.org", name="Someone", by=None, is_staff=staff)
    Person.objects.update(is_active=active)
    assert (is_staff(person), Person.objects.filter(STAFF).exists()) == (allowed, allowed)


def test_staff_rule_refuses_an_anonymous_visitor() -> None:
    assert not is_staff(AnonymousUser())


PAGES = ["/jobs/", "/jobs/audit/", "/jobs/{job}/", "/jobs/{job}/status/"]
BUTTONS = ["/jobs/{job}/cancel/", "/jobs/{job}/retry/"]


@pytest.mark.parametrize("address", PAGES + BUTTONS)
def test_pages_of_the_staff_are_closed_to_others(client: Client, visitor: Person, address: str) -> None:
    job = job_in("failed", error={"message": "hidden-value", "params": {}, "place": {}})
    address = address.format(job=job.pk)
    ask = client.post if address.endswith(("cancel/", "retry/")) else client.get
    anonymous = ask(address)
    assert (anonymous.status_code, anonymous.headers["Location"]) == (
        302,
        f"/accounts/sign-in/?next={address}",
    )
    client.force_login(visitor)
    refused = ask(address)
    assert refused.status_code == 403
    assert "hidden-value" not in refused.content.decode()
    job.refresh_from_db()
    assert job.state == "failed"


@pytest.mark.parametrize("address", PAGES)
def test_pages_of_the_staff_are_open_to_staff(client: Client, staff: Person, address: str) -> None:
    job = job_in("failed", error={"message": "hidden-value", "params": {}, "place": {}})
    client.force_login(staff)
    answer = client.get(address.format(job=job.pk))
    assert answer.status_code == 200
    assert ("hidden-value" in answer.content.decode()) is ("{job}" in address)
