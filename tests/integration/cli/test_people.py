"""`empiria person add`: an account, its password its link told once, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner, Result
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.system.models import AuditEntry
from empiria.cli import main
from tests.integration.cast import with_second_factor

pytestmark = pytest.mark.django_db
SITE = "http://localhost:8000"


def set_password(path: str, password: str) -> bool:
    """By whoever opens the link; whether there was a form to do it."""
    visitor = Client()
    page = visitor.get(path, follow=True)
    form = page.redirect_chain[-1][0] if page.redirect_chain else path
    answer = visitor.post(form, {"password1": password, "password2": password})
    return answer.status_code == 302 and "done" in answer.headers["Location"]


@pytest.fixture
def add(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")

    def add(*words: str) -> Result:
        return CliRunner().invoke(main, ["person", "add", *words])

    return add


@pytest.mark.parametrize(
    ("words", "name", "is_staff"),
    [([], "new@example.org", False), (["--role", "administrator", "--name", "A Name"], "A Name", True)],
)
def test_the_link_told_sets_the_password_once(
    add: Any, client: Client, words: list[str], name: str, is_staff: bool
) -> None:
    answer = add("New@example.org", *words)
    told, _colon, link = answer.stdout.strip().partition(": ")
    assert (answer.exit_code, told) == (0, "This link sets the password, once and within a day")
    person = Person.objects.get()
    assert not person.has_usable_password()
    site, path = link[: len(SITE)], link[len(SITE) :]
    assert (site, set_password(path, "correct horse battery")) == (SITE, True)
    assert client.login(username="new@example.org", password="correct horse battery")
    assert set_password(path, "another horse battery") is False
    person.refresh_from_db()
    assert (person.email, person.name, person.is_staff) == ("new@example.org", name, is_staff)
    assert AuditEntry.objects.filter(action="accounts.issue-password-link").count() == 1
    entry = AuditEntry.objects.get(action="accounts.create-person")
    assert entry.reason.startswith("On the command line")
    assert "new@example.org" not in f"{entry.reason} {entry.details}"


def test_a_link_ends_after_a_day_and_another_can_be_had(add: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = add("a@example.org").stdout.split()[-1].removeprefix(SITE)
    late = dt.datetime.now() + dt.timedelta(days=1, minutes=1)  # noqa: DTZ005 - as Django keeps it
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda _self: late)
    assert set_password(first, "correct horse battery") is False
    again = CliRunner().invoke(main, ["person", "link", "A@example.org", "--reason", "too late"])
    assert again.exit_code == 0
    assert AuditEntry.objects.latest("pk").reason.endswith(": too late")
    assert set_password(again.stdout.split()[-1].removeprefix(SITE), "correct horse battery") is True


@pytest.mark.parametrize("email", ["taken@example.org", "no e-mail"])
def test_a_wrong_or_taken_email_makes_no_account(add: Any, email: str) -> None:
    add("taken@example.org")
    answer = add(email)
    assert (answer.exit_code, answer.stdout, Person.objects.count()) == (2, "", 1)
    assert answer.stderr.startswith(f"Error: no account was made for {email}: ")


def test_unlocking_takes_the_second_factor_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    with_second_factor(create_person(email="a@example.org", name="A", by=None))

    def unlock(*words: str) -> Result:
        return CliRunner().invoke(main, ["person", "unlock", *words])

    assert unlock("a@example.org").exit_code == 2
    assert (unlock("A@example.org", "--reason", "seen").stdout, Authenticator.objects.count()) == (
        "The second factor was taken off.\n",
        0,
    )
    assert AuditEntry.objects.get(action="accounts.remove-second-factors").reason.endswith(": seen")
    again, nobody = unlock("a@example.org", "--reason", "seen"), unlock("b@example.org", "--reason", "seen")
    assert (again.exit_code, nobody.exit_code) == (2, 2)
    assert "has no second factor" in again.stderr
    assert "nobody has an account" in nobody.stderr
