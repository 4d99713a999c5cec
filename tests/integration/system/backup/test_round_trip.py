"""What is backed up comes back: on the same database and on the other, every row and every file."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pyrage import x25519

from tests.integration.installation import (
    EMPIRIA,
    archived_tables,
    assert_same,
    empty_installation,
    files_of,
    is_on_postgresql,
    rows_of,
)
from tests.integration.workshop import Workshop

pytestmark = pytest.mark.slow
needs_both = pytest.mark.skipif(
    "postgres" not in os.environ.get("DATABASE_URL", ""), reason="needs both databases"
)

# Values that a careless form would lose: microseconds, null within JSON, half a character, lines in a line.
HARD = """
import datetime
import django; django.setup()
from empiria.apps.system.services import record
record(by=None, action="test.hard", object_type="test", object_id="Łódź", reason="one\\ntwo\\u2028three",
       details={"null": None, "nested": [1, 2.5, 1e300, {"ł": ""}], "quote": "\\"'\\\\"})
# The last number that was given is that of somebody who is gone.
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
create_person(email="gone@example.org", name="Gone", by=None)
person = Person.objects.get(email="gone@example.org")
print(person.pk)
person.delete()
"""
ACTIONS = "SELECT action FROM system_auditentry WHERE action LIKE 'system.%backup' ORDER BY id"


def archive(installation: Workshop, *options: str, **environment: str) -> Path:
    path = installation.folder / "all.backup"
    done = installation.ask(*EMPIRIA, "backup", str(path), *options, **environment)
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    return path


def restored_in_the_open(workshop: Workshop, path: Path) -> str:
    """Restore where a new file may be read by everybody, as mostly; what the command says."""
    command = [sys.executable, *EMPIRIA, "restore", str(path)]
    done = subprocess.run(
        command, env=workshop.environment, check=True, capture_output=True, text=True, umask=0o022
    )
    return done.stdout


def modes_of(workshop: Workshop) -> dict[str, int]:
    data = workshop.folder / "data"
    paths = [data / "store", data / "uploads", *workshop.folder.glob("db.sqlite3")]
    return {path.name: path.stat().st_mode & 0o777 for path in paths}


@pytest.mark.parametrize("on", ["same", pytest.param("sqlite", marks=needs_both)])
def test_every_row_and_file_comes_back(installation: Workshop, tmp_path: Path, on: str) -> None:
    last = int(installation.run("-c", HARD))
    rows, files = rows_of(installation), files_of(installation)
    assert "uploads/documents/Załącznik nr 1.txt" in files
    path = archive(installation)
    with empty_installation(tmp_path / "elsewhere", on=on) as elsewhere:
        said = restored_in_the_open(elsewhere, path)
        # Others of the machine read nothing of what is restored.
        private = {"store": 0o700, "uploads": 0o700}
        assert modes_of(elsewhere) == (
            private if is_on_postgresql(elsewhere) else {**private, "db.sqlite3": 0o600}
        )
        count = sum(len(lines) for lines in archived_tables(path).values())
        assert said.startswith(f"{count} rows and {len(files)} files restored as of ")
        if is_on_postgresql(installation) == is_on_postgresql(elsewhere):
            assert_same(elsewhere, rows=rows, files=files)
        assert files_of(elsewhere) == files
        again = elsewhere.folder / "again.backup"
        elsewhere.run(*EMPIRIA, "backup", str(again))
        first, second = archived_tables(path), archived_tables(again)
        for name, lines in first.items():
            new = second.pop(name)
            assert (new[: len(lines)] if name.startswith("tables/system.Audit") else new) == lines, name
        assert second == {}
        # Both leave a trail; the first backup does not hold the entry about itself.
        restored = ("system.restore-backup",)
        assert elsewhere.sql(ACTIONS) == [restored, restored, ("system.make-backup",)]
        # Numbers of removed rows are not given again.
        elsewhere.run(*EMPIRIA, "person", "add", "new@example.org")
        number = "SELECT id FROM accounts_person WHERE email = 'new@example.org'"
        assert elsewhere.sql(number) == [(last + 1,)]


@needs_both
def test_an_installation_moves_from_sqlite_to_postgresql(tmp_path: Path, installation: Workshop) -> None:
    with empty_installation(tmp_path / "small", on="sqlite") as small:
        path = archive(installation)
        small.run(*EMPIRIA, "restore", str(path))
        moved = archive(small)
        with empty_installation(tmp_path / "large") as large:
            large.run(*EMPIRIA, "restore", str(moved))
            expected = rows_of(installation)
            found = rows_of(large)
            for table in set(expected) - {"system_auditentry", "system_audittext"}:
                assert found[table] == expected[table], table
            # The trail can be added to, and nothing else.
            with pytest.raises(Exception, match="never changed or removed"):
                large.sql("DELETE FROM system_auditentry")


def test_an_encrypted_backup_opens_with_its_key_only(installation: Workshop, tmp_path: Path) -> None:
    key, other = x25519.Identity.generate(), x25519.Identity.generate()
    for name, one in (("key", key), ("other", other)):
        (tmp_path / name).write_text(f"# created by a test\n{one}\n")
    path = archive(installation, EMPIRIA_BACKUP_RECIPIENT=str(key.to_public()))
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert path.stat().st_mode & 0o077 == 0
    assert "The backup is whole" in installation.run(
        *EMPIRIA, "backup", "--verify", str(path), "--identity", str(tmp_path / "key")
    )
    with empty_installation(tmp_path / "elsewhere") as elsewhere:
        for options in ([], ["--identity", str(tmp_path / "other")]):
            refused = elsewhere.ask(*EMPIRIA, "restore", str(path), *options)
            assert refused.returncode == 2
        elsewhere.run(*EMPIRIA, "restore", str(path), "--identity", str(tmp_path / "key"))
        assert files_of(elsewhere) == files_of(installation)
