"""From the numbers of the grid back to codes: the tables that leave the method."""

import narwhals as nw
import numpy as np
import polars as pl

from empiria.analysis.frames import SCORES, Engine, Frame, Status
from empiria.analysis.grid import Grid

INDEX = ("unit", "period", "node")


def score_table(ranked: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """The output table (frames.SCORES) from `place, node, value, score, status, rank, ranked` and the change's two."""
    levels = pl.Series([node.level for node in grid.recipe.nodes], dtype=pl.Int32)
    worded = _worded(ranked, grid, level=levels)
    return worded.select(name for name in SCORES if name in worded.columns)


def score_frame(ranked: Frame, reasons: Frame, grid: Grid, engine: Engine) -> Frame:
    """The output table in no order, put into words by the engine; `reasons` (`place, node, reason`) of missing values."""
    span = len(grid.periods)
    words = {
        "who": {"unit": grid.units},
        "at": {"period": pl.Series(grid.periods, dtype=pl.Int32)},
        "node": {
            "code": pl.Series([node.code for node in grid.recipe.nodes]),
            "level": pl.Series([node.level for node in grid.recipe.nodes], dtype=pl.Int32),
        },
        "status": {"text": pl.Series([status.text for status in Status])},
    }
    place = nw.col("place")
    frame = ranked.with_columns(who=(place // span).cast(nw.Int32), at=(place % span).cast(nw.Int32))
    frame = frame.with_columns(nw.col("status").cast(nw.Int32)).join(
        reasons, on=["place", "node"], how="left"
    )
    for key, columns in words.items():
        count = len(next(iter(columns.values())))
        table = pl.DataFrame({key: pl.int_range(count, dtype=pl.Int32, eager=True), **columns})
        frame = frame.join(engine.enter(table), on=key, how="inner")
    given = (nw.col("status") == Status.MISSING.value) & ~nw.col("reason").is_null()
    frame = frame.with_columns(
        status=nw.when(given).then(nw.col("reason")).otherwise(nw.col("text")), node=nw.col("code")
    )
    names = frame.collect_schema().names()
    return frame.select(*(name for name in SCORES if name in names))


def stage_table(stages: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """`unit, period, node`, the stages as they came, `status`; sorted like the scores."""
    return _worded(stages, grid).select(*INDEX, pl.exclude(*INDEX))


def _in_order(table: pl.DataFrame, grid: Grid) -> pl.DataFrame:
    """Sorted by unit, period and node: `position` — among all cells — in place of `place` and `node`. Every row's
    position is known, so that no comparison is needed."""
    count = len(grid.recipe.nodes)
    cells = len(grid.units) * len(grid.periods) * count
    position = table.select(pl.col("place").cast(pl.Int64) * count + pl.col("node")).to_series().to_numpy()
    order = np.full(cells, table.height, dtype=np.uint32)
    order[position] = np.arange(table.height, dtype=np.uint32)
    positions = np.arange(cells, dtype=np.uint32)
    if table.height < cells:
        filled = order < table.height
        order, positions = order[filled], positions[filled]
    return table.drop("place", "node")[pl.Series(order)].with_columns(position=positions)


def _worded(table: pl.DataFrame, grid: Grid, **by_node: pl.Series) -> pl.DataFrame:
    """In order, and numbers put into words: `unit`, `period`, `node` and `status`, computed side by side; `by_node` is
    what each node has besides."""
    ordered = _in_order(table, grid)
    span, count = len(grid.periods), len(grid.recipe.nodes)
    place, node = pl.col("position") // count, pl.col("position") % count
    by_node = {"node": pl.Series([node.code for node in grid.recipe.nodes]), **by_node}
    words = ordered.with_columns(
        pl.lit(grid.units).gather(place // span).alias("unit"),
        pl.lit(pl.Series(grid.periods, dtype=pl.Int32)).gather(place % span).alias("period"),
        pl.lit(pl.Series([status.text for status in Status])).gather("status").alias("status"),
        **{name: pl.lit(series).gather(node) for name, series in by_node.items()},
    )
    if not grid.reasons.is_empty():
        words = words.with_columns(status=_with_reasons(ordered, words["status"], grid))
    return words.drop("position")


def _with_reasons(ordered: pl.DataFrame, words: pl.Series, grid: Grid) -> pl.Series:
    """A missing observation that came with a reason gives that."""
    count = len(grid.recipe.nodes)
    numbers = pl.Series([grid.numbers.get(code, -1) for code in grid.reasons["indicator"]], dtype=pl.Int64)
    reasons = grid.reasons.select(position=pl.col("place") * count + numbers, reason="reason").filter(
        numbers >= 0
    )
    rows = ordered.select(pl.col("position").cast(pl.Int64), "status", word=words)
    joined = rows.join(reasons, on="position", how="left", maintain_order="left")
    given = (pl.col("status") == Status.MISSING.value) & pl.col("reason").is_not_null()
    return joined.select(pl.when(given).then("reason").otherwise("word"))["reason"]
