"""From the numbers of the grid back to codes: the tables that leave the method."""

import numpy as np
import numpy.typing as npt
import polars as pl

from empiria.analysis.frames import SCORES, Status
from empiria.analysis.grid import Grid

Integers = npt.NDArray[np.int64]

INDEX = ("unit", "period", "node")


def score_table(ranked: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The output table (frames.SCORES) from `place, node, value, score, status, rank, ranked` and the change's two."""
    ordered = _in_order(ranked, grid)
    levels = pl.Series([node.level for node in grid.recipe.nodes], dtype=pl.Int32)
    worded = _worded(ordered, grid, level=pl.lit(levels).gather(pl.col("node")))
    return worded.select(name for name in SCORES if name in worded.columns)


def stage_table(stages: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """`unit, period, node`, the stages as they came, `status`; sorted like the scores."""
    return _worded(_in_order(stages, grid), grid).select(*INDEX, pl.exclude(*INDEX, "place"))


def _in_order(table: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Sorted by unit, period and node. Every row's position is known, so that no comparison is needed."""
    count = len(grid.recipe.nodes)
    position = _position(table, count)
    order = np.full(len(grid.units) * len(grid.periods) * count, -1, dtype=np.int64)
    order[position] = np.arange(table.height)
    return table[order[order >= 0]]


def _position(table: pl.DataFrame, count: int) -> Integers:
    position: Integers = table["place"].to_numpy().astype(np.int64) * count + table["node"].to_numpy()
    return position


def _worded(table: pl.DataFrame, grid: Grid, **more: pl.Expr) -> pl.DataFrame:
    """Numbers put into words: `unit`, `period`, `node` and `status`, computed side by side."""
    span = len(grid.periods)
    words = table.with_columns(
        pl.lit(grid.units).gather(pl.col("place") // span).alias("unit"),
        pl.lit(pl.Series(grid.periods, dtype=pl.Int32)).gather(pl.col("place") % span).alias("period"),
        pl.lit(pl.Series([node.code for node in grid.recipe.nodes])).gather("node").alias("node"),
        pl.lit(pl.Series([status.text for status in Status])).gather("status").alias("status"),
        **more,
    )
    if grid.reasons.is_empty():
        return words
    return words.with_columns(status=_with_reasons(table, words["status"], grid))


def _with_reasons(table: pl.DataFrame, words: pl.Series, grid: Grid) -> pl.Series:
    """A missing observation that came with a reason gives that."""
    count = len(grid.recipe.nodes)
    numbers = pl.Series([grid.numbers.get(code, -1) for code in grid.reasons["indicator"]], dtype=pl.Int64)
    reasons = grid.reasons.select(position=pl.col("place") * count + numbers, reason="reason").filter(
        numbers >= 0
    )
    rows = pl.DataFrame({"position": _position(table, count), "word": words, "status": table["status"]})
    joined = rows.join(reasons, on="position", how="left", maintain_order="left")
    given = (pl.col("status") == Status.MISSING.value) & pl.col("reason").is_not_null()
    return joined.select(pl.when(given).then("reason").otherwise("word"))["reason"]
