"""The store's files as lazy frames. A path in the database is relative to the store, so the store can move."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import polars as pl
from django.conf import settings

# One observation per row, sorted by unit, indicator and period, so that one unit is a few neighbouring row groups.
OBSERVATIONS = pl.Schema(
    {
        "unit": pl.String(),
        "indicator": pl.String(),
        "period": pl.Int32(),
        "value": pl.Float64(),
        "status": pl.String(),
        "source": pl.Int64(),
        "note": pl.String(),
    }
)
KEYS = ["unit", "indicator", "period"]


def store_root() -> Path:
    return Path(settings.EMPIRIA_DATA) / "store"


def store_path(relative: str) -> Path:
    return store_root() / relative


# A path names its content, so its footer is read once and not for every page: that would take as long as the page's rows.
@lru_cache(maxsize=32)
def scan(path: Path) -> pl.LazyFrame:
    """A file of the store."""
    return pl.scan_parquet(path)


def scan_observations(relative: str) -> pl.LazyFrame:
    """A release's observations; an empty frame where there are none yet."""
    if not relative:
        return pl.LazyFrame(schema=OBSERVATIONS)
    return scan(store_path(relative))


class Figure(NamedTuple):
    """One observation of a unit: what it is, why it is missing, and the import it came from."""

    value: float | None
    status: str
    source: int | None


# Of one unit, by indicator and then by period.
Figures = Mapping[str, Mapping[int, Figure]]


def unit_figures(relative: str, unit: str) -> Figures:
    """Everything a release says of one unit."""
    found: dict[str, dict[int, Figure]] = {}
    rows = (
        scan_observations(relative)
        .filter(pl.col("unit") == unit)
        .select("indicator", "period", "value", "status", "source")
        .collect()
    )
    # Read out by column: several times as fast as by row.
    for indicator, period, value, status, source in zip(*(column.to_list() for column in rows), strict=True):
        found.setdefault(indicator, {})[period] = Figure(value, status, source)
    return found


def read_units(relative: str) -> pl.DataFrame:
    """The units of a published release as they were frozen with it, with a column for every grouping."""
    return pl.read_parquet(store_path(relative))
