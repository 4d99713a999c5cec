"""An installation with people, releases, scores and files, and what it holds, row by row and file by file."""

import hashlib
import json
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.integration.workshop import Workshop, open_workshop

EMPIRIA = ("-m", "empiria")
DUMPS = Path(__file__).parent / "dumps"
# The first landed schema that a backup holds; small.
DUMP = DUMPS / "2-monitor.backup"
# Written by the backup and the restore themselves, beside what was there.
TRAIL = {"system_auditentry", "system_audittext"}
# Times of migrating; sessions are left empty.
OTHERS = {"django_migrations", "django_session", "usersessions_usersession"}


def is_on_postgresql(workshop: Workshop) -> bool:
    return workshop.database_url.startswith("postgres")


def tables_of(workshop: Workshop) -> list[str]:
    query = (
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        if is_on_postgresql(workshop)
        else "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
    )
    return [name for (name,) in workshop.sql(query)]


def rows_of(workshop: Workshop) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, by plain SQL."""
    return {
        name: workshop.sql(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608 - names the database told
        for name in tables_of(workshop)
        if name not in OTHERS
    }


def files_of(workshop: Workshop) -> dict[str, str]:
    """Every file of the store and the uploads, with its SHA-256."""
    data = workshop.folder / "data"
    return {
        path.relative_to(data).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("store", "uploads")
        for path in sorted((data / folder).rglob("*"))
        if path.is_file()
    }


def assert_same(restored: Workshop, *, rows: dict[str, list[tuple[Any, ...]]], files: dict[str, str]) -> None:
    """The restored installation holds these rows and files and no others, but for the trail of the restore."""
    found = rows_of(restored)
    assert set(found) == set(rows)
    for table, expected in rows.items():
        assert (found[table][: len(expected)] if table in TRAIL else found[table]) == expected, table
    assert files_of(restored) == files


def archived_tables(path: Path) -> dict[str, list[dict[str, Any]]]:
    """The rows in a plain backup, read without our own reader."""
    with tarfile.open(path) as archive:
        return {
            member.name: [json.loads(line) for line in archive.extractfile(member) or ()]
            for member in archive
            if member.name.startswith("tables/")
        }


@contextmanager
def empty_installation(folder: Path, *, on: str = "same") -> Iterator[Workshop]:
    """An installation without anything: on the database that the suite runs on, or always on SQLite."""
    folder.mkdir(exist_ok=True)
    if on == "sqlite":
        workshop = Workshop(folder, f"sqlite:///{folder / 'db.sqlite3'}")
        try:
            yield workshop
        finally:
            workshop.close()
    else:
        with open_workshop(folder) as opened:
            yield opened


@contextmanager
def copied(folder: Path, template: Workshop) -> Iterator[Workshop]:
    shutil.copytree(template.folder / "data", folder / "data")
    with open_workshop(folder, template=template) as opened:
        yield opened
