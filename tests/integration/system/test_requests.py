"""What every request gets: a number, a line in the log, and headers; and what machines ask, answered before all else."""

import io
import json
import logging
from collections.abc import Iterator
from logging.config import dictConfig
from typing import Any

import pytest
import structlog
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from empiria.apps.accounts.services import invite_person
from empiria.apps.system.middleware import no_body_to_head
from empiria.apps.system.models import OutgoingMail
from empiria.apps.system.services import enqueue_job
from empiria.config.logs import logging_settings
from tests.integration.cast import Cast
from tests.integration.queue import drain_queue
from tests.integration.system import handlers  # noqa: F401  registers them

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip


@pytest.fixture
def log(settings: Settings) -> Iterator[io.StringIO]:
    """The log as it is written in production."""
    stream = io.StringIO()
    wanted = logging_settings(level="DEBUG", style="json", is_debugging=False)
    wanted["handlers"]["console"]["stream"] = stream
    dictConfig(wanted)
    yield stream
    dictConfig(settings.LOGGING)
    logging.getLogger().setLevel(logging.WARNING)


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.django_db
def test_every_page_has_the_headers(client: Client) -> None:
    answer = client.get("/about/")
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY
    assert {name: answer[name] for name in (
        "Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
    )} == {
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.django_db
def test_a_request_is_logged_by_its_pattern_without_its_query(client: Client, log: io.StringIO) -> None:
    answer = client.get("/monitor/search/?q=Kowalski")
    (line,) = [line for line in lines(log) if line["event"] == "request"]
    assert {**line, "ms": 0, "timestamp": ""} == {
        "event": "request", "level": "info", "logger": "empiria.requests", "method": "GET",
        "route": "monitor/search/", "name": "monitor:search", "status": 200, "ms": 0, "timestamp": "",
        "request_id": answer["X-Request-ID"],
    }  # fmt: skip
    assert "Kowalski" not in log.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/accounts/invitation/shorttoken/", "/accounts/invitation/<str:token>/"),
        ("/accounts/invitation/żółw/", "/accounts/invitation/<str:token>/"),
    ],
)
def test_a_refused_request_is_logged_by_its_pattern(log: io.StringIO, address: str, said: str) -> None:
    assert Client(enforce_csrf_checks=True).post(address).status_code == 403
    (line,) = [line for line in lines(log) if line["logger"] == "django.security.csrf"]
    assert line["event"] == f"Forbidden (CSRF cookie not set.): {said}"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Invalid request from ip=203.0.113.7: Invalid HTTP request line: 'GET /x/short'", "Invalid request"),
        ("Error handling request GET /accounts/invitation/short/", "Error handling request"),
        ("Booting worker with pid: 7", "Booting worker with pid: 7"),
    ],
)
def test_what_gunicorn_says_of_a_request_quotes_nothing_of_it(log: io.StringIO, said: str, kept: str) -> None:
    logging.getLogger("gunicorn.error").warning(said)
    assert [line["event"] for line in lines(log)] == [kept]


@pytest.mark.parametrize(
    ("proxies", "shown", "is_taken"),
    [(1, "from-the-proxy-1", True), (0, "from-the-proxy-1", False), (1, "short", False), (1, "a b\nc" * 9, False)],
)  # fmt: skip
def test_a_number_is_taken_from_a_trusted_proxy_only(
    client: Client, settings: Settings, proxies: int, shown: str, is_taken: bool
) -> None:
    settings.EMPIRIA_TRUSTED_PROXIES = proxies
    answer = client.get("/healthz", headers={"X-Request-ID": shown})
    assert (answer["X-Request-ID"] == shown) is is_taken


@pytest.mark.django_db
def test_signing_in_and_failing_log_nobody(
    client: Client, cast: Cast, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = cast["analyst"]
    client.post("/accounts/sign-in/", {"username": person.email, "login": person.email, "password": "wrong"})
    client.get(f"/accounts/nowhere/{person.email}/?email={person.email}")

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError(f"{person.name} <{person.email}>")

    client.raise_request_exception = False
    monkeypatch.setattr("empiria.apps.portal.views.pages.render", fail)
    failed = client.get("/about/")
    assert failed.status_code == 500
    # What a person can quote leads to the lines.
    number = failed["X-Request-ID"]
    assert number in failed.content.decode()
    assert {line["event"] for line in lines(log) if line.get("request_id") == number} == {
        "request", "Internal Server Error: /about/",
    }  # fmt: skip
    assert person.email not in log.getvalue()
    assert person.name not in log.getvalue()
    assert "RuntimeError" in log.getvalue()


def test_inviting_logs_neither_who_nor_the_way_in(
    client: Client, cast: Cast, log: io.StringIO, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.EMAIL_BACKEND = "empiria.apps.system.mail.OutboxBackend"
    # Nobody answers there: what is said of it must not name the recipient either.
    options = {"host": "127.0.0.1", "port": 9}
    settings.EMPIRIA_MAIL = {"backend": "django.core.mail.backends.smtp.EmailBackend", "options": options}
    links: list[str] = []

    def link(token: str) -> str:
        links.append(f"/accounts/invitation/{token}/")
        return links[-1]

    with django_capture_on_commit_callbacks(execute=True):
        invite_person(
            email="nowa.osoba@example.org",
            by=cast["city_coordinator"],
            link=link,
            organisation=cast.city,
            function="employee",
            roles=["city_team_member"],
        )
    drain_queue()
    answer = client.get(links[0])
    assert answer.status_code == 200
    client.post(links[0], {"name": "Nowa Osoba", "form": "neutral", "way": "password", "password": "short"})
    assert OutgoingMail.objects.get().to == "nowa.osoba@example.org"
    logged = log.getvalue()
    assert len(lines(log)) >= 2
    assert [word for word in ("nowa.osoba", "Nowa", links[0].split("/")[-2]) if word in logged] == []


@pytest.mark.django_db
def test_a_job_logs_the_number_of_the_request_that_asked_for_it(log: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="number-of-a-request"):
        job = enqueue_job(kind="test.fail", by=None)
    drain_queue()
    (line,) = [line for line in lines(log) if line["logger"] == "empiria.jobs"]
    assert {name: line[name] for name in ("request_id", "job", "job_kind", "level")} == {
        "request_id": "number-of-a-request", "job": str(job.pk), "job_kind": "test.fail", "level": "error",
    }  # fmt: skip
    assert line["exceptions"][0]["kind"] == "builtins.ZeroDivisionError"
    assert "a secret of somebody" not in log.getvalue()


def test_healthz_asks_for_nothing_whatever_the_host_and_the_scheme(
    client: Client, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client.cookies["sessionid"] = "anything"
    # No mark for the database: a query would fail.
    answer = client.get("/healthz", headers={"Host": "10.0.0.5:8000"})
    assert (answer.status_code, answer.content, dict(answer.cookies)) == (200, b"ok\n", {})


@pytest.mark.django_db
def test_metrics_are_found_by_whom_the_settings_name(client: Client, settings: Settings) -> None:
    from ipaddress import ip_network

    unknown = client.get("/no-such-page").content
    assert client.get("/metrics").status_code == 404
    settings.EMPIRIA_METRICS_TOKEN = "a-token"
    refused = client.get("/metrics", headers={"Authorization": "Bearer another"})
    assert (refused.status_code, refused.content.replace(b"metrics", b"no-such-page")) == (404, unknown)
    assert client.get("/metrics", headers={"Authorization": "Bearer a-token"}).status_code == 200
    settings.EMPIRIA_METRICS_TOKEN = ""
    settings.EMPIRIA_METRICS_NETWORKS = [ip_network("10.0.0.0/8")]
    inside = {"X-Forwarded-For": "203.0.113.9, 10.0.0.5"}
    assert client.get("/metrics", headers=inside).status_code == 404
    settings.EMPIRIA_TRUSTED_PROXIES = 1
    assert client.get("/metrics", headers=inside).status_code == 200
    outside = {"X-Forwarded-For": "10.0.0.5, 203.0.113.9"}
    assert client.get("/metrics", headers=outside).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/places/groups/%00/", 404),
        ("/en/places/groups/a%00/members.csv", 404),
        ("/monitor/method/%00.yaml", 404),
        ("/%00", 404),
        ("/static/%00.css", 404),
        ("/accounts/invitation/%00/", 404),
        ("/monitor/units/?group=%00", 400),
        ("/monitor/search/?q=a%00", 400),
        ("/documents/?%00=1", 400),
        ("/healthz?%00=1", 200),
    ],
)
def test_the_character_null_is_refused_before_a_database_sees_it(
    client: Client, address: str, status: int
) -> None:
    answer = client.get(address)
    assert (answer.status_code, "<html" in answer.content.decode()) == (status, status != 200)


@pytest.mark.django_db
def test_the_character_null_is_refused_in_what_is_sent_and_opens_no_session(client: Client) -> None:
    report = {"page": "/about/", "text": "Wrong", "contact": "", "website": ""}
    for field in report:
        assert client.post("/report-error/", report | {field: "a\0"}).status_code == 400
    for address, status in {"/": 200, "/no-such-page": 404, "/accounts/": 302}.items():
        client.cookies["sessionid"] = "a\0" * 16
        assert client.get(address).status_code == status


PAGE = b"<p>A page</p>"


def test_head_is_answered_as_get_is_without_the_body() -> None:
    whole, stated = HttpResponse(PAGE), HttpResponse(PAGE, headers={"Content-Length": "5"})
    for answer, length in ((whole, "13"), (stated, "5")):
        no_body_to_head(lambda _request, answer=answer: answer)(RequestFactory().head("/"))
        assert (answer.content, answer["Content-Length"]) == (b"", length)
    page = no_body_to_head(lambda _request: HttpResponse(PAGE))(RequestFactory().get("/"))
    assert (page.content, "Content-Length" in page) == (PAGE, False)


# A stream that is closed says that the request is over, which looks at the database.
@pytest.mark.django_db
def test_head_draws_nothing_from_a_stream_and_closes_its_file() -> None:
    drawn = []
    stream = StreamingHttpResponse(drawn.append(piece) or piece for piece in (PAGE, PAGE))
    file = io.BytesIO(PAGE)
    for answer in (stream, FileResponse(file)):
        told = no_body_to_head(lambda _request, answer=answer: answer)(RequestFactory().head("/"))
        assert (b"".join(told), getattr(told, "file_to_stream", None)) == (b"", None)
        told.close()
    assert (drawn, file.closed) == ([], True)
