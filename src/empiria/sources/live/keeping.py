"""What outlives a process: answers, requests already counted, and when a run began. One SQLite file per data folder.

It is a memory and no record: whoever deletes it loses nothing but time (and, for a week, the count of requests).
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

SCHEMA = """
create table if not exists request (source text not null, at real not null);
create index if not exists request_latest on request (source, at);
create table if not exists pause (source text primary key, until real not null);
create table if not exists answer (
    address text primary key, asked real not null, etag text not null, modified text not null, body blob not null
);
create table if not exists run (name text primary key, began real not null);
"""
# A run that nobody went on with for so long is begun anew; an answer that nobody asked for is forgotten.
ABANDONED_SECONDS = 21 * 86_400
FORGOTTEN_SECONDS = 400 * 86_400


class Kept(NamedTuple):
    """An answer as it was given, when it was last known to hold, and by what the source knows it again."""

    asked: float
    etag: str
    modified: str
    body: bytes


class Keeping:
    """Shared by the processes of one data folder; every write is whole or not there."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        self.connection.execute("pragma journal_mode=wal")
        self.connection.execute("pragma synchronous=normal")
        self.connection.executescript(SCHEMA)

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def alone(self) -> Iterator[sqlite3.Connection]:
        """No other process reads or writes meanwhile."""
        self.connection.execute("begin immediate")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("rollback")
            raise
        self.connection.execute("commit")

    def answer(self, address: str) -> Kept | None:
        row = self.connection.execute(
            "select asked, etag, modified, body from answer where address = ?", (address,)
        ).fetchone()
        return Kept(row[0], row[1], row[2], zlib.decompress(row[3])) if row else None

    def keep(self, address: str, answer: Kept) -> None:
        self.connection.execute(
            "insert or replace into answer values (?, ?, ?, ?, ?)",
            (address, answer.asked, answer.etag, answer.modified, zlib.compress(answer.body)),
        )

    def touch(self, address: str, *, asked: float) -> None:
        """The source said that its answer of before still holds."""
        self.connection.execute("update answer set asked = ? where address = ?", (asked, address))

    def forget(self, addresses: Iterable[str]) -> None:
        """What turned out to be of no use is asked for anew."""
        self.connection.executemany(
            "delete from answer where address = ?", [(address,) for address in addresses]
        )

    def begin(self, name: str, *, now: float) -> float:
        """When this run began: now, unless one of its name was cut off and is gone on with."""
        with self.alone() as database:
            database.execute("delete from run where began < ?", (now - ABANDONED_SECONDS,))
            database.execute("delete from answer where asked < ?", (now - FORGOTTEN_SECONDS,))
            database.execute("insert or ignore into run values (?, ?)", (name, now))
            row = database.execute("select began from run where name = ?", (name,)).fetchone()
        return float(row[0])

    def finish(self, name: str) -> None:
        self.connection.execute("delete from run where name = ?", (name,))
