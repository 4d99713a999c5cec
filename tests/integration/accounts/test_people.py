"""Accounts: making them, signing in and out."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.system.models import AuditEntry
from tests.integration.cast import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture
def person(db: None) -> Person:
    return create_person(email=" Some.One@Example.org ", name="Someone", by=None, password=PASSWORD)


def test_create_person_keeps_the_email_in_lower_case_and_is_audited(person: Person) -> None:
    person.refresh_from_db()
    assert (person.email, person.name, person.is_staff, person.is_active, person.language) == (
        "some.one@example.org", "Someone", False, True, "pl",
    )  # fmt: skip
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_type, entry.object_id, entry.details) == (
        "accounts.create-person", "person", str(person.pk), {},
    )  # fmt: skip


def test_create_person_without_password_cannot_sign_in(client: Client) -> None:
    person = create_person(email="a@example.org", name="A", by=None)
    assert not person.has_usable_password()
    assert not client.login(email="a@example.org", password="")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("SOME.ONE@example.org", PASSWORD),
        ("no e-mail", PASSWORD),
        ("b@example.org", "short"),
        ("b@example.org", "kunegunda1392"),
    ],
)
def test_create_person_refuses_wrong_facts(person: Person, email: str, password: str) -> None:
    with pytest.raises(ValidationError):
        create_person(email=email, name="Kunegunda B", by=None, password=password)
    assert (Person.objects.count(), AuditEntry.objects.count()) == (1, 1)


def test_database_refuses_an_email_in_capitals() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(email="A@example.org", name="A")


@pytest.mark.parametrize(
    ("who", "permission", "allowed"),
    [
        ("administrator", "monitor.view_release", True),
        ("administrator", "mfa.view_authenticator", False),
        ("administrator", "socialaccount.view_socialtoken", False),
        ("administrator", "usersessions.view_usersession", False),
        ("administrator", "monitor.change_release", False),
        ("administrator", "monitor.delete_release", False),
        ("analyst", "monitor.view_release", False),
        ("account", "monitor.view_release", False),
    ],
)
def test_the_admin_is_for_reading(cast: Cast, who: str, permission: str, allowed: bool) -> None:
    assert cast[who].has_perm(permission) is allowed


@pytest.mark.parametrize("typed", ["some.one@example.org", "SOME.one@Example.ORG"])
def test_sign_in_in_any_letter_case_leads_where_one_wanted(
    client: Client, person: Person, typed: str
) -> None:
    answer = client.post("/accounts/sign-in/?next=/monitor/method/", {"login": typed, "password": PASSWORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/monitor/method/")
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize(
    ("email", "password"), [("some.one@example.org", "wrong"), ("nobody@example.org", PASSWORD)]
)
def test_sign_in_says_the_same_for_a_wrong_password_and_an_unknown_person(
    client: Client, person: Person, email: str, password: str
) -> None:
    page = client.post("/en/accounts/sign-in/", {"login": email, "password": password})
    assert page.status_code == 200
    assert "No account has this e-mail and password." in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_sign_in_of_a_closed_account_is_refused(client: Client, person: Person) -> None:
    Person.objects.update(is_active=False)
    client.post("/accounts/sign-in/", {"login": person.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_sign_out_only_by_post(client: Client, person: Person) -> None:
    client.force_login(person)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert "_auth_user_id" in client.session
    assert client.post("/accounts/sign-out/").status_code == 302
    assert "_auth_user_id" not in client.session
