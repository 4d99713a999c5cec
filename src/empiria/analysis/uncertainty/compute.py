"""Intervals of scores and ranks, and shares of the variance, for a recipe and its tables.

Conventions where the contract leaves a choice:

- Every period and compared group is a world of its own, as in the index: ranks are drawn up within it, and scores
  standardised within it where the drawn variants have different units.
- A quantile is taken over the replicates in which the unit has a score. Ranks are those of the scores before they are
  standardised, and may lie between two whole numbers (type 7).
- A leaf's score does not depend on weights or on a leaf being left out; leaves move only with the normalisation.
- The sample for the shares is a design of its own, of the largest power of two that is at most a quarter of the
  replicates for each of its blocks (64 to 1,024), so that both files come from about as much work each.
"""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from empiria.analysis.cube import Floats, Integers
from empiria.analysis.frames import engine as engine_of
from empiria.analysis.grid import Grid
from empiria.analysis.index import wanted_periods
from empiria.analysis.recipe import Recipe
from empiria.analysis.uncertainty.draws import declared, draw, draw_design
from empiria.analysis.uncertainty.intervals import (
    BLOCK,
    QUANTILES,
    quantiles,
    quantiles_of_few,
    rank,
    standardised,
)
from empiria.analysis.uncertainty.sensitivity import Shares
from empiria.analysis.uncertainty.tree import Plan, aggregate_replicates, plan
from empiria.analysis.uncertainty.variants import Variant, changing, differ, leaf_scores, pools, variants

REPLICATES, SEED = 1000, 1

INTERVALS = pl.Schema(
    {
        "unit": pl.String,
        "period": pl.Int32,
        "node": pl.String,
        **{
            f"{name}_p{round(100 * share):02}": pl.Float64
            for name in ("score", "rank")
            for share in QUANTILES
        },
    }
)
SENSITIVITY = pl.Schema(
    {
        "node": pl.String,
        "period": pl.Int32,
        "choice": pl.String,
        "first_order": pl.Float64,
        "total": pl.Float64,
    }
)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class UncertaintyResult:
    """`intervals` (INTERVALS): a row for every unit × period × node, sorted by unit, period and the order of the tree; the
    5th, 50th and 95th percentile of score and rank, null where there is none. `sensitivity` (SENSITIVITY): a row for every
    node × period × declared choice, null where no rank moves. `choices` are those declared; `is_standardised`: the scores
    are in standard deviations of the compared, as the drawn ways score in different units."""

    recipe: Recipe
    intervals: pl.DataFrame
    sensitivity: pl.DataFrame
    choices: tuple[str, ...]
    is_standardised: bool


def compute_uncertainty(
    recipe: Recipe,
    observations: pl.DataFrame,
    units: pl.DataFrame,
    *,
    are_changes: bool = False,
    replicates: int = REPLICATES,
    seed: int = SEED,
    periods: Iterable[int] | None = None,
    engine: str = "polars",
    progress: Progress | None = None,
) -> UncertaintyResult:
    """How far every score and rank moves when the choices in the recipe's `uncertainty` do.

    Tables as for `compute_index`, which also says what is refused (InputError). `replicates` (at least 1) are drawn
    independently; the same `seed` draws the same. `periods` limits what is computed. Memory: about
    10 × replicates × units of a group × (nodes beneath one parent) bytes for every processor.

    `are_changes`: of the scores and ranks of change, for a recipe that has it, and without shares. A drawn normalisation or
    aggregation takes the place of the one that `change` names, and weights and the leaf that is left out are those drawn
    for the values: a replicate is one recipe, for the situation and for the change.
    """
    drawn = changing(recipe) if are_changes else recipe
    ways = variants(drawn)
    grid, leaves = leaf_scores(drawn, observations, units, engine_of(engine), ways, are_changes=are_changes)
    drawing = _Drawing(drawn, grid, ways, leaves, replicates, seed)
    return drawing.result(wanted_periods(periods, grid), progress, has_shares=not are_changes)


@dataclass(frozen=True)
class _Drawing:
    """Scored leaves, and how often and from which seed the choices are drawn."""

    recipe: Recipe
    grid: Grid
    ways: tuple[Variant, ...]
    leaves: list[Floats]
    replicates: int
    seed: int

    def result(
        self, wanted: list[int] | None, progress: Progress | None, *, has_shares: bool
    ) -> UncertaintyResult:
        recipe, grid = self.recipe, self.grid
        positions = range(len(grid.periods)) if wanted is None else sorted(wanted)
        names = declared(recipe.uncertainty)
        told = names if has_shares else ()
        size = max(1, BLOCK // max(map(len, pools(grid).values()), default=1))
        drawn = plan(draw(recipe, self.replicates, self.seed), recipe, size=size)
        design = None
        if told:
            design = plan(draw_design(recipe, _block(self.replicates), self.seed), recipe, size=size)
        intervals = np.full(
            (len(grid.units) * len(grid.periods), len(recipe.nodes), 2 * len(QUANTILES)), np.nan
        )
        shares = {(node, at): Shares.of(len(told)) for node in range(len(recipe.nodes)) for at in positions}
        cells = [(at, places) for (_, at), places in pools(grid).items() if at in positions and len(places)]

        def work(cell: tuple[int, Integers]) -> tuple[Floats, list[Shares]]:
            columns = [np.ascontiguousarray(scores[cell[1]].T) for scores in self.leaves]
            computed = _Cell(grid, self.ways, columns)
            return computed.intervals(drawn), computed.shares(design, len(told)) if design else []

        # NumPy lets go of the interpreter while it sorts and multiplies, so threads are worth their while.
        with ThreadPoolExecutor(os.cpu_count()) as executor:
            for done, ((at, places), (found, parts)) in enumerate(
                zip(cells, executor.map(work, cells), strict=True), start=1
            ):
                intervals[places] = found
                for node, part in enumerate(parts):
                    shares[node, at].merge(part)
                if progress:
                    progress(done, len(cells))
        return UncertaintyResult(
            recipe=recipe,
            intervals=_interval_table(grid, intervals, positions),
            sensitivity=_share_table(grid, told, shares, positions),
            choices=names,
            is_standardised=differ(self.ways),
        )


def _block(replicates: int) -> int:
    return int(2 ** np.clip(np.floor(np.log2(max(replicates / 4, 1))), 6, 10))


@dataclass(frozen=True)
class _Cell:
    """One compared group in one period: for every variant the scores of its leaves, leaf × unit."""

    grid: Grid
    ways: tuple[Variant, ...]
    leaves: list[Floats]

    def leaf_rows(self) -> Iterable[tuple[int, Floats]]:
        """Each leaf's number and its scores: variant × unit."""
        stacked = np.stack(self.leaves)
        return ((number, stacked[:, slot]) for slot, number in enumerate(self.grid.leaf_numbers))

    def intervals(self, drawn: Plan) -> Floats:
        """The quantiles of score and rank: unit × node × quantile."""
        result = np.empty((self.leaves[0].shape[1], len(self.grid.recipe.nodes), 2 * len(QUANTILES)))
        apart = differ(self.ways)
        counts = np.bincount(drawn.variant, minlength=len(self.ways))
        for number, scores in self.leaf_rows():
            values = standardised(scores) if apart else scores
            parts = [quantiles_of_few(part, counts) for part in (values, rank(scores))]
            result[:, number] = np.concatenate(parts).T

        def see(number: int, scores: Floats) -> None:
            values = standardised(scores) if apart else scores
            result[:, number] = np.concatenate([quantiles(values), quantiles(rank(scores))]).T

        aggregate_replicates(self.grid.recipe, self.ways, self.leaves, drawn, see)
        return result

    def shares(self, design: Plan, choices: int) -> list[Shares]:
        """Of every node the choices' shares in the variance of these units' ranks."""
        result = [Shares.of(choices) for _ in self.grid.recipe.nodes]
        for number, scores in self.leaf_rows():
            ranks = rank(scores)
            if (ranks != ranks[0]).any():
                result[number].add(design.as_drawn(ranks[design.variant]))

        def see(number: int, scores: Floats) -> None:
            result[number].add(design.as_drawn(rank(scores)))

        aggregate_replicates(self.grid.recipe, self.ways, self.leaves, design, see)
        return result


def _interval_table(grid: Grid, intervals: Floats, positions: Iterable[int]) -> pl.DataFrame:
    wanted = np.array(sorted(positions))
    nodes, units = len(grid.recipe.nodes), len(grid.units)
    cells = intervals.reshape(units, len(grid.periods), nodes, -1)[:, wanted]
    rows = cells.reshape(-1, cells.shape[-1])
    unit = np.repeat(np.arange(units), len(wanted) * nodes)
    period = np.tile(np.repeat(np.array(grid.periods)[wanted], nodes), units)
    codes = pl.Series([node.code for node in grid.recipe.nodes])
    columns: dict[str, pl.Series | Floats | Integers] = {
        "unit": grid.units.gather(unit),
        "period": period,
        "node": codes.gather(np.tile(np.arange(nodes), units * len(wanted))),
    }
    columns.update(zip(INTERVALS.names()[3:], rows.T, strict=True))
    return pl.DataFrame(columns, schema=INTERVALS, nan_to_null=True)


def _share_table(
    grid: Grid, names: tuple[str, ...], shares: dict[tuple[int, int], Shares], positions: Iterable[int]
) -> pl.DataFrame:
    rows = [
        (node.code, grid.periods[at], name, *pair)
        for number, node in enumerate(grid.recipe.nodes)
        for at in sorted(positions)
        for name, pair in zip(names, shares[number, at].averaged(), strict=True)
    ]
    return pl.DataFrame(rows, schema=SENSITIVITY, orient="row")
