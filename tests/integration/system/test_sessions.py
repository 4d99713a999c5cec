"""How long somebody stays signed in."""

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from empiria.apps.system.sessions import SECONDS_BETWEEN_WRITES
from tests.integration.cast import Cast

HOUR = 3600
Clock = Any


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Lets time pass for the sessions."""
    passed = [0.0]
    real = time.time
    monkeypatch.setattr("empiria.apps.system.sessions.time.time", lambda: real() + passed[0])

    def let_pass(seconds: float) -> None:
        passed[0] += seconds

    return let_pass


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_a_session_ends_after_its_idle_time(
    client: Client, cast: Cast, clock: Clock, settings: Settings
) -> None:
    settings.EMPIRIA_SESSION_IDLE_SECONDS = HOUR
    client.force_login(cast["account"])
    clock(HOUR - 5)
    client.get("/about/")
    clock(HOUR - 5)
    client.get("/about/")
    assert is_signed_in(client)
    clock(HOUR + 5)
    client.get("/about/")
    assert not is_signed_in(client)
    assert Session.objects.count() == 0


def test_a_session_that_is_used_ends_all_the_same(
    client: Client, cast: Cast, clock: Clock, settings: Settings
) -> None:
    settings.EMPIRIA_SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE = HOUR, 3 * HOUR
    client.force_login(cast["account"])
    for _ in range(5):
        clock(HOUR * 0.55)
        client.get("/about/")
        assert is_signed_in(client)
    clock(HOUR * 0.55)
    client.get("/about/")
    assert not is_signed_in(client)


def test_a_session_is_written_now_and_then_only(
    client: Client, cast: Cast, clock: Clock, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(cast["account"])
    client.get("/about/")
    before = Session.objects.get().session_data
    client.get("/about/")
    assert Session.objects.get().session_data == before
    clock(SECONDS_BETWEEN_WRITES + 1)
    client.get("/about/")
    assert Session.objects.get().session_data != before


def test_a_visitor_has_no_session(client: Client, db: None) -> None:
    client.get("/about/")
    assert Session.objects.count() == 0
