"""The files that rows name, by the names that they have in an archive: rows without their files are no backup.

Knows rows as an archive holds them, of whatever version, and no database.
"""

from collections.abc import Callable, Collection, Iterator
from typing import Any

from empiria.analysis.errors import InputError, mark

Row = dict[str, Any]
# Enough to see what is wrong.
TOLD = 5


def _of_release(row: Row) -> Iterator[Any]:
    yield from (row.get("observations"), row.get("units"))
    difference = row.get("difference")
    tables = difference.get("tables") if isinstance(difference, dict) else None
    if isinstance(tables, dict):
        yield from tables.values()


def _of_score_set(row: Row) -> Iterator[Any]:
    if path := row.get("path"):
        yield from (f"{path}/{name}.parquet" for name in ("by_unit", "by_group", "groups"))
    if path := row.get("certainty_path"):
        yield from (f"{path}/{name}.parquet" for name in ("by_unit", "by_group", "sensitivity"))


# By the label of the table: the folder, and the paths below it that a row names.
NAMING: dict[str, tuple[str, Callable[[Row], Iterator[Any]]]] = {
    "monitor.Release": ("store", _of_release),
    "monitor.Import": ("store", lambda row: iter((row.get("raw"), row.get("observations")))),
    "monitor.ScoreSet": ("store", _of_score_set),
    "outreach.DocumentFile": ("uploads", lambda row: iter((row.get("stored"),))),
}


def files_named(label: str, row: Row) -> Iterator[str]:
    folder, paths = NAMING[label]
    return (f"{folder}/{path}" for path in paths(row) if isinstance(path, str) and path)


def told(missing: Collection[str]) -> str:
    """The first of them."""
    return ", ".join(sorted(missing)[:TOLD]) + (" …" if len(missing) > TOLD else "")


def missing_from_disk(missing: Collection[str]) -> InputError:
    return InputError(
        mark(
            "files that the database names are missing (%(count)s): %(names)s; look whether EMPIRIA_DATA is the "
            "folder of this installation"
        ),
        count=len(missing),
        names=told(missing),
    )
