"""The library under several processes: versions added at once, a form sent twice at once, an upload killed."""

import os
import signal
import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.integration.workshop import PATIENCE, Workshop, wait_until

pytestmark = pytest.mark.slow
PROCESS = ("-m", "tests.integration.outreach.processes")
VERSIONS = "SELECT number FROM outreach_documentfile ORDER BY number"


@pytest.fixture
def library(workshop: Workshop) -> Workshop:
    """A library of one document."""
    workshop.run(*PROCESS, "prepare")
    return workshop


def files(library: Workshop) -> list[Path]:
    return [path for path in (library.folder / "data/uploads/documents").rglob("*") if path.is_file()]


def test_versions_added_at_once_get_a_number_each(library: Workshop) -> None:
    started = [library.start(*PROCESS, "replace", f"content {number}") for number in range(4)]
    (library.folder / "go").touch()
    assert [process.wait(timeout=5 * PATIENCE) for process in started] == [0] * 4, library.logs()
    assert library.sql(VERSIONS) == [(1,), (2,), (3,), (4,), (5,)]
    assert len(files(library)) == 5


def test_a_form_sent_twice_at_once_makes_one_document(library: Workshop) -> None:
    token = str(uuid.uuid4())
    started = [library.start(*PROCESS, "add", token) for _ in range(3)]
    (library.folder / "go").touch()
    assert [process.wait(timeout=5 * PATIENCE) for process in started] == [0] * 3, library.logs()
    assert library.sql("SELECT count(*) FROM outreach_document WHERE title_pl = 'Drugi'") == [(1,)]
    assert len(files(library)) == 2


@contextmanager
def nobody_writes(library: Workshop) -> Iterator[None]:
    """Hold the lock that a new document waits for; reading goes on."""
    if library.database_url.startswith("sqlite"):
        with closing(sqlite3.connect(library.folder / "db.sqlite3", isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")
        return
    import psycopg

    with psycopg.connect(library.database_url) as connection:
        connection.execute("LOCK TABLE outreach_document IN EXCLUSIVE MODE")
        yield
        connection.rollback()


def test_a_killed_upload_leaves_no_row_and_its_file_is_swept(library: Workshop) -> None:
    (library.folder / "go").touch()
    with nobody_writes(library):
        killed = library.start(*PROCESS, "add", str(uuid.uuid4()))
        wait_until(lambda: len(files(library)) == 2, what="the file before its row")
        killed.send_signal(signal.SIGKILL)
        killed.wait()
    assert library.sql("SELECT count(*) FROM outreach_document") == [(1,)]
    assert library.sql(VERSIONS) == [(1,)]
    assert library.run(*PROCESS, "sweep") == "0\n"
    long_ago = time.time() - 2 * 86_400
    for path in files(library):
        os.utime(path, (long_ago, long_ago))
    assert library.run(*PROCESS, "sweep") == "1\n"
    kept = library.sql("SELECT stored FROM outreach_documentfile")[0][0]
    assert [path.relative_to(library.folder / "data/uploads").as_posix() for path in files(library)] == [kept]
