"""Observations and units as they come: checked, typed, with the first offending row named.

Codes are text, so that leading zeros are kept; years are whole numbers; a value is a finite number or missing. Tables
read from CSV hold only text and are typed here too. A row in an error counts from 1 and does not count the header.
"""

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import OBSERVATIONS

Place = dict[str, object]

INTEGERS = pl.Int32


def check_observations(table: pl.DataFrame) -> pl.DataFrame:
    """The observations typed: unit, indicator (text), period (year), value (number or null), status (text or null).

    Raises InputError: a column is missing; no rows; an empty code; a period that is not a whole year; a value that is
    text or not finite.
    """
    _require(table, "observations", ["unit", "indicator", "period", "value"])
    if table.is_empty():
        raise InputError(mark("the table has no rows"), place={"file": "observations"})
    return pl.DataFrame(
        {
            "unit": _codes(table, "observations", "unit"),
            "indicator": _codes(table, "observations", "indicator"),
            "period": _years(table),
            "value": number_column(table, "observations", "value"),
            "status": _texts(table["status"])
            if "status" in table.columns
            else pl.Series([None], dtype=pl.String).new_from_index(0, table.height),
        },
        schema=OBSERVATIONS,
    )


def check_units(table: pl.DataFrame) -> pl.DataFrame:
    """The units with their code in `unit` (given as `unit` or `teryt`), all other columns as they came.

    Raises InputError: no code column; no rows; an empty code; a unit twice.
    """
    if "unit" not in table.columns and "teryt" in table.columns:
        table = table.rename({"teryt": "unit"})
    _require(table, "units", ["unit"])
    if table.is_empty():
        raise InputError(mark("the table has no rows"), place={"file": "units"})
    codes = _codes(table, "units", "unit")
    if codes.n_unique() < table.height:
        row = codes.is_first_distinct().arg_min() or 0
        message = mark("the unit “%(unit)s” stands twice")
        raise InputError(message, place={"file": "units", "row": row + 1}, unit=codes[row])
    return table.with_columns(codes)


def group_column(units: pl.DataFrame, column: str) -> pl.Series:
    """A column of the units as group names (text); null where empty. InputError when there is no such column."""
    _require(units, "units", [column])
    texts = _texts(units[column]).str.strip_chars()
    return texts.set(texts == "", None)


def number_column(table: pl.DataFrame, file: str, column: str) -> pl.Series:
    """A column as finite numbers or null. InputError names the first row that is neither."""
    _require(table, file, [column])
    series = table[column]
    if series.dtype == pl.Boolean or not (
        series.dtype.is_numeric() or _is_text(series.dtype) or series.dtype == pl.Null
    ):
        message = mark("expected numbers, found values of type %(type)s")
        raise InputError(message, place={"file": file, "column": column}, type=str(series.dtype))
    numbers = (
        series.cast(pl.Float64, strict=False) if not _is_text(series.dtype) else _parsed(series, pl.Float64)
    )
    if numbers.null_count() > series.null_count():
        _fail_at(
            numbers.is_null() & _filled(series),
            table,
            file,
            column,
            mark("expected a number, found “%(found)s”"),
        )
    if not numbers.is_finite().all():
        _fail_at(
            ~numbers.is_finite(), table, file, column, mark("expected a finite number, found “%(found)s”")
        )
    return numbers


def _require(table: pl.DataFrame, file: str, columns: list[str]) -> None:
    for column in columns:
        if column not in table.columns:
            message = mark("the column is missing; there are: %(columns)s")
            raise InputError(
                message, place={"file": file, "column": column}, columns=", ".join(table.columns)
            )


def _codes(table: pl.DataFrame, file: str, column: str) -> pl.Series:
    series = table[column]
    if not _is_text(series.dtype):
        message = mark("codes must be text, which keeps leading zeros; found values of type %(type)s")
        raise InputError(message, place={"file": file, "column": column}, type=str(series.dtype))
    codes = series.cast(pl.String)
    if codes.null_count() or (codes == "").any():
        _fail_at(codes.is_null() | (codes == ""), table, file, column, mark("the code is empty"))
    return codes.alias(column)


def _years(table: pl.DataFrame) -> pl.Series:
    series = table["period"]
    message = mark("expected a year (a whole number), found “%(found)s”")
    if not (series.dtype.is_integer() or _is_text(series.dtype)):
        _fail_at(pl.Series([True]), table, "observations", "period", message)
    years = series.cast(INTEGERS, strict=False) if series.dtype.is_integer() else _parsed(series, INTEGERS)
    if years.null_count():
        _fail_at(years.is_null(), table, "observations", "period", message)
    return years


def _texts(series: pl.Series) -> pl.Series:
    return series.cast(pl.String)


def _parsed(series: pl.Series, dtype: type[pl.DataType]) -> pl.Series:
    return series.cast(pl.String).str.strip_chars().cast(dtype, strict=False)


def _filled(series: pl.Series) -> pl.Series:
    """Where something stands: blanks are as good as nothing."""
    return (
        series.is_not_null() & (series.cast(pl.String).str.strip_chars() != "")
        if _is_text(series.dtype)
        else series.is_not_null()
    )


def _is_text(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def _fail_at(bad: pl.Series, table: pl.DataFrame, file: str, column: str, message: str) -> None:
    """Raise at the first row marked bad; return when none is (an offence may turn out to be a blank)."""
    row = bad.fill_null(value=False).arg_max()
    if row is None or not bad[row]:
        return
    found = table[column][row]
    place: Place = {"file": file, "row": row + 1, "column": column}
    raise InputError(message, place=place, found="" if found is None else found)
