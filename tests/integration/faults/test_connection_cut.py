"""The connection to the database is cut and comes back: nobody has to start anything anew."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.integration.faults.conftest import Site, free_port
from tests.integration.workshop import Workshop, wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        "postgres" not in os.environ.get("DATABASE_URL", ""),
        reason="an SQLite file has no connections to cut",
    ),
]

DONE = "SELECT count(*) FROM system_job WHERE kind = 'test.wait-then-write' AND state = 'done'"


class Wire:
    """A way to the database that can be cut: what comes to its port goes on to the server."""

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.port = free_port()
        self.ends: list[socket.socket] = []
        self.listening: socket.socket | None = None
        self.join()

    def join(self) -> None:
        listening = socket.create_server(("127.0.0.1", self.port))
        self.listening = listening
        threading.Thread(target=self._accept, args=[listening], daemon=True).start()

    def cut(self) -> None:
        """End every connection, and take no new one."""
        if self.listening is not None:
            # Closing alone leaves the thread that waits in `accept`.
            self.listening.shutdown(socket.SHUT_RDWR)
            self.listening.close()
            self.listening = None
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends.clear()

    def _accept(self, listening: socket.socket) -> None:
        while True:
            try:
                near, _address = listening.accept()
            except OSError:
                return
            far = socket.create_connection(self.server)
            self.ends += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while block := one.recv(65536):
                other.sendall(block)
            other.shutdown(socket.SHUT_WR)


@pytest.fixture
def wire(installation: Workshop) -> Iterator[Wire]:
    parts = urlsplit(installation.database_url)
    opened = Wire(parts.hostname or "127.0.0.1", parts.port or 5432)
    yield opened
    opened.cut()


def through(wire: Wire, workshop: Workshop) -> str:
    """The address of the database by way of the wire."""
    parts = urlsplit(workshop.database_url)
    login = f"{parts.netloc.rpartition('@')[0]}@" if "@" in parts.netloc else ""
    return parts._replace(netloc=f"{login}127.0.0.1:{wire.port}").geturl()


def ask_for_a_job(workshop: Workshop, folder: Path) -> None:
    """One that ends at once."""
    (folder / "go").touch()
    workshop.enqueue("test.wait-then-write", folder=str(folder))


def test_connections_that_the_server_ends_are_made_anew(
    installation: Workshop, site: Site, tmp_path: Path
) -> None:
    worker = installation.start_worker()
    ask_for_a_job(installation, tmp_path)
    wait_until(lambda: installation.sql(DONE) == [(1,)], what="the worker")
    assert site.status("/") == 200
    ended = installation.sql(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    # One of the web server, and of the worker one or two.
    assert ended[0][0] >= 2
    assert [site.status("/"), site.status("/monitor/1465011/"), site.status("/readyz")] == [200, 200, 200]
    ask_for_a_job(installation, tmp_path)
    wait_until(lambda: installation.sql(DONE) == [(2,)], what="the worker to go on")
    assert worker.poll() is None


def test_a_database_out_of_reach_is_told_and_comes_back(
    installation: Workshop, static: Path, wire: Wire, tmp_path: Path
) -> None:
    (installation.folder / "data" / "static").symlink_to(static)
    far = through(wire, installation)
    site = Site(installation, free_port(), database_url=far).wait()
    worker = installation.start("-m", "tests.integration.workshop", "worker", DATABASE_URL=far)
    ask_for_a_job(installation, tmp_path)
    wait_until(lambda: installation.sql(DONE) == [(1,)], what="the worker")

    wire.cut()
    assert [site.status("/healthz"), site.status("/readyz"), site.status("/")] == [200, 503, 500]
    ask_for_a_job(installation, tmp_path)
    wait_until(lambda: "the database does not answer" in installation.logs(), what="the worker to notice")
    assert installation.sql(DONE) == [(1,)]

    wire.join()
    assert [site.status("/readyz"), site.status("/")] == [200, 200]
    wait_until(lambda: installation.sql(DONE) == [(2,)], what="the worker to go on")
    assert worker.poll() is None


def test_a_job_cut_off_from_the_database_is_run_again(
    installation: Workshop, tmp_path: Path, wire: Wire
) -> None:
    far = through(wire, installation)
    installation.enqueue("test.step-slowly", folder=str(tmp_path))
    worker = installation.start("-m", "tests.integration.workshop", "worker", DATABASE_URL=far)
    wait_until((tmp_path / f"started-{worker.pid}").exists, what="the job's start")
    wire.cut()
    wait_until(lambda: "the database does not answer" in installation.logs(), what="the worker to notice")
    (tmp_path / "go").touch()
    wire.join()
    job = "SELECT state, attempts, losses FROM system_job WHERE kind = 'test.step-slowly'"
    wait_until(lambda: installation.sql(job) == [("done", 2, 1)], what="the job's second run")
    assert worker.poll() is None
