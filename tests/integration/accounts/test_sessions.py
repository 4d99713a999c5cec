"""Where somebody is signed in: ended with the account, noted no longer than needed; and that jobs name nobody."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import close_account, reopen_account
from empiria.apps.system.models import Job
from empiria.apps.system.selectors import due_records
from empiria.apps.system.services import apply_retention
from tests.integration.cast import Cast, code
from tests.integration.queue import drain_queue

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


def sign_in(person: Person) -> Client:
    browser = Client()
    browser.post("/accounts/sign-in/", {"login": person.email, "password": PASSWORD})
    return browser


@pytest.fixture
def person(cast: Cast) -> Person:
    person = cast["city_team_member"]
    person.set_password(PASSWORD)
    person.save()
    return person


def test_a_session_does_not_outlive_the_closing_of_the_account(person: Person, cast: Cast) -> None:
    theirs, others = sign_in(person), Client()
    others.force_login(cast["leader"])
    assert theirs.get("/accounts/profile/").status_code == 200
    close_account(person=person, by=cast["administrator"])
    assert not UserSession.objects.filter(user=person).exists()
    reopen_account(person=person, by=cast["administrator"])
    assert theirs.get("/accounts/profile/").status_code == 302
    assert others.get("/accounts/profile/").status_code == 200


def test_a_sign_in_that_was_begun_does_not_outlive_it_either(cast: Cast) -> None:
    analyst = cast["analyst"]
    analyst.set_password(PASSWORD)
    analyst.save()
    browser = sign_in(analyst)
    close_account(person=analyst, by=cast["administrator"])
    reopen_account(person=analyst, by=cast["administrator"])
    browser.post("/accounts/second-factor/sign-in/", {"code": code()})
    assert "_auth_user_id" not in browser.session


def test_where_somebody_was_signed_in_is_forgotten_after_a_month(person: Person) -> None:
    ended, lasting = sign_in(person), sign_in(person)
    ended.post("/accounts/sign-out/")
    kept = UserSession.objects.get(session_key=lasting.session.session_key)
    now = timezone.now()
    # The sessions last on; only the notes are old.
    UserSession.objects.update(last_seen_at=now - dt.timedelta(days=29))
    Session.objects.update(expire_date=now + dt.timedelta(days=1))
    apply_retention(by=None, now=now)
    assert UserSession.objects.count() == 2
    UserSession.objects.update(last_seen_at=now - dt.timedelta(days=31))
    (due,) = [one for one in due_records(now) if one.rule.code == "accounts.browsers"]
    assert (due.count, due.oldest) == (1, now - dt.timedelta(days=31))
    apply_retention(by=None, now=now)
    assert list(UserSession.objects.all()) == [kept]


def test_the_pages_of_jobs_do_not_tell_who_has_an_account(
    person: Person, cast: Cast, settings: Any, django_capture_on_commit_callbacks
) -> None:
    settings.EMAIL_BACKEND = "empiria.apps.system.mail.OutboxBackend"
    settings.EMPIRIA_MAIL = {"backend": "django.core.mail.backends.dummy.EmailBackend", "options": {}}
    reader, shown = Client(), []
    reader.force_login(cast["analyst"])
    for email in ("nobody@example.org", person.email):
        Job.objects.all().delete()
        with django_capture_on_commit_callbacks(execute=True):
            Client().post("/en/accounts/password/reset/", {"email": email})
        for _job in ("the link", "its mail"):
            with django_capture_on_commit_callbacks(execute=True):
                drain_queue()
        pages = ["/en/jobs/", *(f"/en/jobs/{job.pk}/" for job in Job.objects.order_by("created_at"))]
        text = "".join(reader.get(page).content.decode().partition('id="main"')[2] for page in pages)
        shown.append(re.sub(r'[\da-f]{8}-[\da-f-]{27}|value="\w{64}"|\d\d:\d\d', "", text))
        assert list(
            Job.objects.order_by("kind").values_list("kind", "object_type", "object_id", "state")
        ) == [
            ("accounts.send-password-link", "", "", "done"),
            ("system.send-mail", "", "", "done"),
        ]
    assert shown[0] == shown[1]
