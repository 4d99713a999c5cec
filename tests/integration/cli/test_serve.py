"""`empiria serve`: several processes that serve, log and count as one."""

import http.client
import json
import os
import re
import signal
import urllib.request

import pytest

from tests.integration.cli.test_start import children, empty, port, status
from tests.integration.forked import Forked
from tests.integration.workshop import PATIENCE, Workshop, wait_until

__all__ = ["empty", "port"]
pytestmark = pytest.mark.slow
TOKEN = "token-of-the-tests-which-is-long-enough"


@pytest.fixture
def served(empty: Workshop, port: int) -> tuple[Workshop, Forked]:
    process = empty.start("-m", "empiria", "serve", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        EMPIRIA_METRICS_TOKEN=TOKEN,
    )  # fmt: skip
    wait_until(lambda: status(port, "/healthz") == 200, what="the web server")
    wait_until(lambda: len(children(process.pid)) == 2, what="two processes that serve")
    return empty, process


def metrics(port: int) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 - our own process
        text: str = answer.read().decode()
    return text


def test_several_processes_serve_log_and_count_as_one(served: tuple[Workshop, Forked], port: int) -> None:
    workshop, process = served
    before = _answered(metrics(port))
    for _ in range(12):
        assert status(port, "/about/") == 200
    assert status(port, "/readyz") == 200
    told = metrics(port)
    assert _answered(told) - before == 12
    assert len(set(re.findall(r'empiria_process_memory_bytes{pid="(\d+)"}', told))) == 2

    # One of them ends, as asked or not: its counts stay, another one takes its place.
    for how in (signal.SIGTERM, signal.SIGKILL):
        replace_one(process, how)
        wait_until(lambda: status(port, "/healthz") == 200, what="an answer")
        assert _answered(metrics(port)) - before == 12

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=PATIENCE) == 0
    lines = [json.loads(line) for line in workshop.logs().splitlines()]
    pages = [line for line in lines if line.get("name") == "portal:about"]
    assert len(pages) == 12
    assert {line["logger"] for line in lines} >= {"gunicorn.error", "empiria.requests"}


def test_a_monitor_that_asks_by_head_fills_no_log(served: tuple[Workshop, Forked], port: int) -> None:
    workshop, _process = served
    # Machines' addresses, a page, one that is not there, a redirect, the API, and a file.
    for address in (
        "/healthz", "/readyz", "/metrics", "/", "/nowhere", "/en/accounts/", "/api/v1/units", "/api/v1/nowhere",
        "/static/monitor/city.css",
    ):  # fmt: skip
        heads = [ask(port, method, address) for method in ("GET", "HEAD")]
        assert heads[0] == heads[1], address
    lines = [json.loads(line) for line in workshop.logs().splitlines()]
    assert len([line for line in lines if line.get("method") == "HEAD"]) == 9
    assert [line for line in lines if line["logger"].startswith("gunicorn") and line["level"] != "info"] == []


def ask(port: int, method: str, address: str) -> tuple[int, str | None]:
    """Status and type of an answer; its body is read, so that nothing of it stays on the way."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, address)
    answer = connection.getresponse()
    assert method == "GET" or answer.read() == b""
    connection.close()
    return answer.status, answer.headers["Content-Type"]


def replace_one(process: Forked, how: signal.Signals) -> None:
    victim = children(process.pid)[0]
    os.kill(victim, how)
    wait_until(
        lambda: victim not in children(process.pid) and len(children(process.pid)) == 2, what="its successor"
    )


def _answered(told: str) -> int:
    found = re.search(
        r'^empiria_requests_total{method="GET",route="portal:about",status="200"} (\d+)', told, re.MULTILINE
    )
    return int(found[1]) if found else 0
