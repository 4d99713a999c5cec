"""Rows without the files they name: no backup is made of them, none is called whole, none is put in place."""

import io
import json
import tarfile
from pathlib import Path

import pytest

from tests.integration.installation import EMPIRIA, empty_installation, files_of, rows_of
from tests.integration.system.backup.test_bad_archives import crafted
from tests.integration.workshop import Workshop

pytestmark = pytest.mark.slow

DOCUMENT = """
import django; django.setup()
from empiria.apps.accounts.models import Person
from empiria.apps.outreach.models import Document, DocumentFile
by = Person.objects.get(email="admin@example.org")
document = Document.objects.create(title_pl="Uchwała", kind="other", created_by=by)
DocumentFile.objects.create(
    document=document, number=1, name="a.pdf", stored="documents/gone.pdf", size=1, sha256="0" * 64
)
"""


def refused(workshop: Workshop, *arguments: str, **environment: str) -> str:
    done = workshop.ask(*EMPIRIA, *arguments, **environment)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.rstrip().count("\n") == 0
    return done.stderr


def complaints(workshop: Workshop, **environment: str) -> list[str]:
    done = workshop.ask(*EMPIRIA, "check", "--json", **{"DJANGO_ALLOW_ASYNC_UNSAFE": "", **environment})
    return [one["message"] for one in json.loads(done.stdout) if one["code"] == "missing-files"]


def test_a_data_folder_without_the_store_is_not_backed_up(installation: Workshop, tmp_path: Path) -> None:
    path, nothing = tmp_path / "all.backup", tmp_path / "nothing"
    assert complaints(installation) == []
    said = refused(installation, "backup", str(path), EMPIRIA_DATA=str(nothing))
    assert "files that the database names are missing" in said
    assert "store/imports/" in said
    assert [one.name for one in tmp_path.glob("*.backup*")] + list(tmp_path.glob(".*")) == []
    (message,) = complaints(installation, EMPIRIA_DATA=str(nothing))
    assert "store/imports/" in message


NAMED = (
    "SELECT observations FROM monitor_release WHERE state = 'published'",
    "SELECT units FROM monitor_release WHERE state = 'published'",
    "SELECT raw FROM monitor_import",
    "SELECT observations FROM monitor_import",
    "SELECT path || '/by_group.parquet' FROM monitor_scoreset WHERE path <> ''",
)
# A backup without each of these files, one after the other, in one process.
EACH = """
import sys
from pathlib import Path
from empiria.cli import main
target, *paths = map(Path, sys.argv[1:])
for path in paths:
    aside = path.rename(path.with_name("aside"))
    try:
        main(["backup", str(target)])
    except SystemExit as ended:
        print(ended.code, target.exists())
    aside.rename(path)
"""


def test_each_missing_file_is_named(installation: Workshop, tmp_path: Path) -> None:
    names = [f"store/{installation.sql(query)[0][0]}" for query in NAMED]
    data = installation.folder / "data"
    done = installation.ask("-c", EACH, str(tmp_path / "all.backup"), *(str(data / name) for name in names))
    assert done.stdout.splitlines() == ["2 False"] * len(names)
    said = done.stderr.splitlines()
    assert [f"are missing (1): {name};" in line for name, line in zip(names, said, strict=True)] == [
        True
    ] * len(names)
    (data / names[0]).unlink()
    assert complaints(installation) == [f"Files that the database names are missing (1): {names[0]}."]
    # A version of a document without its file.
    installation.run("-c", DOCUMENT)
    said = refused(installation, "backup", str(tmp_path / "all.backup"))
    assert "are missing (2): " in said
    assert "uploads/documents/gone.pdf" in said


def without_the_store(whole: Path, path: Path) -> Path:
    """The same backup as the earlier version wrote it: its manifest agrees, the files are not there."""
    with tarfile.open(whole) as archive:
        members = [(one.name, (archive.extractfile(one) or io.BytesIO()).read()) for one in archive]
    return crafted(
        path,
        *((name, raw) for name, raw in members if name != "manifest.json" and not name.startswith("store/")),
    )


def test_a_backup_without_its_files_is_neither_whole_nor_restored(
    installation: Workshop, tmp_path: Path
) -> None:
    whole = tmp_path / "whole.backup"
    installation.run(*EMPIRIA, "backup", str(whole))
    path = without_the_store(whole, tmp_path / "rows-only.backup")
    rows, files = rows_of(installation), files_of(installation)
    for arguments in (["backup", "--verify"], ["restore", "--replace", "--yes"]):
        said = refused(installation, *arguments, str(path))
        assert "files that its rows name are missing from this backup" in said
    assert (rows_of(installation), files_of(installation)) == (rows, files)
    with empty_installation(tmp_path / "elsewhere") as elsewhere:
        refused(elsewhere, "restore", str(path))
        assert files_of(elsewhere) == {}
