"""A one-time code is taken once: by the form that sets the app up, at signing in, before what matters."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.db.models import F
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.system.models import CacheEntry
from tests.integration.cast import CODE_KEY, with_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
STEP, NOW = 30, 1_900_000_020
SIGN_IN, AGAIN = "/accounts/second-factor/sign-in/", "/accounts/second-factor/confirm/"
APP = "/accounts/second-factor/app/"
REFUSED = "This code is not right, or it was used already."


@pytest.fixture
def person() -> Person:
    return create_person(email="one@example.org", name="One", by=None, password=PASSWORD)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock by which codes are right."""

    def turn(seconds: int) -> None:
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", Clock(seconds))

    turn(NOW)
    return turn


class Clock:
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def time(self) -> float:
        return self.seconds


def shown(key: str, at: int = NOW) -> str:
    """What the app shows at that second."""
    return format_hotp_value(hotp_value(key, at // STEP))


def comes_in(person: Person, code: str) -> bool:
    """Whether another browser comes in by password and code."""
    browser = Client()
    browser.post("/accounts/sign-in/", {"login": person.email, "password": PASSWORD})
    answer = browser.post(f"/en{SIGN_IN}", {"code": code})
    is_in = "_auth_user_id" in browser.session
    assert is_in or REFUSED in answer.content.decode()
    return is_in


def test_the_code_that_set_the_app_up_opens_no_sign_in(person: Person, clock: Any) -> None:
    browser = Client()
    browser.post("/accounts/sign-in/", {"login": person.email, "password": PASSWORD})
    browser.get(APP)
    key = browser.session["mfa.totp.secret"]
    assert browser.post(APP, {"code": shown(key)}).status_code == 302
    written = shown(key)
    # As it is shown, as people write it down, and while the next step of the clock still takes it.
    assert [comes_in(person, code) for code in (written, f"{written[:3]} {written[3:]}")] == [False, False]
    clock(NOW + STEP)
    assert comes_in(person, written) is False
    assert comes_in(person, shown(key, NOW + STEP)) is True


def test_a_code_that_was_taken_stays_so_for_as_long_as_it_is_right(person: Person, clock: Any) -> None:
    with_second_factor(person)
    early = shown(CODE_KEY, NOW + STEP)
    assert comes_in(person, early) is True
    # Two steps later it is right for the last time; what is remembered has grown older by as much.
    clock(NOW + 2 * STEP)
    CacheEntry.objects.update(expires=F("expires") - timedelta(seconds=2 * STEP))
    assert comes_in(person, early) is False
    assert comes_in(person, shown(CODE_KEY, NOW + 2 * STEP)) is True


def test_what_one_form_took_no_other_takes(person: Person, clock: Any) -> None:
    browser = Client()
    browser.post("/accounts/sign-in/", {"login": person.email, "password": PASSWORD})
    with_second_factor(person)
    code = shown(CODE_KEY)
    assert browser.post(f"{AGAIN}?next=/accounts/", {"code": code}).status_code == 302
    assert comes_in(person, code) is False
    # A code of somebody else that looks the same is theirs.
    other = create_person(email="two@example.org", name="Two", by=None, password=PASSWORD)
    with_second_factor(other)
    assert comes_in(other, code) is True
