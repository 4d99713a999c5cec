"""From the numbers of the grid back to codes: the tables that leave the method."""

import numpy as np
import numpy.typing as npt
import polars as pl

from empiria.analysis.frames import SCORES, Status
from empiria.analysis.grid import Grid

Integers = npt.NDArray[np.int64]


def score_table(ranked: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The output table (frames.SCORES) from `place, node, value, score, status, rank, ranked` and the change's two."""
    ordered = _in_order(ranked, grid)
    levels = pl.Series([node.level for node in grid.recipe.nodes], dtype=pl.Int32)
    columns = {**_named(ordered, grid), "level": levels.gather(ordered["node"])}
    table = ordered.select(pl.exclude("place", "node", "status")).with_columns(
        **columns, status=_statuses(ordered, grid)
    )
    names = [name for name in SCORES if name in table.columns]
    return table.select(names)


def stage_table(stages: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """`unit, period, node`, the stages as they came, `status`; sorted like the scores."""
    ordered = _in_order(stages, grid)
    table = ordered.drop("place", "status").with_columns(
        **_named(ordered, grid), status=_statuses(ordered, grid)
    )
    return table.select("unit", "period", "node", pl.exclude("unit", "period", "node"))


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


def _named(table: pl.DataFrame, grid: Grid) -> dict[str, pl.Series]:
    place, span = table["place"], len(grid.periods)
    return {
        "unit": grid.units.gather(place // span),
        "period": pl.Series(grid.periods, dtype=pl.Int32).gather(place % span),
        "node": pl.Series([node.code for node in grid.recipe.nodes]).gather(table["node"]),
    }


def _statuses(table: pl.DataFrame, grid: Grid) -> pl.Series:
    """The words; a missing observation that came with a reason gives that."""
    words = pl.Series([status.text for status in Status]).gather(table["status"])
    if grid.reasons.is_empty():
        return words
    count = len(grid.recipe.nodes)
    numbers = pl.Series([grid.numbers.get(code, -1) for code in grid.reasons["indicator"]], dtype=pl.Int64)
    reasons = grid.reasons.select(position=pl.col("place") * count + numbers, reason="reason").filter(
        numbers >= 0
    )
    places = pl.DataFrame({"position": _position(table, count), "word": words, "status": table["status"]})
    joined = places.join(reasons, on="position", how="left", maintain_order="left")
    given = (pl.col("status") == Status.MISSING.value) & pl.col("reason").is_not_null()
    return joined.select(pl.when(given).then("reason").otherwise("word").alias("status"))["status"]
