"""The register of areas (GUGiK, XLSX): how many hectares each unit has."""

from datetime import datetime
from pathlib import Path

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.codes import identify_codes, leave_out_parts
from empiria.sources.numbers import parse_numbers
from empiria.sources.reading import Finding, Reading
from empiria.sources.received import only_member, open_received
from empiria.sources.workbook import Sheet

COLUMNS = ["unit", "teryt", "level", "name", "area_ha", "row"]
HEADERS = {"code": "teryt", "name": "nazwa", "area": "[ha]"}  # what each header contains


def read_areas(
    path: Path, *, retrieved: datetime | None = None, origin: str = "", licence: str = ""
) -> Reading:
    """The register as published: one sheet with the columns TERYT (spaces inside), name, hectares, km².

    The table has `unit`, `teryt`, `level`, `name`, `area_ha` (Float64) and `row`. Square kilometres are not
    read: they are rounded so that parts need not sum. Raises InputError with the place.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    member = only_member(received)
    if not member.is_spreadsheet:
        raise InputError(mark("The register of areas is a workbook (XLSX)."), place={"file": member.file})
    sheet = Sheet(member)
    names = _names(sheet)
    rows = sheet.frame(names).select("code", "name", "area", "row")
    rows = rows.filter(pl.any_horizontal(pl.col("code", "area") != ""))
    rows = rows.with_columns(pl.col("code").str.replace_all(r"\s", ""), pl.col("name").str.strip_chars())
    place = sheet.place()
    rows, findings = identify_codes(rows, place=place, column=sheet.header[names.index("code")])
    rows = rows.rename({"area": "text"}).with_columns(column=pl.lit(sheet.header[names.index("area")]))
    try:
        rows = parse_numbers(rows, file=member.file).rename({"value": "area_ha"})
    except InputError as error:
        raise error.at(**place) from None
    rows, noticed = leave_out_parts(rows)
    _refuse(rows.filter(pl.struct("unit").is_duplicated()).slice(1), mark("%(teryt)s stands twice."), sheet)
    _refuse(
        rows.filter(pl.col("area_ha").is_null() | (pl.col("area_ha") <= 0)),
        mark("%(teryt)s has no area."),
        sheet,
    )
    findings = received.findings + sheet.unread() + findings + noticed + _compare_sum(rows)
    return Reading(table=rows.select(COLUMNS).sort("unit"), provenance=received.provenance, findings=findings)


def _names(sheet: Sheet) -> list[str]:
    """Names for the sheet's columns, the wanted ones recognised by what their header contains."""
    names = [f"unread {index}" for index in range(len(sheet.header))]
    for name, part in HEADERS.items():
        found = [index for index, header in enumerate(sheet.header) if part in header.casefold()]
        if len(found) != 1:
            raise InputError(
                mark("One column whose header contains “%(part)s” is expected; found: %(found)s."),
                place=sheet.place(sheet.header_line),
                part=part,
                found=", ".join(header for header in sheet.header if header),
            )
        names[found[0]] = name
    return names


def _refuse(wrong: pl.DataFrame, message: str, sheet: Sheet) -> None:
    if not wrong.is_empty():
        first = wrong.row(0, named=True)
        raise InputError(message, place=sheet.place(first["row"]), teryt=first["teryt"])


def _compare_sum(rows: pl.DataFrame) -> list[Finding]:
    country = rows.filter(pl.col("level") == "country")
    municipalities = rows.filter(pl.col("level") == "municipality")
    if country.is_empty() or municipalities.is_empty():
        return []
    params = {
        "sum": municipalities["area_ha"].sum(),
        "total": country["area_ha"].to_list()[0],
        "units": municipalities.height,
    }
    if abs(params["sum"] - params["total"]) < 0.5:
        return [
            Finding(
                code="totals-agree-municipality",
                severity="info",
                message=mark("The areas of municipalities sum to the national figure. Units: %(units)s."),
                action=mark("Nothing to do."),
                params=params,
            )
        ]
    return [
        Finding(
            code="totals-differ-municipality",
            severity="warning",
            message=mark(
                "The areas of municipalities sum to %(sum)s ha, the national figure is %(total)s ha."
            ),
            action=mark("The values are kept; check whether the file is complete."),
            params=params,
        )
    ]
