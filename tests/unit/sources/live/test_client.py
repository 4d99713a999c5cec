"""Faults are waited out, answers kept, a key shown to nobody else."""

import pytest

from empiria.analysis.errors import InputError
from empiria.sources.live import shapes
from empiria.sources.live.errors import NotThereError, QuotaSpentError, SourceError, UnusableError
from empiria.sources.live.keeping import Kept
from tests.fetching import Clock, Source, answering, cutting, saying
from tests.unit.sources.live.conftest import Opened

VARIABLE = ("variables/72305", {"lang": "pl"})
DESCRIPTION = shapes.variable("72305")


def test_faults_are_waited_out_and_the_answer_is_whole(source: Source, opened: Opened, clock: Clock) -> None:
    source.faults = [answering(500), cutting, answering(503), answering(200)]
    answer = opened().get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert (answer.body["n1"], answer.is_new) == ("ludność ogółem", True)
    # 500, cut off, 503, and a 200 that is no JSON: 2 + 4 + 8 + 16 seconds.
    assert (len(source.asked), clock.slept) == (5, 30)


def test_a_refusal_is_obeyed_for_as_long_as_its_text_says(
    source: Source, opened: Opened, clock: Clock
) -> None:
    source.faults = [answering(429, Retry_After="221 sek"), answering(429)]
    opened().get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert (source.answered, clock.slept) == ([429, 429, 200], 221 + 60)


def test_who_has_no_patience_is_told_how_long_it_takes_and_a_restart_knows_it(
    source: Source, opened: Opened, clock: Clock
) -> None:
    source.faults = [answering(429, Retry_After="900 sek")]
    with pytest.raises(QuotaSpentError) as spent:
        opened(patience=60).get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert (spent.value.seconds, clock.slept) == (900, 0)
    with pytest.raises(QuotaSpentError):
        opened(patience=60).get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert len(source.asked) == 1


@pytest.mark.parametrize(
    ("faults", "error", "requests"),
    [
        ([answering(500)] * 9, "cannot be reached (HTTP 500)", 6),
        ([answering(429, Retry_After="1 sek")] * 20, "refuses all requests", 9),
        ([answering(403)], "does not accept the key (HTTP 403)", 1),
        ([answering(302, Location="http://elsewhere.example/")], "with HTTP 302", 1),
        ([answering(400)], "with HTTP 400", 1),
        ([answering(200)] * 9, "lang=pl: Expected JSON, found “not now”", 6),
        ([saying(b"[" * 200_000)], "lang=pl: The answer is nested deeper than can be read: “[[[", 1),
        ([saying(b"null")], "lang=pl: Expected an object, found null.", 1),
        ([saying(b'{"errors": [{"errorCode": 500}]}')], 'Expected “id”, found {"errors": [{', 1),
        ([saying(b'{"id": 7}')], "field “id”: Expected what has the number 72305, found 7.", 1),
    ],
)
def test_what_does_not_pass_is_told(
    source: Source, opened: Opened, *, faults: list, error: str, requests: int
) -> None:
    source.faults = faults
    with pytest.raises(SourceError) as told:
        opened(key="secret-key").get(*VARIABLE, shape=DESCRIPTION, since=1)
    text = told.value.render(str)
    assert error in text
    assert "secret-key" not in text
    assert len(source.asked) == requests


def test_nothing_there_is_an_answer_and_kept(source: Source, opened: Opened, clock: Clock) -> None:
    for _ in range(2):
        with pytest.raises(NotThereError):
            opened().get("variables/999", {}, shape=DESCRIPTION, since=1)
    assert source.answered == [404]
    assert issubclass(NotThereError, InputError)


def test_what_still_holds_is_not_sent_again(source: Source, opened: Opened, clock: Clock) -> None:
    first = opened().get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert opened().get(*VARIABLE, shape=DESCRIPTION, since=clock()).body == first.body
    clock.sleep(10)
    again = opened(key="k").get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert (again.body, again.is_new, source.answered) == (first.body, False, [200, 304])
    assert [headers.get("x-clientid") for headers in source.headers] == [None, "k"]
    source.variables["72305"]["n1"] = "changed"
    clock.sleep(10)
    changed = opened().get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert (changed.body["n1"], changed.is_new) == ("changed", True)


def test_waiting_shows_signs_of_life_and_can_be_ended(source: Source, opened: Opened, clock: Clock) -> None:
    source.faults = [answering(429, Retry_After="10 sek")]
    client = opened()
    signs = []

    def alive() -> None:
        signs.append(clock())
        if len(signs) == 4:
            raise KeyboardInterrupt

    client.alive = alive
    with pytest.raises(KeyboardInterrupt):
        client.get(*VARIABLE, shape=DESCRIPTION, since=clock())
    # Before each of two requests, and every two seconds of the ten.
    assert clock.slept == 2


def test_what_cannot_be_used_is_asked_for_again(source: Source, opened: Opened, clock: Clock) -> None:
    source.faults = [saying(b"[1, 2, 3]")]
    with pytest.raises(UnusableError):
        opened().get(*VARIABLE, shape=DESCRIPTION, since=1)
    assert opened().get(*VARIABLE, shape=DESCRIPTION, since=1).body["n1"] == "ludność ogółem"
    assert len(source.asked) == 2


@pytest.mark.parametrize("kept", [b"null", b"<html>", b"[" * 200_000])
def test_what_cannot_be_used_and_was_kept_is_asked_for_anew(
    source: Source, opened: Opened, clock: Clock, kept: bytes
) -> None:
    client = opened()
    address = f"{source.address}/variables/72305?lang=pl"
    client.keeping.keep(address, Kept(clock(), '"etag"', "", kept))
    assert client.kept(*VARIABLE, shape=DESCRIPTION) is None
    assert client.get(*VARIABLE, shape=DESCRIPTION, since=1).body["level"] == 6
    assert "if-none-match" not in source.headers[-1]


def test_a_changed_answer_that_cannot_be_used_leaves_the_one_before(
    source: Source, opened: Opened, clock: Clock
) -> None:
    client = opened()
    client.get(*VARIABLE, shape=DESCRIPTION, since=1)
    clock.sleep(10)
    source.faults = [saying(b"null")]
    with pytest.raises(UnusableError):
        client.get(*VARIABLE, shape=DESCRIPTION, since=clock())
    assert client.get(*VARIABLE, shape=DESCRIPTION, since=clock()).is_new is False
    assert source.answered == [200, 200, 304]


def test_what_was_used_can_be_forgotten(source: Source, opened: Opened, clock: Clock) -> None:
    client = opened()
    client.get(*VARIABLE, shape=DESCRIPTION, since=1)
    client.forget(client.used)
    client.get(*VARIABLE, shape=DESCRIPTION, since=1)
    assert source.answered == [200, 200]
