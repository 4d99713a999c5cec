"""Ranks: 1 is best among the compared units of the period that have a score; equal scores share the best rank.

Scores are equal when they are so rounded to 9 decimals: the last bits of a floating-point sum decide nothing.
"""

import narwhals as nw

from empiria.analysis.frames import Frame
from empiria.analysis.grid import Grid


def with_ranks(frame: Frame, grid: Grid, *, changes: bool) -> Frame:
    """Adds `rank` and `ranked` (of `score`) and, with `changes`, `change_rank` (of `change_score`); drops `peers`."""
    added = [
        _rank("score").alias("rank"),
        nw.col("score").count().over("cell").cast(nw.Int32).alias("ranked"),
    ]
    if changes:
        added.append(_rank("change_score").alias("change_rank"))
    cell = nw.col("node").cast(nw.Int64) * grid.peer_sets + nw.col("peers")
    return frame.with_columns(cell=cell).with_columns(*added).drop("peers", "cell")


def _rank(score: str) -> nw.Expr:
    # Adding zero makes one zero of two: a small negative score rounds to −0.
    rounded = nw.col(score).round(9) + 0.0
    return rounded.rank("min", descending=True).over("cell").cast(nw.Int32)
