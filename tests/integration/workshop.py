"""A database that several processes share, as in production; tests of processes look into it with plain SQL.

Run as a module it is one of those processes: `worker [KIND [NAME=VALUE…]]`, or `enqueue KIND [NAME=VALUE…]`.
"""

import fcntl
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.integration.forked import Forked

# Nothing is expected to take so long: a busy machine is waited for, and what never comes is given up.
PATIENCE = 120.0


def wait_until(condition: Callable[[], Any], *, what: str, seconds: float = PATIENCE) -> Any:
    """What the condition gives as soon as it is true; the test fails when that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


@dataclass
class Workshop:
    """A data folder and a database, and the processes started on them."""

    folder: Path
    database_url: str
    processes: list[Forked] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EMPIRIA_")}
        return kept | {
            "EMPIRIA_DATA": str(self.folder / "data"),
            "DATABASE_URL": self.database_url,
            "DJANGO_SETTINGS_MODULE": "empiria.config.settings",
            "EMPIRIA_HEARTBEAT_SECONDS": "0.3",
            "EMPIRIA_LANGUAGE": "en",
            "PYTHONUNBUFFERED": "1",
        }

    def start(self, *arguments: str, **environment: str) -> Forked:
        """Start Python; what it says goes to a file of its own, so that it never waits for a reader."""
        log = self.folder / f"log-{len(self.processes)}"
        process = Forked(arguments, environment=self.environment | environment, output=log, errors=log)
        self.processes.append(process)
        return process

    def start_worker(self, kind: str = "", **params: str) -> Forked:
        """Start a worker; with a kind of job, one that puts such a job into the queue first."""
        given = [kind, *(f"{name}={value}" for name, value in params.items())] if kind else []
        return self.start("-m", "tests.integration.workshop", "worker", *given)

    def ask(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run Python until it ends; how, and what it printed."""
        with tempfile.TemporaryDirectory() as folder:
            output, errors = Path(folder) / "output", Path(folder) / "errors"
            process = Forked(
                arguments, environment=self.environment | environment, output=output, errors=errors
            )
            try:
                code = process.wait(5 * PATIENCE)
            finally:
                process.kill()
            return subprocess.CompletedProcess(
                process.arguments, code, output.read_text(), errors.read_text()
            )

    def run(self, *arguments: str) -> str:
        """What the process prints; an error of it carries what it complained of."""
        done = self.ask(*arguments)
        try:
            done.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(done.stderr)
            raise
        return done.stdout

    def enqueue(self, kind: str, **params: str) -> None:
        words = [f"{name}={value}" for name, value in params.items()]
        self.run("-m", "tests.integration.workshop", "enqueue", kind, *words)

    def sql(self, query: str) -> list[tuple[Any, ...]]:
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=20)) as connection:
                return connection.execute(query).fetchall()
        import psycopg

        with psycopg.connect(self.database_url) as connection:
            return connection.execute(query).fetchall()  # type: ignore[arg-type]  # a literal of the tests

    def pause(self, process: Forked) -> None:
        """Stop a process in its tracks, but not while it holds the lock of the whole SQLite database."""
        while True:
            process.send_signal(signal.SIGSTOP)
            if not self.database_url.startswith("sqlite"):
                return
            try:
                with closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=0.2)) as connection:
                    connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError:
                process.send_signal(signal.SIGCONT)
                time.sleep(0.05)

    def logs(self) -> str:
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("log-*")))

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


@contextmanager
def open_workshop(folder: Path, template: Workshop | None = None) -> Iterator[Workshop]:
    """On PostgreSQL where the suite runs there, else on an SQLite file; a copy of another one's database, or empty."""
    server = os.environ.get("DATABASE_URL", "")
    if server.startswith("postgres"):
        with _postgresql(server, folder, template) as workshop:
            yield workshop
        return
    workshop = Workshop(folder, f"sqlite:///{folder / 'db.sqlite3'}")
    if template is not None:
        # Through SQLite, for what was written last may still lie in a file beside.
        with (
            closing(sqlite3.connect(template.folder / "db.sqlite3")) as source,
            closing(sqlite3.connect(folder / "db.sqlite3")) as target,
        ):
            source.backup(target)
        shutil.copymode(template.folder / "db.sqlite3", folder / "db.sqlite3")
    try:
        yield workshop
    finally:
        workshop.close()


@contextmanager
def make_once(name: str, base: Path, make: Callable[[Workshop], None]) -> Iterator[Workshop]:
    """A workshop for others to copy, made once for all processes of the suite; on PostgreSQL by each, which drops it."""
    folder = suite_folder(base) / name
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        (base / name).mkdir()
        with open_workshop(base / name) as opened:
            make(opened)
            yield opened
        return

    def fill() -> None:
        with open_workshop(folder) as opened:
            make(opened)

    do_once(folder, fill)
    yield Workshop(folder, f"sqlite:///{folder / 'db.sqlite3'}")


def suite_folder(base: Path) -> Path:
    """The temporary folder that all processes of the suite share."""
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def do_once(folder: Path, fill: Callable[[], None]) -> None:
    """Fill a folder; whoever comes while it is being filled waits, and finds it full."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.with_suffix(".made").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            fill()
            folder.with_suffix(".made").touch()


@contextmanager
def _postgresql(server: str, folder: Path, template: Workshop | None) -> Iterator[Workshop]:
    import psycopg

    name = f"workshop_{secrets.token_hex(6)}"
    source = template.database_url.rpartition("/")[2] if template is not None else "template1"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {source}")  # type: ignore[arg-type]
        workshop = Workshop(folder, f"{server.rpartition('/')[0]}/{name}")
        try:
            yield workshop
        finally:
            workshop.close()
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


if __name__ == "__main__":
    import django

    django.setup()
    from empiria.apps.system.services import enqueue_job
    from empiria.apps.system.worker import run_worker
    from tests.integration.system import handlers  # noqa: F401  registers them

    if sys.argv[2:]:
        enqueue_job(kind=sys.argv[2], by=None, **dict(word.split("=", 1) for word in sys.argv[3:]))
    if sys.argv[1] == "worker":
        run_worker()
