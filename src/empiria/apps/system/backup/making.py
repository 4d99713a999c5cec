"""Making a backup while the system runs: one moment of the database, and every file that this moment names."""

import tempfile
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from pyrage import x25519

from empiria.analysis.errors import InputError, mark
from empiria.apps.system import locks
from empiria.apps.system.backup import folders, named, tables
from empiria.apps.system.backup.archive import FORMAT, HEAD, Progress, Writer, writing

OBJECT = "backup"
# Small tables pass through memory, larger ones through a file without a name.
SPOOLED = 8 << 20

# Writes the audit entry; handed in, because services stand above.
Record = Callable[..., Any]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What a backup came to."""

    id: str
    at: datetime
    rows: int
    files: int
    size: int


def make_backup(
    *,
    path: Path,
    recipients: Sequence[x25519.Recipient],
    progress: Progress,
    record: Record,
    reason: str = "",
) -> Made:
    """Write everything into a new file: the database, the store, the uploads, the ledger of erasures.

    Others go on reading and writing meanwhile; only the removal of files waits for the moment in which they are listed.
    In order: database and files are pinned, the tables written, the database let go, the files written, the file
    given its name, the audit entry written (not where the database still waits for an upgrade's migrations).

    Raises InputError where the file cannot be written, there is nothing to back up, or files that rows name are missing.
    """
    _check_target(path)
    archive_id, at = uuid.uuid4().hex, timezone.now()
    with locks.one_backup(), ExitStack() as cleaning:
        cleaning.callback(folders.forget_listed)
        with writing(path, recipients=recipients) as archive:
            with ExitStack() as pinned:
                with locks.nothing_removed():
                    pinned.enter_context(snapshot())
                    folders.list_files()
                rows = _write_tables(archive, archive_id, at, progress)
            files = _write_files(archive, progress)
    found = Made(id=archive_id, at=at, rows=rows, files=files, size=path.stat().st_size)
    if not _waits_for_migrations():
        details = {"rows": rows, "files": files, "bytes": found.size, "encrypted": bool(recipients)}
        record(
            by=None,
            action="system.make-backup",
            object_type=OBJECT,
            object_id=found.id,
            reason=reason,
            details=details,
        )
    return found


def _check_target(path: Path) -> None:
    if not path.parent.is_dir():
        raise InputError(mark("there is no such folder"), place={"file": path.parent})
    if path.exists():
        raise InputError(
            mark("this file is there already; a backup never overwrites another"), place={"file": path}
        )


@contextmanager
def snapshot() -> Iterator[None]:
    """The database as it is at this moment, however long it is read, while others write."""
    connection.ensure_connection()
    usual = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        # An immediate transaction would keep every writer out.
        connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                if connection.vendor == "postgresql":
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                if not connection.introspection.table_names(cursor):
                    raise InputError(mark("the database is empty: there is nothing to back up"))
                # The moment is that of the first read.
                cursor.execute("SELECT count(*) FROM django_migrations")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual  # type: ignore[attr-defined]


def _write_tables(archive: Writer, archive_id: str, at: datetime, progress: Progress) -> int:
    migrations = tables.applied_migrations()
    found = tables.models_of(migrations)
    if missing := {name for name in tables.files_named(found) if not folders.is_listed(name)}:
        raise named.missing_from_disk(missing)
    archive.add_json(
        HEAD,
        {
            "format": FORMAT,
            "version": version("empiria"),
            "id": archive_id,
            "made_at": at.isoformat(),
            "database": connection.vendor,
            "migrations": migrations,
            "sequences": tables.sequences(found),
            "left_empty": sorted(tables.LEFT_EMPTY),
        },
    )
    total = 0
    for number, model in enumerate(found):
        progress(number, len(found), mark("Tables"))
        with tempfile.SpooledTemporaryFile(SPOOLED, dir=str(settings.EMPIRIA_DATA)) as spooled:
            rows = tables.write_rows(model, spooled)
            size = spooled.tell()
            spooled.seek(0)
            archive.add(f"tables/{tables.label(model)}.jsonl", spooled, size=size, rows=rows)
            total += rows
    return total


def _write_files(archive: Writer, progress: Progress) -> int:
    names = list(folders.listed_files())
    if folders.ledger().exists():
        names.append((f"ledger/{folders.LEDGER}", folders.ledger()))
    total = sum(path.stat().st_size for _name, path in names)
    done = 0
    for name, path in names:
        progress(done, total, mark("Files"))
        with path.open("rb") as file:
            # What is still being written grows; the database does not name it yet.
            size = path.stat().st_size
            archive.add(name, file, size=size)
        done += size
    return sum(not name.startswith("ledger/") for name, _path in names)


def _waits_for_migrations() -> bool:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
