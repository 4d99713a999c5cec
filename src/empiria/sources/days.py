"""What day it is in Poland: statistics of a time to come are a slip of whoever wrote them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from empiria.analysis.errors import InputError, mark

POLAND = ZoneInfo("Europe/Warsaw")


def today() -> date:
    return datetime.now(POLAND).date()


def refuse_years_to_come(rows: pl.DataFrame, *, place: Mapping[str, Any]) -> None:
    """Raises InputError for the first of the rows (`row`, `period`) of a year that has not begun."""
    wrong = rows.filter(pl.col("period") > today().year)
    if not wrong.is_empty():
        refuse_year_to_come(wrong["period"][0], place={**place, "line": wrong["row"][0]})


def refuse_year_to_come(year: int, *, place: Mapping[str, Any]) -> None:
    """Raises InputError for a year that has not begun; `place` says where it stands."""
    if year > today().year:
        raise InputError(
            mark("The year %(year)s has not begun, so there can be no figures of it."),
            place=dict(place),
            year=year,
        )


def refuse_day_to_come(retrieved: datetime | None, *, place: Mapping[str, Any]) -> None:
    """Raises InputError where a file is said to have been fetched on a day to come."""
    if retrieved is not None and retrieved.date() > today():
        raise InputError(
            mark("The file is said to have been fetched on %(day)s, a day to come."),
            place=dict(place),
            day=retrieved.date().isoformat(),
        )
