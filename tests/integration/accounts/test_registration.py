"""Making an account of one's own: only where the association lets people, and only with a confirmed address."""

import re
from typing import Any

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
DATA = {"email": "new@example.org", "name": "New One", "form": "feminine", "password1": PASSWORD}


def test_nobody_registers_unless_a_setting_says_so(client: Client) -> None:
    assert client.get("/accounts/register/").status_code == 404
    assert client.post("/accounts/register/", DATA).status_code == 404
    assert "/accounts/register/" not in client.get("/accounts/sign-in/").content.decode()
    assert not Person.objects.exists()


def test_a_resident_registers_confirms_and_signs_in(
    client: Client, settings: Any, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    settings.EMPIRIA_OPEN_REGISTRATION = True
    assert "/accounts/register/" in client.get("/accounts/sign-in/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/register/", DATA)
    assert answer.headers["Location"] == "/accounts/register/sent/"
    person = Person.objects.get()
    assert (person.name, person.form, [one.role for one in person.grants.all()]) == (
        "New One",
        "feminine",
        ["resident"],
    )
    visitor = Client()
    visitor.post("/accounts/sign-in/", {"login": DATA["email"], "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session
    found = re.search(r"http://testserver(/accounts/register/confirm/\S+)", str(mailoutbox[0].body))
    assert found
    assert client.get(found[1]).status_code == 200
    client.post(found[1])
    visitor.post("/accounts/sign-in/", {"login": DATA["email"], "password": PASSWORD})
    assert visitor.session["_auth_user_id"] == str(person.pk)


def test_registering_says_the_same_where_there_is_an_account(
    client: Client, settings: Any, mailoutbox: list[EmailMessage], django_capture_on_commit_callbacks
) -> None:
    settings.EMPIRIA_OPEN_REGISTRATION = True
    create_person(email=DATA["email"], name="Old One", by=None)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/register/", DATA)
    assert answer.headers["Location"] == "/accounts/register/sent/"
    assert Person.objects.get().name == "Old One"
    assert ["/password/reset/" in str(message.body) for message in mailoutbox] == [True]
