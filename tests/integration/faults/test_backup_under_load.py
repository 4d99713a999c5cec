"""A backup while others write and remove: it holds one moment, rows and files, and nothing of what is going on."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.integration.forked import Forked
from tests.integration.installation import (
    EMPIRIA,
    archived_tables,
    empty_installation,
    files_of,
    rows_of,
)
from tests.integration.workshop import Workshop, wait_until

pytestmark = pytest.mark.slow

# Every round: a person with a pair of entries that belong together. One of the writers also reads figures into the draft (a
# raw file, a table, the draft's new observations) and sweeps away what no row names any more.
WRITER = """
import sys, time
from pathlib import Path
import django; django.setup()
from django.db import transaction
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.services import import_observations
from empiria.apps.monitor.services import store
from empiria.apps.system.services import record
store.ABANDONED_SECONDS = 0.0
name, folder = sys.argv[1], Path(sys.argv[2])
for number in range(10_000):
    with transaction.atomic():
        record(by=None, action="test.first", object_type="test", object_id=f"{name}-{number}")
        record(by=None, action="test.second", object_type="test", object_id=f"{name}-{number}")
        create_person(email=f"{name}-{number}@example.org", name=name, by=None)
    if name == "files":
        path = folder / f"{name}-{number}.csv"
        path.write_text(f"unit,indicator,period,value\\n1465011,population,2025,{100_000 + number}\\n")
        import_observations(path=path, by=None)
        # What the draft was a moment ago, and a backup may be about to read.
        store.sweep_store()
    print(number, flush=True)
    time.sleep(0.02)
"""


@pytest.fixture
def writers(installation: Workshop, tmp_path: Path) -> list[Forked]:
    """Two processes that write again and again, with pauses in which the backup and the other tests get on."""
    return [installation.start("-c", WRITER, name, str(tmp_path)) for name in ("files", "rows")]


def imports(workshop: Workshop) -> int:
    return int(workshop.sql("SELECT count(*) FROM monitor_import")[0][0])


def test_a_backup_holds_one_moment_of_a_busy_installation(
    installation: Workshop, tmp_path: Path, writers: list[Forked]
) -> None:
    wait_until(lambda: imports(installation) > 5, what="the writers")
    path = tmp_path / "all.backup"
    before = imports(installation)
    # More than one, for the moment is chosen by chance; the last one is looked at most closely.
    for _ in range(2):
        path.unlink(missing_ok=True)
        installation.run(*EMPIRIA, "backup", str(path))
        check_moment(archived_tables(path))
    assert [writer.poll() for writer in writers] == [None, None], installation.logs()
    wait_until(lambda: imports(installation) > before + 2, what="the writers to go on")
    for writer in writers:
        writer.kill()
        writer.wait()

    with empty_installation(tmp_path / "elsewhere") as elsewhere:
        elsewhere.run(*EMPIRIA, "restore", str(path))
        check_files(elsewhere, archived_tables(path))
        check_against_source(elsewhere, installation)


def check_moment(tables: dict[str, list[dict[str, object]]]) -> None:
    """What was written together is there together."""
    entries = tables["tables/system.AuditEntry.jsonl"]
    first, second = (
        {entry["object_id"] for entry in entries if entry["action"] == action}
        for action in ("test.first", "test.second")
    )
    people = {
        str(person["email"]).partition("@")[0]
        for person in tables["tables/accounts.Person.jsonl"]
        if str(person["email"]).startswith(("files-", "rows-"))
    }
    assert first == second == people
    assert len(first) > 2
    numbers = {row["id"] for row in tables["tables/monitor.Release.jsonl"]}
    assert {row["release_id"] for row in tables["tables/monitor.Import.jsonl"]} <= numbers


def check_files(elsewhere: Workshop, tables: dict[str, list[dict[str, object]]]) -> None:
    """Every file that a row names is there, with the content that the row says."""
    store = elsewhere.folder / "data" / "store"
    for row in tables["tables/monitor.Import.jsonl"]:
        assert hashlib.sha256((store / str(row["raw"])).read_bytes()).hexdigest() == row["sha256"]
        assert (store / str(row["observations"])).is_file()
    for row in tables["tables/monitor.Release.jsonl"]:
        for name in ("observations", "units"):
            if row[name]:
                content = (store / str(row[name])).read_bytes()
                assert hashlib.sha256(content).hexdigest() == row[f"{name}_sha256"]
    for row in tables["tables/monitor.ScoreSet.jsonl"]:
        if row["path"]:
            assert (store / str(row["path"]) / "by_unit.parquet").is_file()


def check_against_source(elsewhere: Workshop, source: Workshop) -> None:
    """Rows that are never changed are the source's, up to the moment; so is every file that the source still has."""
    now, then = rows_of(source), rows_of(elsewhere)
    for table in ("monitor_import", "accounts_person", "places_unit"):
        current = {row[0]: row for row in now[table]}
        assert then[table] == [current[row[0]] for row in then[table]], table
    trail = {row[0]: row for row in now["system_auditentry"]}
    # The last entry is that of the restore.
    assert then["system_auditentry"][:-1] == [trail[row[0]] for row in then["system_auditentry"][:-1]]
    there, here = files_of(source), files_of(elsewhere)
    assert {name: digest for name, digest in here.items() if name in there} == {
        name: there[name] for name in here if name in there
    }
    assert json.dumps(sorted(here)).count("raw/") > 3
