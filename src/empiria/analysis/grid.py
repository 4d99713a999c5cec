"""The grid: every unit × every period × every leaf, numbered, with its observation and its denominator laid beside it.

A period belongs to the grid when any indicator the recipe names (denominators included) has an observation in it, even
one whose value is missing. Each row carries three numbers that say all the method needs to know:

- ``place``: unit × period — who and when;
- ``node``: the leaf, counted over the tree with parents before children;
- ``peers``: group × period — among whom and when. Units without a group are gathered in a last group of their own,
  so that they meet nobody else; `Grid.grouped` tells them apart.

Where the recipe has `change`, the observation (and denominator) of exactly so many years earlier stands beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import Frame
from empiria.analysis.recipe import Node, Recipe
from empiria.analysis.tables import check_observations, check_units, group_column, number_column

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Grid:
    """The numbering of units, periods, groups and nodes, and the numbered table of leaves."""

    recipe: Recipe
    units: pl.Series
    periods: tuple[int, ...]
    groups: tuple[str, ...]
    membership: Integers
    leaves: pl.DataFrame
    reasons: pl.DataFrame
    unit_table: pl.DataFrame

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Node code → its number."""
        return {node.code: number for number, node in enumerate(self.recipe.nodes)}

    @cached_property
    def leaf_numbers(self) -> dict[int, Node]:
        return {number: node for number, node in enumerate(self.recipe.nodes) if node.is_leaf}

    @cached_property
    def scored(self) -> dict[int, Node]:
        """The leaves that are scored, by number."""
        return {number: leaf for number, leaf in self.leaf_numbers.items() if leaf.direction != "neutral"}

    @property
    def grouped(self) -> nw.Expr:
        """Does the row's unit belong to a compared group?"""
        return nw.col("peers") < len(self.groups) * len(self.periods)

    @property
    def everyone_grouped(self) -> bool:
        return bool((self.membership < len(self.groups)).all())

    @property
    def year(self) -> nw.Expr:
        """The row's period, in years, from its place."""
        return _year_of(nw.col("place") % len(self.periods), self.periods)

    @property
    def pool_year(self) -> int | None:
        """The position of the one period on which parameters are fitted, where the recipe names one."""
        return None if isinstance(self.recipe.pool, str) else self.periods.index(self.recipe.pool)

    def pooled(self, frame: Frame, peers: str = "peers") -> Frame:
        """The frame with `pool`: the set of rows whose parameters are fitted together (number of the group, and of
        the period unless pooled), from the column that says among whom and when."""
        pool = nw.col(peers) if self.recipe.pool == "period" else nw.col(peers) // len(self.periods)
        return frame.with_columns(pool=pool)

    def fitting(self, frame: Frame, peers: str = "peers") -> Frame:
        """The rows that parameters are fitted on: all, or those of the pooled year."""
        if self.pool_year is None:
            return frame
        return frame.filter(nw.col(peers) % len(self.periods) == self.pool_year)

    def within(self, column: str | None) -> tuple[pl.DataFrame, tuple[str, ...]]:
        """`place` → `within` (group × period), for the groups of a column of the units or the compared ones; units
        without a group are left out. And the names of the groups."""
        groups, membership = (self.groups, self.membership)
        if column is not None:
            groups, membership = _membership(group_column(self.unit_table, column))
        count = len(self.periods)
        member = np.repeat(membership, count)
        within = member * count + np.tile(np.arange(count), len(membership))
        table = pl.DataFrame(
            {"place": np.arange(len(within), dtype=np.int32), "within": within.astype(np.int32)}
        )
        return table.filter(pl.Series(member < len(groups))), groups


def _year_of(position: nw.Expr, periods: tuple[int, ...]) -> nw.Expr:
    """Positions are years but for the gaps: each gap adds to all that follow it."""
    year = position + periods[0]
    for index in range(1, len(periods)):
        gap = periods[index] - periods[index - 1] - 1
        if gap:
            year = year + (position >= index).cast(nw.Int32) * gap
    return year


def lay_grid(recipe: Recipe, observations: pl.DataFrame, units: pl.DataFrame) -> Grid:
    """Check both tables against each other and against the recipe, and number them.

    Raises InputError, naming the table (`observations`, `units`), row, column or node: what `check_observations` and
    `check_units` refuse; an unknown unit; an observation twice; an indicator of the recipe without any observation; a
    column the recipe names that the units lack; a pooled year without observations.
    """
    observations = check_observations(observations)
    units = check_units(units)
    named = [leaf.per.column for leaf in recipe.leaves() if leaf.per and leaf.per.column is not None]
    numbers = {column: number_column(units, "units", column) for column in dict.fromkeys(named)}
    order = units["unit"].arg_sort()  # only now, so that errors name the rows as they came
    units, numbers = units[order], {column: series[order] for column, series in numbers.items()}
    if recipe.compare == "all":
        groups, membership = _membership(pl.Series(["all"]).new_from_index(0, units.height))
    else:
        groups, membership = _membership(group_column(units, recipe.compare))
    cube = _Cube(recipe, observations, units, numbers)
    if not isinstance(recipe.pool, str) and recipe.pool not in cube.periods:
        message = mark("the recipe is pooled on %(year)s, a year without observations")
        raise InputError(message, place={"file": "observations"}, year=recipe.pool)
    return Grid(
        recipe=recipe,
        units=units["unit"],
        periods=cube.periods,
        groups=groups,
        membership=membership,
        leaves=_leaves(recipe, cube, units, membership),
        reasons=cube.reasons(),
        unit_table=units,
    )


def _membership(column: pl.Series) -> tuple[tuple[str, ...], Integers]:
    """Group names in order, and each unit's group number; one past the last for units without a group."""
    names = column.drop_nulls().unique().sort()
    numbers = column.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(len(names))
    return tuple(names), numbers.to_numpy()


class _Cube:
    """The recipe's indicators as dense arrays over unit × period."""

    def __init__(
        self,
        recipe: Recipe,
        observations: pl.DataFrame,
        units: pl.DataFrame,
        numbers: Mapping[str, pl.Series],
    ) -> None:
        self.recipe = recipe
        self.units = units
        self.numbers = numbers
        self.names = observations["indicator"].unique().sort()
        unit = observations["unit"].cast(pl.Enum(units["unit"]), strict=False).to_physical()
        if unit.null_count():
            row = unit.is_null().arg_max() or 0
            message = mark("the unit “%(unit)s” is not among the units")
            place = {"file": "observations", "row": row + 1, "column": "unit"}
            raise InputError(message, place=place, unit=observations["unit"][row])
        indicator = observations["indicator"].cast(pl.Enum(self.names)).to_physical()
        years = observations["period"]
        all_years = years.unique().sort()
        period = all_years.search_sorted(years)
        key = (unit.cast(pl.Int64) * len(all_years) + period.cast(pl.Int64)) * len(self.names) + indicator
        if key.n_unique() < len(key):
            self._fail_on_twins(observations, key)
        self._keep(observations, unit, indicator, years)

    def _fail_on_twins(self, observations: pl.DataFrame, key: pl.Series) -> None:
        row = key.is_first_distinct().arg_min() or 0
        first = (key == key[row]).arg_max() or 0
        unit, indicator, period = observations.row(row)[:3]
        message = mark(
            "the observation of “%(unit)s”, “%(indicator)s”, %(period)s stands twice; it stood first with %(value)s"
        )
        place = {"file": "observations", "row": row + 1}
        value = observations["value"][first]
        raise InputError(
            message,
            place=place,
            unit=unit,
            indicator=indicator,
            period=period,
            value="—" if value is None else value,
        )

    def _keep(
        self, observations: pl.DataFrame, unit: pl.Series, indicator: pl.Series, years: pl.Series
    ) -> None:
        """Scatter the recipe's indicators into one array, indicator by unit by period, not-a-number where missing."""
        wanted = self.recipe.indicators()
        known = set(self.names)
        for code in wanted:
            if code not in known:
                message = mark("the indicator has no observation")
                raise InputError(message, place={"file": "observations", "node": code})
        slot = np.full(len(self.names), -1, dtype=np.int64)
        slot[self.names.search_sorted(pl.Series(wanted)).to_numpy()] = np.arange(len(wanted))
        self.slots = {code: number for number, code in enumerate(wanted)}
        slots = slot[indicator.to_numpy()]
        rows = slots >= 0
        whole = bool(rows.all())
        kept = years if whole else years.filter(pl.Series(rows))
        periods = kept.unique().sort()
        self.periods = tuple(int(year) for year in periods)
        span = len(self.periods)

        def used(array: npt.NDArray[Any]) -> npt.NDArray[Any]:
            return array if whole else array[rows]

        self.place = used(unit.to_numpy()).astype(np.int64) * span + periods.search_sorted(kept).to_numpy()
        self.slot = used(slots)
        values = used(observations["value"].to_numpy())
        self.values = np.full((self.units.height * span, len(wanted)), np.nan)
        self.values[self.place, self.slot] = values
        status = observations["status"]
        self.status = status if whole else status.filter(pl.Series(rows))
        self.missing = np.isnan(values)

    def reasons(self) -> pl.DataFrame:
        """`place`, `indicator`, `reason`: the reasons given with observations of missing value."""
        if self.status.null_count() == len(self.status) or not self.missing.any():
            return pl.DataFrame(schema={"place": pl.Int64, "indicator": pl.String, "reason": pl.String})
        rows = pl.Series(self.missing)
        codes = pl.Series(list(self.slots)).gather(self.slot[self.missing])
        table = pl.DataFrame(
            {"place": self.place[self.missing], "indicator": codes, "reason": self.status.filter(rows)}
        )
        return table.filter(pl.col("reason").str.strip_chars() != "")

    def of(self, code: str) -> Floats:
        """One indicator over unit × period."""
        column: Floats = self.values[:, self.slots[code]]
        return column

    def denominators(self, leaves: tuple[Node, ...]) -> Floats | None:
        """Each leaf's denominator over unit × period, 1 where it has none; None when no leaf has any."""
        if not any(leaf.per for leaf in leaves):
            return None
        result = np.ones((len(self.values), len(leaves)))
        for number, leaf in enumerate(leaves):
            if leaf.per and leaf.per.indicator is not None:
                result[:, number] = self.of(leaf.per.indicator)
            elif leaf.per and leaf.per.column is not None:
                result[:, number] = np.repeat(self.numbers[leaf.per.column].to_numpy(), len(self.periods))
        return result

    def earlier(self, values: Floats, years: int) -> Floats:
        """What stood exactly so many years earlier; not-a-number where that year is not in the grid."""
        cube = values.reshape(self.units.height, len(self.periods), -1)
        result = np.full_like(cube, np.nan)
        for position, year in enumerate(self.periods):
            if year - years in self.periods:
                result[:, position] = cube[:, self.periods.index(year - years)]
        return result.reshape(values.shape)


def _leaves(recipe: Recipe, cube: _Cube, units: pl.DataFrame, membership: Integers) -> pl.DataFrame:
    leaves = recipe.leaves()
    numbers = [number for number, node in enumerate(recipe.nodes) if node.is_leaf]
    span, count = len(cube.periods), len(leaves)
    peers = np.repeat(membership, span) * span + np.tile(np.arange(span), units.height)
    observed = cube.values[:, [cube.slots[leaf.code] for leaf in leaves]]
    denominators = cube.denominators(leaves)
    columns: dict[str, npt.NDArray[Any]] = {
        "place": np.repeat(np.arange(units.height * span, dtype=np.int32), count),
        "node": np.tile(np.array(numbers, dtype=np.int32), units.height * span),
        "peers": np.repeat(peers.astype(np.int32), count),
        "observed": observed.ravel(),
    }
    if denominators is not None:
        columns["denominator"] = denominators.ravel()
    if recipe.change is not None:
        columns["earlier"] = cube.earlier(observed, recipe.change.periods).ravel()
        if denominators is not None:
            columns["earlier_denominator"] = cube.earlier(denominators, recipe.change.periods).ravel()
    return pl.DataFrame(columns, nan_to_null=True)
