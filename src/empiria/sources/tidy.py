"""Tidy tables of observations: unit, indicator, period, value and, where known, why a value is missing."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.codes import identify_codes, leave_out_parts
from empiria.sources.days import refuse_years_to_come
from empiria.sources.delimited import Delimited, require_columns
from empiria.sources.encoding import decode
from empiria.sources.numbers import LARGEST, TOO_LARGE, parse_numbers, refuse_ambiguous_commas
from empiria.sources.reading import (
    MISSING,
    NO_VALUE,
    OTHER,
    Finding,
    Reading,
    summed_finding,
)
from empiria.sources.received import Member, only_member, open_received
from empiria.sources.workbook import Sheet

REQUIRED = ("unit", "indicator", "period", "value")
READ = (*REQUIRED, "status")
# A reason of the table's own is a code: a sentence would be published with the figures, whomever it names.
OWN_REASON = r"^[A-Za-z0-9_-]{1,32}$"
COLUMNS = ["unit", "teryt", "level", "indicator", "period", "value", "status", "row"]


def read_tidy(
    path: Path,
    *,
    sheet: str | None = None,
    retrieved: datetime | None = None,
    origin: str = "",
    licence: str = "",
) -> Reading:
    """A table with the columns unit, indicator, period, value and, if there, status: CSV, Parquet or XLSX.

    Column names in any case and order; further columns are findings. `unit` is TERYT of 2, 4, 6 or 7 digits or
    an id of BDL, `period` a year that has begun; an empty value is missing. Of a workbook `sheet` is read, or the first one.
    The result has `unit` (the code for life), `teryt` (as written), `level`, `indicator`, `period` (Int32),
    `value` (Float64, null where missing), `status` (a known reason or a code) and `row`, sorted by unit, indicator and
    period.

    Raises InputError, with the place, for anything that is not such a table.
    """
    received = open_received(path, retrieved=retrieved, origin=origin, licence=licence)
    member = only_member(received)
    if member.data.startswith(b"PAR1"):
        rows, numeric, findings = _from_parquet(member)
        place: dict[str, Any] = {"file": member.file}
    elif member.is_spreadsheet:
        rows, numeric, findings = _from_workbook(member, sheet=sheet)
        place = {"file": member.file, "sheet": rows["sheet"][0]}
    else:
        rows, numeric, findings = _from_text(member)
        place = {"file": member.file}
    rows = _check_periods(_check_indicators(rows, place=place), place=place)
    rows, noticed = identify_codes(rows.rename({"unit": "code"}), place=place, column="unit", numeric=numeric)
    findings += noticed
    rows, noticed = leave_out_parts(_numbers(rows, place=place))
    findings += noticed
    rows, noticed = _apply_statuses(rows)
    findings += noticed
    _refuse_repeated(rows, place=place)
    table = rows.select(COLUMNS).sort("unit", "indicator", "period")
    return Reading(table=table, provenance=received.provenance, findings=received.findings + findings)


def _from_text(member: Member) -> tuple[pl.DataFrame, bool, list[Finding]]:
    text, findings = decode(member)
    table = Delimited(text, file=member.file, expected=READ)
    names, noticed = _names(table.header, place=table.place(table.header_line))
    rows = _only_read(table.frame(names))
    if table.separator == ",":
        cells = rows.select("row", text="value", column=pl.lit("value"))
        refuse_ambiguous_commas(cells, file=member.file)
    return rows, False, findings + table.findings + noticed


def _from_workbook(member: Member, *, sheet: str | None) -> tuple[pl.DataFrame, bool, list[Finding]]:
    table = Sheet(member, name=sheet)
    names, noticed = _names(table.header, place=table.place(table.header_line))
    rows = _only_read(table.frame(names)).with_columns(sheet=pl.lit(table.name))
    return rows, table.holds_numbers(names.index("unit")), table.unread() + noticed


def _from_parquet(member: Member) -> tuple[pl.DataFrame, bool, list[Finding]]:
    place = {"file": member.file}
    try:
        frame = pl.read_parquet(io.BytesIO(member.data))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(mark("The Parquet file is damaged or was cut off."), place=place) from error
    names, findings = _names(frame.columns, place=place)
    if frame.is_empty():
        raise InputError(mark("The table has a header and no rows."), place=place)
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    for name in set(READ) & set(names):
        dtype = frame.schema[name]
        if dtype.is_nested() or dtype.is_temporal() or dtype in (pl.Boolean, pl.Binary):
            raise InputError(
                mark("The column holds neither text nor numbers (%(dtype)s)."),
                place=place | {"column": name},
                dtype=str(dtype),
            )
    numeric = frame.schema["unit"].is_numeric()
    whole = [name for name in ("unit", "period") if frame.schema[name].is_float()]
    texts = [
        name for name in READ if name in names and not (name == "value" and frame.schema[name].is_numeric())
    ]
    frame = frame.with_columns(
        pl.when(pl.col(name) == pl.col(name).round())
        .then(pl.col(name).cast(pl.Int64, strict=False).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in whole
    ).with_columns(pl.col(texts).cast(pl.String).fill_null(""))
    return (
        _only_read(frame.with_columns(row=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))),
        numeric,
        findings,
    )


def _names(header: list[str], *, place: dict[str, Any]) -> tuple[list[str], list[Finding]]:
    """The header with the read columns in lower case and the others made distinct; what is not read is said."""
    lower = [name.strip().casefold() for name in header]
    years = [name for name in lower if name.isdigit() and len(name) == 4]
    if years and not {"period", "value"} <= set(lower):
        raise InputError(
            mark(
                "The table is wide (a column per year, such as %(year)s); expected is one row per unit, indicator "
                "and period."
            ),
            place=place,
            year=years[0],
        )
    require_columns([name for name in lower if name], REQUIRED, place=place)
    findings = [
        Finding(
            code="column-unread",
            severity="info",
            message=mark("A column that is not part of a tidy table: %(name)s."),
            action=mark("Not read."),
            column=name,
            params={"name": name or "—"},
        )
        for name, known in zip(header, lower, strict=True)
        if known not in READ
    ]
    return [name if name in READ else f"unread {index}" for index, name in enumerate(lower)], findings


def _only_read(rows: pl.DataFrame) -> pl.DataFrame:
    if "status" not in rows.columns:
        rows = rows.with_columns(status=pl.lit(""))
    texts = [name for name in READ if rows.schema[name] == pl.String]
    return rows.select(*READ, "row").with_columns(pl.col(texts).str.strip_chars())


def _check_indicators(rows: pl.DataFrame, *, place: dict[str, Any]) -> pl.DataFrame:
    empty = rows.filter(pl.col("indicator") == "")
    if not empty.is_empty():
        raise InputError(
            mark("The indicator is missing."), place=place | {"line": empty["row"][0], "column": "indicator"}
        )
    return rows


def _check_periods(rows: pl.DataFrame, *, place: dict[str, Any]) -> pl.DataFrame:
    wrong = rows.filter(~pl.col("period").str.contains(r"^[0-9]{4}$"))
    if not wrong.is_empty():
        raise InputError(
            mark("“%(found)s” is not a year."),
            place=place | {"line": wrong["row"][0], "column": "period"},
            found=wrong["period"][0],
        )
    rows = rows.with_columns(pl.col("period").cast(pl.Int32))
    refuse_years_to_come(rows, place=place | {"column": "period"})
    return rows


def _numbers(rows: pl.DataFrame, *, place: dict[str, Any]) -> pl.DataFrame:
    if rows.schema["value"].is_numeric():
        rows = rows.with_columns(pl.col("value").cast(pl.Float64))
        for is_wrong, message in (
            (~pl.col("value").is_finite(), mark("“%(found)s” is not a finite number.")),
            (pl.col("value").abs() >= LARGEST, TOO_LARGE),
        ):
            wrong = rows.filter(is_wrong)
            if not wrong.is_empty():
                raise InputError(
                    message,
                    place=place | {"line": wrong["row"][0], "column": "value"},
                    found=str(wrong["value"][0]),
                )
        return rows
    try:
        return parse_numbers(
            rows.rename({"value": "text"}).with_columns(column=pl.lit("value")),
            file=place["file"],
            exponents=True,
        )
    except InputError as error:
        raise error.at(**place) from None


def _apply_statuses(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """An empty value is missing; a number beside a status that says there is none is no value; words are not kept."""
    no_value = pl.col("status").is_in(NO_VALUE)
    is_own = ~no_value & pl.col("status").str.contains(OWN_REASON)
    is_words = ~no_value & ~is_own & (pl.col("status") != "")
    findings = summed_finding(
        rows.filter(no_value & pl.col("value").is_not_null()),
        code="value-denied",
        severity="warning",
        message=mark("A number stands beside a status that says there is none. Cells: %(count)s."),
        action=mark("Read as missing, as the status says."),
        column="value",
    )
    findings += summed_finding(
        rows.filter(is_own),
        code="status-unknown",
        message=mark(
            "A status that is not one of the known reasons, such as “%(status)s”. Cells: %(count)s."
        ),
        action=mark("Kept as given, and the value beside it."),
        column="status",
        shows=["status"],
    )
    findings += summed_finding(
        rows.filter(is_words),
        code="status-words",
        severity="warning",
        message=mark(
            "A status in words, which is neither a known reason nor a code of letters without diacritics, figures, - and _. "
            "Cells: %(count)s."
        ),
        action=mark("The words are not kept: a missing value is missing for another reason, a value stands."),
        column="status",
    )
    status = pl.when(~is_words).then("status").when(pl.col("value").is_null()).then(pl.lit(OTHER))
    rows = rows.with_columns(status=status.otherwise(pl.lit("")))
    rows = rows.with_columns(value=pl.when(no_value).then(None).otherwise(pl.col("value")))
    unexplained = pl.col("value").is_null() & (pl.col("status") == "")
    return rows.with_columns(
        status=pl.when(unexplained).then(pl.lit(MISSING)).otherwise(pl.col("status"))
    ), findings


def _refuse_repeated(rows: pl.DataFrame, *, place: dict[str, Any]) -> None:
    key = ["unit", "indicator", "period"]
    repeated = rows.filter(pl.struct(key).is_duplicated()).sort("row")
    if repeated.is_empty():
        return
    first = repeated.row(0, named=True)
    second = repeated.filter(*(pl.col(name) == first[name] for name in key)).row(1, named=True)
    raise InputError(
        mark("%(unit)s already has “%(indicator)s” for %(period)s in line %(line)s."),
        place=place | {"line": second["row"]},
        unit=first["unit"],
        indicator=first["indicator"],
        period=first["period"],
        line=first["row"],
    )
