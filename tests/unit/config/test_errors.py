"""What a Sentry-compatible server is sent of a failure: a real event, caught where it would leave."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from empiria.config.environment import Environment
from empiria.config.errors import start_reporting

SECRET = "Jan Kowalski jan@example.org"


class Caught(Transport):
    sent: list[dict[str, Any]] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent += [event for item in envelope.items if (event := item.get_event())]


@pytest.fixture
def sent() -> Iterator[list[dict[str, Any]]]:
    before = sentry_sdk.get_global_scope().client
    Caught.sent = []
    env = Environment({"EMPIRIA_SENTRY_DSN": "https://key@sentry.example.org/1"})
    assert start_reporting(env, transport=Caught) == "https://sentry.example.org"
    yield Caught.sent
    sentry_sdk.get_client().close(timeout=0)
    sentry_sdk.get_global_scope().set_client(before)


def test_an_event_says_what_failed_and_where_and_about_nobody(sent: list[dict[str, Any]]) -> None:
    name = SECRET
    sentry_sdk.set_user({"email": name})
    sentry_sdk.set_extra("name", name)
    sentry_sdk.add_breadcrumb(message=name)
    try:
        raise ValueError(name)
    except ValueError:
        logging.getLogger("empiria.tests").exception("failed for %s", name)
    (event,) = sent
    assert [(one["type"], "value" in one) for one in event["exception"]["values"]] == [("ValueError", False)]
    assert event["logentry"] == {"message": "failed for %s"}
    frame = event["exception"]["values"][0]["stacktrace"]["frames"][-1]
    assert frame["function"] == "test_an_event_says_what_failed_and_where_and_about_nobody"
    assert "Kowalski" not in json.dumps(event)
    assert "jan@" not in json.dumps(event)


def test_without_an_address_nothing_is_set_up() -> None:
    assert start_reporting(Environment({})) == ""
    assert not sentry_sdk.get_client().is_active()
