"""Assignments of units to the classes of a typology: a table of codes and classes, CSV or XLSX."""

from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.codes import identify_codes, leave_out_parts
from empiria.sources.delimited import Delimited, require_columns
from empiria.sources.encoding import decode
from empiria.sources.reading import Finding, Reading
from empiria.sources.received import only_member, open_received
from empiria.sources.workbook import Sheet

REQUIRED = ("teryt", "class")
COLUMNS = ["unit", "teryt", "level", "class", "row"]


def read_classes(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> Reading:
    """A table with the columns teryt (2, 4, 6 or 7 digits) and class; further columns are not read.

    The result has `unit` (the code for life), `teryt`, `level`, `class` (text, upper case) and `row`, sorted by
    unit. Raises InputError, with the place, for a missing column or class, a code that is none, a unit twice.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    member = only_member(received)
    findings: list[Finding] = []
    table: Delimited | Sheet
    if member.is_spreadsheet:
        table = Sheet(member)
        findings += table.unread()
    else:
        text, findings = decode(member)
        table = Delimited(text, file=member.file, expected=REQUIRED)
    lower = [name.strip().casefold() for name in table.header]
    require_columns([name for name in lower if name], REQUIRED, place=table.place(table.header_line))
    names = [name if name in REQUIRED else f"unread {index}" for index, name in enumerate(lower)]
    numeric = isinstance(table, Sheet) and table.holds_numbers(names.index("teryt"))
    rows = table.frame(names).select(
        pl.col("teryt").str.replace_all(r"\s", "").alias("code"),
        pl.col("class").str.strip_chars().str.to_uppercase(),
        "row",
    )
    if isinstance(table, Delimited):
        findings += table.findings
    place = table.place()
    rows, noticed = identify_codes(rows, place=place, column="teryt", numeric=numeric)
    findings += noticed
    rows, noticed = leave_out_parts(rows)
    findings += noticed
    _refuse(rows.filter(pl.col("class") == ""), mark("%(teryt)s has no class."), place=place)
    twice = rows.filter(pl.struct("unit").is_duplicated()).sort("unit", "row").slice(1)
    _refuse(twice, mark("%(teryt)s stands twice."), place=place)
    return Reading(
        table=rows.select(COLUMNS).sort("unit"),
        provenance=received.provenance,
        findings=received.findings + findings,
    )


def _refuse(wrong: pl.DataFrame, message: str, *, place: dict[str, Any]) -> None:
    if not wrong.is_empty():
        first = wrong.row(0, named=True)
        raise InputError(message, place=place | {"line": first["row"]}, teryt=first["teryt"])
