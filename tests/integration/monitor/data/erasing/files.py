"""Files that figures are made of, and what is found of them in the store."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path

import polars as pl
import xlsxwriter

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import files_at_stake, search_files
from empiria.apps.monitor.models import Import, Release
from empiria.apps.monitor.selectors import release_table
from empiria.apps.monitor.services import import_observations
from tests.integration.accounts.privacy.traces import NAME

HEADER = ["unit", "indicator", "period", "value", "uwagi"]


def workbook(*lines: str, note: str = "", author: str = NAME, sheet: str = "Dane") -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.set_properties({"author": author})
        page = book.add_worksheet(sheet)
        for number, line in enumerate([",".join(HEADER), *lines]):
            page.write_row(number, 0, line.split(","))
        page.write_comment("A1", note or "uwaga", {"author": author})
    return file.getvalue()


def packed(**members: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, content in members.items():
            made.writestr(name.replace("_", "."), content)
    return file.getvalue()


def bring_bytes(
    folder: Path, name: str, content: bytes, by: Person | None = None, sheet: str | None = None
) -> Import:
    path = folder / name
    path.write_bytes(content)
    return import_observations(path=path, by=by, sheet=sheet)


def kept_as_before(source: Import, content: bytes, store: Path) -> None:
    """As files were kept that were imported by an earlier version: with the properties of the document."""
    raw = f"raw/{source.sha256[:2]}/{source.sha256}"
    (store / raw).parent.mkdir(parents=True, exist_ok=True)
    (store / raw).write_bytes(content)
    (store / source.raw).unlink()
    Import.objects.filter(pk=source.pk).update(raw=raw, kept_sha256="")


def codes(person: Person) -> dict[str, str]:
    """Of every file in which the person is found, by its name, its code."""
    search_files(person)
    return {one.row.file_name: one.code for one in files_at_stake(person) if one.is_found}


def published() -> pl.DataFrame:
    return release_table(Release.objects.current().get())


def is_whole(store: Path) -> bool:
    """Every row of an import names a file that is there, and says its SHA-256."""
    return all(
        hashlib.sha256((store / one.raw).read_bytes()).hexdigest() == (one.kept_sha256 or one.sha256)
        for one in Import.objects.all()
    )
