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

from empiria.analysis.cube import Cube, Floats, Integers, lay_cube
from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import Frame
from empiria.analysis.recipe import Node, Recipe
from empiria.analysis.tables import check_observations, check_units, group_column, number_column


@dataclass(frozen=True)
class Grid:
    """The numbering of units, periods, groups and nodes."""

    recipe: Recipe
    units: pl.Series
    periods: tuple[int, ...]
    groups: tuple[str, ...]
    membership: Integers
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

    @property
    def peer_sets(self) -> int:
        """More than the numbers that `peers` (of any column of the units) can take."""
        return (len(self.membership) + 1) * len(self.periods)

    def column(self, peers: str = "peers") -> nw.Expr:
        """The number of the column a row is compared in: one leaf among one group, in one period unless pooled.

        One number, because grouping and joining by one key takes half the time of two. `peers` names the numbers that
        say among whom and when.
        """
        pool = nw.col(peers) if self.recipe.pool == "period" else nw.col(peers) // len(self.periods)
        return nw.col("node").cast(nw.Int64) * self.peer_sets + pool

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


def lay_grid(recipe: Recipe, observations: pl.DataFrame, units: pl.DataFrame) -> tuple[Grid, pl.DataFrame]:
    """Check both tables against each other and against the recipe, and number them: the grid and its rows of leaves.

    Raises InputError, naming the table (`observations`, `units`), row, column or node: what `check_observations` and
    `check_units` refuse; an unknown unit; an observation twice; an indicator of the recipe without any observation; a
    column the recipe names that the units lack; a pooled year without observations.
    """
    observations = check_observations(observations)
    units, numbers = number_units(recipe, units)
    cube = lay_cube(recipe, observations, units["unit"])
    grid = grid_of(recipe, units, cube.periods, cube.reasons)
    return grid, _leaves(recipe, cube, numbers, grid.membership)


def number_units(recipe: Recipe, units: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.Series]]:
    """The checked units in ascending order, and those of their columns that the recipe divides by, as numbers."""
    units = check_units(units)
    named = [leaf.per.column for leaf in recipe.leaves() if leaf.per and leaf.per.column is not None]
    numbers = {column: number_column(units, "units", column) for column in dict.fromkeys(named)}
    order = units["unit"].arg_sort()  # only now, so that errors name the rows as they came
    return units[order], {column: series[order] for column, series in numbers.items()}


def grid_of(recipe: Recipe, units: pl.DataFrame, periods: tuple[int, ...], reasons: pl.DataFrame) -> Grid:
    """The grid of units (as from `number_units`) and periods, in ascending order; InputError as `lay_grid`."""
    if recipe.compare == "all":
        groups, membership = _membership(pl.Series(["all"]).new_from_index(0, units.height))
    else:
        groups, membership = _membership(group_column(units, recipe.compare))
    if not isinstance(recipe.pool, str) and recipe.pool not in periods:
        message = mark("the recipe is pooled on %(year)s, a year without observations")
        raise InputError(message, place={"file": "observations"}, year=recipe.pool)
    return Grid(
        recipe=recipe,
        units=units["unit"],
        periods=periods,
        groups=groups,
        membership=membership,
        reasons=reasons,
        unit_table=units,
    )


def _membership(column: pl.Series) -> tuple[tuple[str, ...], Integers]:
    """Group names in order, and each unit's group number; one past the last for units without a group."""
    names = column.drop_nulls().unique().sort()
    numbers = column.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(len(names))
    return tuple(names), numbers.to_numpy()


def _denominators(leaves: tuple[Node, ...], cube: Cube, numbers: Mapping[str, pl.Series]) -> Floats | None:
    """(unit × period) × leaf: each leaf's denominator, 1 where it has none; None when no leaf has any."""
    if not any(leaf.per for leaf in leaves):
        return None
    result = np.ones((len(cube.values), len(leaves)))
    for number, leaf in enumerate(leaves):
        if leaf.per and leaf.per.indicator is not None:
            result[:, number] = cube.of(leaf.per.indicator)
        elif leaf.per and leaf.per.column is not None:
            result[:, number] = np.repeat(numbers[leaf.per.column].to_numpy(), len(cube.periods))
    return result


def _leaves(
    recipe: Recipe, cube: Cube, numbers: Mapping[str, pl.Series], membership: Integers
) -> pl.DataFrame:
    leaves = recipe.leaves()
    nodes = np.array([number for number, node in enumerate(recipe.nodes) if node.is_leaf], dtype=np.int32)
    span, count = len(cube.periods), len(leaves)
    peers = np.repeat(membership, span) * span + np.tile(np.arange(span), len(membership))
    observed = cube.values[:, : len(leaves)]  # the leaves are the first of the recipe's indicators
    denominators = _denominators(leaves, cube, numbers)
    columns: dict[str, npt.NDArray[Any]] = {
        "place": np.repeat(np.arange(len(membership) * span, dtype=np.int32), count),
        "node": np.tile(nodes, len(membership) * span),
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
