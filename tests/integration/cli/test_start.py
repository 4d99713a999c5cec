"""`empiria start` as a process: serves, restarts what crashes, and leaves nothing behind."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.forked import Forked
from tests.integration.workshop import PATIENCE, Workshop, open_workshop, wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def empty(tmp_path: Path, prepared: Path, migrated: Workshop) -> Iterator[Workshop]:
    """An installation whose database is empty."""
    shutil.copytree(prepared, tmp_path / "data")
    with open_workshop(tmp_path, template=migrated) as opened:
        yield opened


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        chosen: int = free.getsockname()[1]
        return chosen


def status(port: int, path: str) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


def start(workshop: Workshop, port: int) -> Forked:
    """Start on an empty database and wait until everything runs."""
    parent = workshop.start("-m", "empiria", "start", "--no-sample", "--port", str(port))
    wait_until(lambda: status(port, "/healthz") == 200, what=f"the web server: {workshop.logs()}")
    wait_until(lambda: len(children(parent.pid)) == 2, what="web server and worker")
    return parent


def children(pid: int) -> list[int]:
    """Living children of a process, in the order of their start."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(child) for child in found]


def descendants(pid: int) -> set[int]:
    return {one for child in children(pid) for one in {child} | descendants(child)}


def alive(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def test_start_says_where_it_serves_and_ends_with_all_its_processes(empty: Workshop, port: int) -> None:
    parent = start(empty, port)
    assert [status(port, path) for path in ("/readyz", "/about/", "/no-such-page")] == [200, 200, 404]
    second = subprocess.run(
        [sys.executable, "-m", "empiria", "start", "--port", str(port - 1)],
        env=empty.environment, capture_output=True, text=True, check=False, timeout=5 * PATIENCE,
    )  # fmt: skip
    told = f"Error: Empiria already runs on this data folder, at http://127.0.0.1:{port}/\n"
    assert (second.returncode, second.stdout, second.stderr) == (2, "", told)
    assert_ended(parent, port, signal.SIGTERM)
    # In one piece, and nothing else: whoever sends it into a file finds the password there.
    assert empty.logs() == (
        f"Empiria: http://127.0.0.1:{port}/\n"
        "Nobody has an account yet; this makes one: empiria person add E-MAIL --role administrator\n"
        "Ctrl+C ends it.\n"
    )


def assert_ended(parent: Forked, port: int, how: signal.Signals) -> None:
    family = descendants(parent.pid)
    assert len(family) == 3
    os.kill(parent.pid, how)
    assert parent.wait(timeout=PATIENCE) == (-signal.SIGKILL if how == signal.SIGKILL else 0)
    wait_until(lambda: not any(map(alive, family)), what="the end of every process")
    assert status(port, "/healthz") is None


def test_start_opens_no_browser_in_a_desktop_session_when_told_not_to(
    empty: Workshop, port: int, tmp_path: Path
) -> None:
    browser, opened = tmp_path / "browser", tmp_path / "opened"
    browser.write_text(f"#!/bin/sh\ntouch {opened}\n")
    browser.chmod(0o755)
    words = [sys.executable, "-m", "empiria", "start", "--no-sample", "--no-browser", "--port", str(port)]
    parent = empty.start(
        *("-c", "import pty, sys; pty.spawn(sys.argv[1:])", *words),
        DISPLAY=":0",
        BROWSER=f"{browser} %s",
    )
    # The terminal's process, the one that supervises, and then, after the browser, the two that work.
    wait_until(lambda: len(descendants(parent.pid)) >= 3, what=f"web server and worker: {empty.logs()}")
    wait_until(lambda: status(port, "/healthz") == 200, what="the web server")
    os.kill(children(parent.pid)[0], signal.SIGTERM)
    parent.wait(timeout=PATIENCE)
    assert not opened.exists()


def test_start_that_is_killed_ends_with_all_its_processes(empty: Workshop, port: int) -> None:
    assert_ended(start(empty, port), port, signal.SIGKILL)
    assert "Traceback" not in empty.logs()


def test_start_restarts_a_crashed_web_server_and_worker(empty: Workshop, port: int) -> None:
    parent = start(empty, port)
    before = children(parent.pid)
    for child in before:
        os.kill(child, signal.SIGKILL)
    wait_until(
        lambda: len(children(parent.pid)) == 2 and not set(children(parent.pid)) & set(before),
        what="new children",
    )
    wait_until(lambda: status(port, "/healthz") == 200, what="the web server again")
    assert_ended(parent, port, signal.SIGINT)
    assert "Traceback" not in empty.logs()


def test_start_on_a_port_in_use_says_so(empty: Workshop, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        done = subprocess.run(
            [sys.executable, "-m", "empiria", "start", "--port", str(port)],
            env=empty.environment, capture_output=True, text=True, check=False, timeout=5 * PATIENCE,
        )  # fmt: skip
    told = f"Error: port {port} is in use or not allowed; choose another one with --port\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", told)
    assert not (empty.folder / "data" / "start.lock").exists()
