"""The fitted parameters: what was learnt from the compared units, kept apart from the recipe and from its application."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from empiria.analysis.grid import Grid

PARAMETERS = pl.Schema(
    {
        "node": pl.String,
        "group": pl.String,
        "period": pl.Int32,
        "step": pl.String,
        "name": pl.String,
        "value": pl.Float64,
    }
)

INDEX = ("node", "group", "period")


@dataclass(frozen=True)
class Fitted:
    """One step's parameters: `column` (Grid.column) and one more for each parameter; `groups` names its groups."""

    step: str
    table: pl.DataFrame
    groups: Sequence[str]


def parameter_table(fitted: Sequence[Fitted], grid: Grid) -> pl.DataFrame:
    """All parameters, one a row: `node,group,period,step,name,value`.

    `period` is the one they were fitted on, null when on all. `step` is impute, treat, normalise or change. Parameters
    that were not needed are not there. Sorted.
    """
    parts = [_long(part, grid) for part in fitted]
    return pl.concat([pl.DataFrame(schema=PARAMETERS), *parts])


def _long(part: Fitted, grid: Grid) -> pl.DataFrame:
    periods = pl.Series(grid.periods, dtype=pl.Int32)
    nodes = pl.Series([node.code for node in grid.recipe.nodes])
    groups = pl.Series(part.groups, dtype=pl.String)
    table = part.table.sort("column")
    pool = table["column"] % grid.peer_sets
    if grid.recipe.pool == "period":
        group, period = pool // len(periods), periods.gather(pool % len(periods))
    else:
        year = None if grid.recipe.pool == "all" else grid.recipe.pool
        group, period = pool, pl.Series([year], dtype=pl.Int32).new_from_index(0, table.height)
    names = [name for name in table.columns if name != "column"]
    labels = [nodes.gather(table["column"] // grid.peer_sets), groups.gather(group), period]
    labelled = table.select(*(label.alias(name) for label, name in zip(labels, INDEX, strict=True)), *names)
    long = labelled.unpivot(names, index=INDEX, variable_name="name").drop_nulls("value")
    return long.select(*INDEX, pl.lit(part.step).alias("step"), "name", "value").cast(PARAMETERS)
