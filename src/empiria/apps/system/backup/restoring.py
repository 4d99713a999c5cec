"""Putting a backup in the place of what is there: all of it or nothing, whenever the process may die.

The database changes in one transaction; the files wait beside their places until it is committed. A journal says which
restore they belong to: if the database knows it, whoever starts next puts them in place, else removes them.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from pyrage import x25519

from empiria.analysis.errors import InputError, mark
from empiria.apps.system import locks
from empiria.apps.system.backup import folders, tables
from empiria.apps.system.backup.archive import (
    Contents,
    Member,
    Progress,
    check_archive,
    reading,
)
from empiria.apps.system.backup.making import OBJECT, Record
from empiria.apps.system.models import AuditEntry

JOURNAL = "restore.json"

# Erases again who was erased after the backup; handed in, because people stand above.
EraseAgain = Callable[[Progress], Any]
Read = Callable[[], AbstractContextManager[Iterator[Member]]]


@dataclass(frozen=True, kw_only=True)
class Restored:
    """What was put in place."""

    made_at: str
    version: str
    rows: int
    files: int
    # What erasing again told: how many `people`, and the `undecided` places.
    erased: Any
    # Nothing was here before, not even a list of who was erased since the backup was made.
    without_ledger: bool


def restore_backup(
    *,
    path: Path,
    identities: Sequence[x25519.Identity],
    replace: bool,
    progress: Progress,
    record: Record,
    erase_again: EraseAgain,
    reason: str = "",
) -> Restored:
    """Replace everything by what a backup holds.

    In order: the archive is read and checked to its end, its files set beside their places; in one transaction the database
    is emptied, brought to the state of the backup, filled, compared and migrated to this version, and the audit entry
    written; then the files change places, and who was erased since is erased again.

    Raises InputError, with nothing changed, for a bad archive, one of a newer version, other processes at work, or an
    installation that is not empty, unless `replace`.
    """
    with locks.alone():
        settle_restore(erase_again=erase_again, progress=progress)
        _check_nobody_else_works()
        is_used = _is_used()
        if is_used and not replace:
            raise InputError(
                mark(
                    "this installation is not empty; --replace puts the backup in the place of everything in it"
                )
            )
        without_ledger = not is_used and not folders.ledger().exists()
        try:
            contents = check_archive(path, identities=identities, progress=progress, keep=_keep)
            _check_known(contents, path)
            _change_database(
                contents,
                read=lambda: reading(path, identities=identities),
                progress=progress,
                record=partial(record, reason=reason),
            )
        finally:
            # Whatever happened: the database knows whether the restore was committed.
            erased = settle_restore(erase_again=erase_again, progress=progress)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                # What was there before must not linger in the file.
                cursor.execute("VACUUM")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Restored(
        made_at=contents.head["made_at"],
        version=contents.head["version"],
        rows=sum(contents.rows.values()),
        files=contents.files,
        erased=erased,
        without_ledger=without_ledger,
    )


def _keep(name: str) -> IO[bytes] | None:
    """Files out of the archive go beside their places; tables are read from the archive itself."""
    folder, _slash, rest = name.partition("/")
    if folder == "ledger":
        return folders.restored_ledger().open("xb")
    if folder not in folders.roots():
        return None
    return folders.restored_path(folder, rest).open("xb")


def _check_nobody_else_works() -> None:
    """On PostgreSQL processes of other machines are seen by their connections, under the same role."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        (others,) = cursor.fetchone()
    if others:
        raise InputError(
            mark(
                "others are connected to the database (%(count)s); end web servers, workers and commands first"
            ),
            count=others,
        )


def _is_used() -> bool:
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
    return folders.hold_any_file() or any(
        model._meta.db_table in there and model._default_manager.exists()
        for model in (get_user_model(), AuditEntry)
    )


def _check_known(contents: Contents, path: Path) -> None:
    disk = MigrationExecutor(connection).loader.disk_migrations
    unknown = [node for node in _nodes(contents) if node not in disk]
    if unknown:
        raise InputError(
            mark("this backup was made by a newer version of Empiria (%(version)s); install that one first"),
            place={"file": path},
            version=contents.head["version"],
        )


def _nodes(contents: Contents) -> list[tables.Node]:
    return [(app, name) for app, name in contents.head["migrations"]]


def _change_database(contents: Contents, *, read: Read, progress: Progress, record: Record) -> None:
    if connection.vendor == "sqlite":
        # Has no effect once the transaction has begun; the rows are checked as a whole at its end.
        connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            progress(0, 0, mark("Emptying the database"))
            _empty_database()
            _migrate_to(_nodes(contents))
            _fill(contents, read=read, progress=progress)
            progress(0, 0, mark("Migrating to this version"))
            call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
            connection.check_constraints()
            entry = record(
                by=None,
                action="system.restore-backup",
                object_type=OBJECT,
                object_id=contents.head["id"],
                details={"made_at": contents.head["made_at"], "version": contents.head["version"]},
            )
            _write_journal(entry.pk, contents.head["id"])
    finally:
        if connection.vendor == "sqlite":
            connection.enable_constraint_checking()


def _empty_database() -> None:
    """Drop everything of ours; the transaction brings it back if anything fails."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Rather fail than wait for somebody who came in between.
            cursor.execute("SET LOCAL lock_timeout = '10s'")
            for kind, query in (("TABLE", OWN_TABLES), ("ROUTINE", OWN_ROUTINES)):
                cursor.execute(query)
                for (name,) in cursor.fetchall():
                    cursor.execute(f"DROP {kind} {name} CASCADE")
        else:
            for name in connection.introspection.table_names(cursor, include_views=False):
                cursor.execute(f"DROP TABLE {quote(name)}")


# What this role owns in the schema; not what an extension brought.
OWN_TABLES = """
SELECT c.oid::regclass FROM pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
AND pg_has_role(c.relowner, 'USAGE')
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
"""
OWN_ROUTINES = """
SELECT p.oid::regprocedure FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND pg_has_role(p.proowner, 'USAGE')
AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""


def _migrate_to(nodes: list[tables.Node]) -> None:
    """Bring an empty database to exactly this state. Past the command, which would fill tables of Django's own."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = set(nodes)
    ends = [node for node in nodes if not any(child.key in wanted for child in graph.node_map[node].children)]
    executor.migrate(ends)
    applied = set(MigrationRecorder(connection).applied_migrations())
    if applied != wanted:
        raise RuntimeError(f"migrations do not lead to the state of the backup: {sorted(applied ^ wanted)}")


def _fill(contents: Contents, *, read: Read, progress: Progress) -> None:
    """Read the tables out of the archive and compare what the database then holds with what the archive says."""
    found = {f"tables/{tables.label(model)}.jsonl": model for model in tables.models_of(_nodes(contents))}
    if set(found) != set(contents.rows):
        raise InputError(mark("the tables of this backup are not those of its migrations"))
    for model in found.values():
        # What migrations wrote into a new database; the backup has it as it was.
        if model._base_manager.exists():
            model._base_manager.all().delete()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # Migrations leave some of them at once; the tables come in the order of their names.
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    left = set(found)
    with read() as members:
        for member in members:
            if member.name in left:
                progress(len(found) - len(left), len(found), mark("Tables"))
                tables.read_rows(found[member.name], member.content, name=member.name)
                left.remove(member.name)
            if not left:
                break
    tables.set_sequences(found.values(), contents.head["sequences"])
    # Waiting checks stand in the way of the migrations that follow.
    connection.check_constraints()
    for name, model in found.items():
        if tables.count_rows(model) != contents.rows[name]:
            raise RuntimeError(f"{name}: the database does not hold what the backup does")


def _write_journal(entry: int, archive: str) -> None:
    """From the commit on, whoever starts next finishes this restore."""
    path = settings.EMPIRIA_DATA / JOURNAL
    part = path.with_suffix(".part")
    with part.open("w") as file:
        json.dump({"entry": entry, "archive": archive}, file)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)


def settle_restore(*, erase_again: EraseAgain, progress: Progress = lambda *_told: None) -> Any:
    """Finish a restore that was cut off after its commit, or clear away what one left that was cut off before.

    Nothing to do is the rule. May itself be cut off and run again. What erasing again told; None where nothing was
    restored.
    """
    erased = None
    journal = settings.EMPIRIA_DATA / JOURNAL
    if journal.is_file():
        told = json.loads(journal.read_text())
        if _is_committed(told):
            folders.put_in_place()
            folders.merge_ledgers()
            erased = erase_again(progress)
            folders.forget_gone()
    _forget()
    return erased


def _is_committed(told: dict[str, Any]) -> bool:
    with connection.cursor() as cursor:
        if AuditEntry._meta.db_table not in connection.introspection.table_names(cursor):
            return False
    return AuditEntry.objects.filter(
        pk=told["entry"], action="system.restore-backup", object_id=told["archive"]
    ).exists()


def clear_leftovers() -> None:
    """Remove what a backup or a restore left that was killed; not what belongs to one that runs."""
    if not (settings.EMPIRIA_DATA / JOURNAL).exists():
        folders.forget_restored()
    with suppress(InputError), locks.one_backup():
        folders.forget_listed()


def _forget() -> None:
    folders.forget_restored()
    with suppress(FileNotFoundError):
        (settings.EMPIRIA_DATA / JOURNAL).unlink()
