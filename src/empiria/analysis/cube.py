"""Observations as a dense array: unit × period × indicator, checked against the units and the recipe on the way."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.analysis.recipe import Recipe

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

REASONS = {"place": pl.Int64, "indicator": pl.String, "reason": pl.String}


@dataclass(frozen=True)
class Cube:
    """`values`: (unit × period) × indicator, not-a-number where missing; units and periods in ascending order.

    `slots`: indicator → its column. `reasons`: `place, indicator, reason`, the reasons given with missing values.
    """

    values: Floats
    slots: dict[str, int]
    periods: tuple[int, ...]
    reasons: pl.DataFrame

    def of(self, code: str) -> Floats:
        """One indicator over unit × period."""
        column: Floats = self.values[:, self.slots[code]]
        return column

    def earlier(self, values: Floats, years: int) -> Floats:
        """Any (unit × period) × column array as it stood exactly so many years earlier; not-a-number where that year
        has no observations at all."""
        source = values.reshape(-1, len(self.periods), values.shape[1])
        result = np.full_like(source, np.nan)
        for position, year in enumerate(self.periods):
            if year - years in self.periods:
                result[:, position] = source[:, self.periods.index(year - years)]
        return result.reshape(values.shape)


def lay_cube(recipe: Recipe, observations: pl.DataFrame, units: pl.Series) -> Cube:
    """The recipe's indicators from checked observations and the sorted codes of all units.

    Raises InputError: an unknown unit, an observation twice (of any indicator), an indicator of the recipe without one.
    """
    names = observations["indicator"].unique().sort()
    unit, indicator = _numbered(observations, units, names)
    years, year = _distinct(observations["period"])
    _refuse_twins(
        observations,
        (unit * len(years) + year) * len(names) + indicator,
        len(units) * len(years) * len(names),
    )
    wanted = recipe.indicators()
    slot_of = _slots(wanted, names)
    slots = slot_of[indicator]
    rows = None if (slot_of >= 0).all() else np.flatnonzero(slots >= 0)

    def used(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return array if rows is None else array[rows]

    slots = used(slots)
    kept = np.unique(used(year)) if rows is not None else np.arange(len(years))
    place = used(unit) * len(kept) + np.searchsorted(kept, np.arange(len(years)))[used(year)]
    observed = used(observations["value"].to_numpy())
    values = np.full((len(units) * len(kept), len(wanted)), np.nan)
    values[place, slots] = observed
    status = observations["status"] if rows is None else observations["status"].gather(rows)
    reasons = _reasons(np.isnan(observed), status, place, slots, wanted)
    return Cube(
        values, {code: slot for slot, code in enumerate(wanted)}, tuple(int(years[i]) for i in kept), reasons
    )


def _numbered(observations: pl.DataFrame, units: pl.Series, names: pl.Series) -> tuple[Integers, Integers]:
    """Each row's unit and indicator as positions in the sorted codes."""
    numbers = observations.select(
        pl.col("unit").cast(pl.Enum(units), strict=False).to_physical(),
        pl.col("indicator").cast(pl.Enum(names)).to_physical(),
    )
    unknown = numbers["unit"].is_null()
    if unknown.any():
        row = unknown.arg_max() or 0
        place = {"file": "observations", "row": row + 1, "column": "unit"}
        raise InputError(
            mark("the unit “%(unit)s” is not among the units"), place=place, unit=observations["unit"][row]
        )
    return numbers["unit"].to_numpy().astype(np.int64), numbers["indicator"].to_numpy().astype(np.int64)


def _distinct(periods: pl.Series) -> tuple[Integers, Integers]:
    """The distinct years in order, and each row's position among them."""
    years = periods.unique().sort().to_numpy().astype(np.int64)
    if years[-1] - years[0] < len(periods) + 1000:  # a table of all years between is faster than searching
        position = np.searchsorted(years, np.arange(years[0], years[-1] + 1))
        return years, position[periods.to_numpy() - years[0]]
    return years, np.searchsorted(years, periods.to_numpy())


def _refuse_twins(observations: pl.DataFrame, key: Integers, size: int) -> None:
    if size <= 8 * len(
        key
    ):  # a flag for every possible key is far faster than a hash, and here it is affordable
        seen = np.zeros(size, dtype=np.bool_)
        seen[key] = True
        distinct = int(np.count_nonzero(seen))
    else:
        distinct = pl.Series(key).n_unique()
    if distinct == len(key):
        return
    keys = pl.Series(key)
    row = keys.is_first_distinct().arg_min() or 0
    first = (keys == keys[row]).arg_max() or 0
    unit, indicator, period, value, _ = observations.row(row)
    message = mark(
        "the observation of “%(unit)s”, “%(indicator)s”, %(period)s stands twice: %(first)s and %(second)s"
    )
    values = {"first": observations["value"][first], "second": value}
    shown = {name: "—" if number is None else number for name, number in values.items()}
    place = {"file": "observations", "row": row + 1}
    raise InputError(message, place=place, unit=unit, indicator=indicator, period=period, **shown)


def _slots(wanted: tuple[str, ...], names: pl.Series) -> Integers:
    """Each known indicator's column in the cube, −1 where the recipe does not name it."""
    known = {code: number for number, code in enumerate(names)}
    result = np.full(len(names), -1, dtype=np.int64)
    for slot, code in enumerate(wanted):
        if code not in known:
            place = {"file": "observations", "node": code}
            raise InputError(mark("the indicator has no observation"), place=place)
        result[known[code]] = slot
    return result


def _reasons(
    missing: npt.NDArray[np.bool_],
    status: pl.Series,
    place: Integers,
    slot: Integers,
    wanted: tuple[str, ...],
) -> pl.DataFrame:
    if status.null_count() == len(status) or not missing.any():
        return pl.DataFrame(schema=REASONS)
    rows = np.flatnonzero(missing)
    codes = pl.Series(wanted).gather(slot[rows])
    table = pl.DataFrame(
        {"place": place[rows], "indicator": codes, "reason": status.gather(rows)}, schema=REASONS
    )
    return table.filter(pl.col("reason").str.strip_chars() != "")
