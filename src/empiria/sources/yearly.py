"""A small table of one city's figures: a row a year, as it is uploaded or pasted from a spreadsheet."""

import re
from dataclasses import dataclass
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.delimited import Delimited, require_columns
from empiria.sources.encoding import decode
from empiria.sources.numbers import parse_numbers, refuse_ambiguous_commas
from empiria.sources.reading import Finding
from empiria.sources.received import Member, refuse_foreign
from empiria.sources.workbook import Sheet

# What the columns are called, in either language.
NAMES = {
    "year": ("year", "rok"),
    "value": ("value", "wartość", "wartosc"),
    "reason": ("reason", "powód", "powod"),
    "comment": ("comment", "komentarz", "uwagi"),
    "source": ("source", "źródło", "zrodlo"),
    "version": ("version", "wersja"),
}
REQUIRED = ("year", "value")
TEXTS = ("reason", "comment", "source")
ORDER = ("year", "value", *TEXTS, "version")
_KNOWN = {name: column for column, names in NAMES.items() for name in names}
_YEAR_FIRST = re.compile(r'^\s*"?[0-9]{4}"?\s*[\t;,]')


@dataclass(frozen=True, kw_only=True)
class _Found:
    """The rows as text, what the file calls each column, and where the table stands."""

    rows: pl.DataFrame
    said: dict[str, str]
    place: dict[str, Any]
    findings: list[Finding]

    def at(self, column: str, row: int) -> dict[str, Any]:
        return self.place | {"line": row, "column": self.said[column]}


def read_years(member: Member) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows of a CSV, an XLSX or a pasted text: `year` (Int32), `value` (Float64, null where empty), `reason`,
    `comment`, `source`, `version` (Int64, null where empty: of the figure that our own table was made of) and `row`, in the
    order of the file. A text without a header has its columns in ORDER.

    Raises InputError, with row and column, for anything that is not such a table; a year stands once.
    """
    refuse_foreign(member)
    found = _from_workbook(member) if member.is_spreadsheet else _from_text(member)
    rows = _versions(_years(_complete(found.rows), found), found)
    try:
        rows = parse_numbers(
            rows.rename({"value": "text"}).with_columns(column=pl.lit(found.said["value"])), file=member.file
        )
    except InputError as error:
        raise error.at(**found.place) from None
    return rows.select(*ORDER, "row"), found.findings


def _from_workbook(member: Member) -> _Found:
    table = Sheet(member)
    names, said = _columns(table.header, place=table.place(table.header_line))
    return _Found(
        rows=table.frame(names),
        said=said,
        place={"file": member.file, "sheet": table.name},
        findings=table.unread(),
    )


def _from_text(member: Member) -> _Found:
    text, findings = decode(member)
    if _YEAR_FIRST.match(text):
        found = _without_header(text, file=member.file)
    else:
        table = Delimited(text, file=member.file, expected=_KNOWN)
        names, said = _columns(table.header, place=table.place(table.header_line))
        rows = table.frame(names)
        found = _Found(rows=rows, said=said, place={"file": member.file}, findings=findings + table.findings)
        if table.separator == ",":
            _refuse_commas(found, file=member.file)
    return found


def _without_header(text: str, *, file: str) -> _Found:
    """As `Delimited` reads it under a header that is put above it; rows are counted without that."""
    first = text.lstrip().splitlines()[0]
    separator = next(one for one in ("\t", ";", ",") if one in first)
    names = list(ORDER[: first.count(separator) + 1])
    try:
        rows = Delimited(f"{separator.join(names)}\n{text}", file=file, expected=names).frame(names)
    except InputError as error:
        line = error.place.get("line", 1) - 1
        raise InputError(error.message, place={**error.place, "line": line}, **error.params) from None
    found = _Found(
        rows=rows.with_columns(row=pl.col("row") - 1),
        said={name: str(number) for number, name in enumerate(names, start=1)},
        place={"file": file},
        findings=[],
    )
    if separator == ",":
        _refuse_commas(found, file=file)
    return found


def _refuse_commas(found: _Found, *, file: str) -> None:
    cells = found.rows.select("row", text="value", column=pl.lit(found.said["value"]))
    refuse_ambiguous_commas(cells, file=file)


def _columns(header: list[str], *, place: dict[str, Any]) -> tuple[list[str], dict[str, str]]:
    """The header in our own words, and what the file calls them; columns of other names are not read."""
    names = [_KNOWN.get(name.strip().casefold(), name) for name in header]
    require_columns([name for name in names if name], REQUIRED, place=place)
    said = dict(zip(names, header, strict=True))
    return [name if name in NAMES else f"unread {index}" for index, name in enumerate(names)], said


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    absent = [pl.lit("").alias(name) for name in ORDER if name not in rows.columns]
    rows = rows.with_columns(absent).select(*ORDER, "row").with_columns(pl.col(ORDER).str.strip_chars())
    # Our tables put an apostrophe before what a spreadsheet would take for a formula.
    return rows.with_columns(pl.col(TEXTS).str.replace(r"^'([-+=@])", "${1}"))


def _versions(rows: pl.DataFrame, found: _Found) -> pl.DataFrame:
    said = mark("“%(found)s” is not a version: leave this column as it was downloaded.")
    return _whole(rows, "version", r"^[0-9]{0,9}$", said, found).with_columns(
        pl.col("version").cast(pl.Int64, strict=False)
    )


def _years(rows: pl.DataFrame, found: _Found) -> pl.DataFrame:
    rows = _whole(rows, "year", r"^[0-9]{4}$", mark("“%(found)s” is not a year."), found)
    repeated = rows.filter(pl.col("year").is_duplicated()).sort("year", "row")
    if not repeated.is_empty():
        raise InputError(
            mark("The year %(year)s stands in line %(line)s already."),
            place=found.at("year", repeated["row"][1]),
            year=repeated["year"][0],
            line=repeated["row"][0],
        )
    return rows.with_columns(pl.col("year").cast(pl.Int32))


def _whole(rows: pl.DataFrame, column: str, pattern: str, said: str, found: _Found) -> pl.DataFrame:
    """The digits of a column, which a spreadsheet may give as a decimal number; `said` of what is not as the pattern."""
    rows = rows.with_columns(pl.col(column).str.replace(r"\.0+$", ""))
    wrong = rows.filter(~pl.col(column).str.contains(pattern))
    if not wrong.is_empty():
        raise InputError(said, place=found.at(column, wrong["row"][0]), found=wrong[column][0][:80])
    return rows
