"""Making an account of one's own: only where the association lets people, and only with a confirmed address."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import (
    add_membership,
    close_account,
    create_organisation,
    create_person,
    grant_role,
)
from empiria.apps.portal.services import create_error_report
from empiria.apps.system.models import AuditText
from empiria.apps.system.services import apply_retention

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


def test_an_address_that_nobody_confirms_is_free_again_after_a_week(
    client: Client, settings: Any, django_capture_on_commit_callbacks
) -> None:
    settings.EMPIRIA_OPEN_REGISTRATION = True
    made = {}
    for number, who in enumerate(("stranger", "owner", "member", "closed", "invited")):
        made[who] = f"{who}@city.example"
        with django_capture_on_commit_callbacks(execute=True):
            # Each from a network of their own, for the form is counted by it.
            Client().post(
                "/accounts/register/",
                DATA | {"email": made[who], "name": "Typed By-a-stranger"},
                REMOTE_ADDR=f"192.0.2.{number + 1}",
            )
    people = {who: Person.objects.get(email=email) for who, email in made.items()}
    EmailAddress.objects.filter(user=people["owner"]).update(verified=True)
    city = create_organisation(kind="ngo", name="Biuro", by=None)
    add_membership(person=people["member"], organisation=city, function="employee", by=None)
    close_account(person=people["closed"], by=None)
    # Made by the staff: it waits for its person as long as they want.
    create_person(email="made@city.example", name="Made", by=None)
    grant_role(person=people["invited"], role="expert", by=None)
    # By whoever has the address: a stranger who typed it removes nothing of theirs.
    report = create_error_report(page="/", text="x", contact=made["stranger"])
    now = timezone.now()
    Person.objects.update(date_joined=now - dt.timedelta(days=6))
    assert apply_retention(by=None, now=now)["accounts.unproved"] == 0
    Person.objects.update(date_joined=now - dt.timedelta(days=8))
    assert [apply_retention(by=None, now=now)["accounts.unproved"] for _twice in range(2)] == [1, 0]
    assert set(Person.objects.values_list("email", flat=True)) == {
        *made.values(), "made@city.example",
    } - {made["stranger"]}  # fmt: skip
    of_stranger = AuditText.objects.filter(entry__object_id=str(people["stranger"].pk))
    assert not of_stranger.filter(emptied_at=None).exists()
    report.refresh_from_db()
    assert report.contact == made["stranger"]
    # Whoever has the address makes the account anew.
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/register/", DATA | {"email": made["stranger"]})
    assert Person.objects.get(email=made["stranger"]).name == DATA["name"]
