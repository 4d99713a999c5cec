"""An index from its recipe: the specification (`Recipe`), what was fitted (`parameters`) and its application (`scores`).

Steps, in this order: per → impute → treat → transform → normalise → aggregate → rank, each in the module of its name and
written once, in Narwhals, for every engine. What each decides where the recipe's words leave a choice stands in that
module. Here:

- Units are ranked within one period and group also when parameters are pooled: a unit is ranked once a year, among
  others. `ranked` counts the group's units that have a score; it is given for those without one too.
- Where units without a group exist they have neither score nor rank, and meet nobody.
- `imputed` says that an imputed value *has* a score; an imputed value without one tells the reason instead.

Sources: OECD/JRC, Handbook on Constructing Composite Indicators (2008); COINr (Becker et al. 2022, JOSS 7(78), 4567);
Mazziotta & Pareto (2016).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from empiria.analysis.aggregate import aggregate
from empiria.analysis.change import with_change
from empiria.analysis.derive import derive
from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import CELL, Engine, Frame
from empiria.analysis.frames import engine as engine_of
from empiria.analysis.grid import Grid, lay_grid
from empiria.analysis.impute import impute
from empiria.analysis.laying import lay_frame
from empiria.analysis.normalise import normalise
from empiria.analysis.parameters import Fitted, parameter_table
from empiria.analysis.ranks import with_ranks
from empiria.analysis.recipe import Recipe
from empiria.analysis.scores import score_frame, score_table, stage_table
from empiria.analysis.transform import transformed_by_leaf
from empiria.analysis.treat import treat


@dataclass(frozen=True)
class IndexResult:
    """`scores`: the output table of an index (frames.SCORES), a row for every unit × period × node, sorted by unit,
    period and the order of the tree. `parameters`: what was fitted, enough to make the scores again
    (parameters.PARAMETERS). `groups`: `unit, group`, the compared group of every unit (null where it has none)."""

    recipe: Recipe
    scores: pl.DataFrame
    parameters: pl.DataFrame
    groups: pl.DataFrame


def compute_index(
    recipe: Recipe,
    observations: pl.DataFrame,
    units: pl.DataFrame,
    *,
    engine: str = "polars",
    periods: Iterable[int] | None = None,
) -> IndexResult:
    """Scores, ranks and change of every node for every unit and period.

    `observations`: `unit, indicator, period, value` and optionally `status`, one row each; `units`: `unit` (or `teryt`)
    and any further columns. `periods` limits what comes back, not what is computed from. Scores are in the units the
    recipe's normalisation gives them. Raises InputError as `lay_grid` does, and for an unknown engine or period.
    """
    runner = engine_of(engine)
    grid, leaves, fitted = score_leaves(recipe, observations, units, runner, _scored_columns(recipe))
    ranked = runner.leave(_ranked_nodes(leaves, grid, runner, wanted_periods(periods, grid)))
    return IndexResult(recipe, score_table(ranked, grid), parameter_table(fitted, grid), _groups(grid))


def compute_scores(
    recipe: Recipe,
    observations: Frame,
    units: pl.DataFrame,
    *,
    engine: Engine,
    periods: Iterable[int] | None = None,
) -> Frame:
    """The scores alone, in no order, of observations that no one machine need hold: neither they nor the scores pass
    through this process.

    Arguments as for `compute_index`, but that the observations are a frame of the engine's, typed (text codes, whole
    years, numbers). Raises InputError as `lay_frame` does, and for an unknown period.
    """
    grid, rows, reasons = lay_frame(recipe, observations, units, engine)
    wanted = wanted_periods(periods, grid)
    frame = engine.settle(_derived(rows, grid), *CELL)
    leaves, _ = _score_rows(frame, grid, engine, _scored_columns(recipe))
    return score_frame(_ranked_nodes(leaves, grid, engine, wanted), reasons, grid, engine)


def _scored_columns(recipe: Recipe) -> list[str]:
    changed = ["change_score"] if recipe.change else []
    return ["place", "node", "peers", "value", "score", "status", *changed]


def _ranked_nodes(leaves: Frame, grid: Grid, engine: Engine, wanted: list[int] | None) -> Frame:
    nodes = aggregate(leaves, grid, engine)
    if wanted is not None:
        nodes = nodes.filter((nw.col("place") % len(grid.periods)).is_in(wanted))
    return with_ranks(nodes, grid, changes=grid.recipe.change is not None)


def compute_stages(
    recipe: Recipe, observations: pl.DataFrame, units: pl.DataFrame, *, engine: str = "polars"
) -> pl.DataFrame:
    """Every leaf's value after each step: `unit, period, node, value, imputed, treated, transformed, score, status`.

    A row for every unit × period × leaf, sorted; null where a step has no value. For checks against other
    implementations and for showing a reader how one city's score came about. Raises as `compute_index` does.
    """
    runner = engine_of(engine)
    columns = ["place", "node", "value", "imputed", "treated", "transformed", "score", "status"]
    grid, leaves, _ = score_leaves(recipe, observations, units, runner, columns)
    return stage_table(runner.leave(leaves), grid)


def score_leaves(
    recipe: Recipe, observations: pl.DataFrame, units: pl.DataFrame, engine: Engine, columns: list[str]
) -> tuple[Grid, Frame, list[Fitted]]:
    """The scored leaves, settled: only the columns wanted, so that what led to them is freed on return."""
    grid, rows = lay_grid(recipe, observations, units)
    frame = engine.settle(_derived(engine.enter(rows), grid), *CELL)
    del rows
    return grid, *_score_rows(frame, grid, engine, columns)


def _derived(rows: Frame, grid: Grid) -> Frame:
    return with_change(derive(rows, grid), grid)


def _score_rows(frame: Frame, grid: Grid, engine: Engine, columns: list[str]) -> tuple[Frame, list[Fitted]]:
    frame, imputed = impute(frame, grid, engine)
    frame, treated = treat(frame, grid, engine)
    frame = frame.with_columns(transformed=transformed_by_leaf(nw.col("treated"), grid.leaf_numbers))
    frame, normalised = normalise(frame, grid, engine)
    return engine.settle(frame.select(*columns), *CELL), [*imputed, *treated, *normalised]


def wanted_periods(periods: Iterable[int] | None, grid: Grid) -> list[int] | None:
    """The positions of the periods asked for; None when all are. InputError names one without observations."""
    if periods is None:
        return None
    chosen = list(dict.fromkeys(periods))
    for period in chosen:
        if period not in grid.periods:
            message = mark("there are no observations of %(period)s; there are of: %(periods)s")
            raise InputError(
                message,
                place={"file": "observations"},
                period=period,
                periods=", ".join(map(str, grid.periods)),
            )
    return [grid.periods.index(period) for period in chosen]


def _groups(grid: Grid) -> pl.DataFrame:
    names = pl.Series([*grid.groups, None], dtype=pl.String)
    return pl.DataFrame({"unit": grid.units, "group": names.gather(grid.membership)})
