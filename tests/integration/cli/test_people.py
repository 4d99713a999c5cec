"""`empiria person add`: an account, its password told once, and what is refused."""

from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.system.models import AuditEntry
from empiria.cli import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")

    def add(*words: str) -> Result:
        return CliRunner().invoke(main, ["person", "add", *words])

    return add


@pytest.mark.parametrize(
    ("words", "name", "is_staff"),
    [([], "new@example.org", False), (["--staff", "--name", "A Name"], "A Name", True)],
)
def test_the_password_told_opens_the_account(
    add: Any, client: Client, words: list[str], name: str, is_staff: bool
) -> None:
    answer = add("New@example.org", *words)
    told, _colon, password = answer.stdout.strip().partition(": ")
    assert (answer.exit_code, told) == (0, "Password, shown only once")
    assert client.login(username="new@example.org", password=password)
    person = Person.objects.get()
    assert (person.email, person.name, person.is_staff) == ("new@example.org", name, is_staff)
    entry = AuditEntry.objects.get(action="accounts.create-person")
    assert entry.reason.startswith("On the command line")
    assert "new@example.org" not in f"{entry.reason} {entry.details}"


@pytest.mark.parametrize("email", ["taken@example.org", "no e-mail"])
def test_a_wrong_or_taken_email_makes_no_account(add: Any, email: str) -> None:
    add("taken@example.org")
    answer = add(email)
    assert (answer.exit_code, answer.stdout, Person.objects.count()) == (2, "", 1)
    assert answer.stderr.startswith(f"Error: no account was made for {email}: ")
