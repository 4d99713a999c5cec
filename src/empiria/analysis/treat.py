"""Outliers: extreme values are drawn in one by one, and a column that cannot be tamed so is taken as a logarithm.

A column is one leaf among the units compared (those of one group, of one period unless pooled), gaps filled. It passes
when |G1| < `skew` or G2 < `kurtosis` (bias-corrected skewness and excess kurtosis; Joanes & Gill 1998), or when both are
undefined: fewer than three values, or all equal. Until it passes, the values equal to the maximum (G1 ≥ 0) or to the
minimum (G1 < 0) are set to the next value inwards. A step that would move more than `max_points` values in all, or make
the column constant, is not taken: such a column has failed. It then becomes ln(x − min + 0.01·(max − min)) of its
untreated values (`else: log`), or keeps the values drawn in so far (`else: keep`).

Fitted column by column in NumPy on sorted values, so that no order of rows and no engine makes a difference; applied by
a join. Pooled on one year, values of other years are drawn in to that year's bound, on the side where it
has one.

Sources: OECD/JRC Handbook (2008), step 5; COINr: winsorise, log_CT.
"""

import math
from dataclasses import dataclass

import narwhals as nw
import numpy as np
import numpy.typing as npt
import polars as pl

from empiria.analysis.frames import CELL, SAME, Engine, Frame
from empiria.analysis.grid import Grid
from empiria.analysis.parameters import Fitted
from empiria.analysis.recipe import Method

Floats = npt.NDArray[np.float64]

ROUNDING = 1e-9

BOUNDS = {
    "low": pl.Float64,
    "high": pl.Float64,
    "moved": pl.Float64,
    "base": pl.Float64,
    "margin": pl.Float64,
}


@dataclass(frozen=True)
class Treatment:
    """What one column needs: bounds that draw values in, or (base and margin given) ln(x − base + margin)."""

    low: float | None = None
    high: float | None = None
    moved: int = 0
    base: float | None = None
    margin: float | None = None


def treat(frame: Frame, grid: Grid, engine: Engine) -> tuple[Frame, list[Fitted]]:
    """Adds `treated`; where any leaf is treated also `base` and `margin`, the logarithm taken (null where none was)."""
    treated = {n: leaf.treat for n, leaf in grid.scored.items() if leaf.treat and leaf.treat.name != "none"}
    if not treated:
        return frame.with_columns(treated=nw.col("imputed")), []
    columns = grid.fitting(frame.filter(nw.col("node").is_in(list(treated)), grid.grouped))
    values = engine.leave(columns.select("node", grid.column().alias("column"), "imputed").drop_nulls())
    fit = _fit_columns(values, treated)
    frame = frame.with_columns(column=grid.column())
    joined = frame.join(engine.enter(fit.drop("moved")), on="column", how="left")
    x = nw.col("imputed")
    drawn_in = (
        nw.when(x > nw.col("high"))
        .then(nw.col("high"))
        .when(x < nw.col("low"))
        .then(nw.col("low"))
        .otherwise(x)
    )
    result = joined.with_columns(
        treated=nw.when(nw.col("base").is_null()).then(drawn_in).otherwise(taken_as_log(x))
    )
    return engine.settle(result.drop("low", "high", "column"), *CELL), [Fitted("treat", fit, grid.groups)]


def taken_as_log(values: nw.Expr) -> nw.Expr:
    """ln(x − base + margin) with the row's own base and margin; null where that is not positive."""
    shifted = values - nw.col("base") + nw.col("margin")
    return nw.when(shifted > 0).then(shifted).log()


def _fit_columns(values: pl.DataFrame, methods: dict[int, Method]) -> pl.DataFrame:
    """`column` and the Treatment of each that needs one."""
    values = values.sort("column", "imputed")
    nodes, columns, x = (values[name].to_numpy() for name in ("node", "column", "imputed"))
    edges = np.flatnonzero(np.diff(columns, prepend=-1, append=-1))
    skew, kurt = shape(x, edges[:-1])
    rows: list[dict[str, float | int | None]] = []
    for start, stop, g1, g2 in zip(edges[:-1], edges[1:], skew, kurt, strict=True):
        method = methods[int(nodes[start])]
        if passes(g1, g2, method):  # most do; only the others are worth a loop
            continue
        treatment = fit_treatment(x[start:stop], method)
        if treatment is not None:
            rows.append({"column": int(columns[start]), **treatment.__dict__})
    return pl.DataFrame(rows, schema={"column": pl.Int64, **BOUNDS})


def fit_treatment(values: Floats, method: Method) -> Treatment | None:
    """What a column (its values, in any order) needs to pass; None when it passes as it is."""
    untreated = np.sort(values)
    x = untreated.copy()
    moved = 0
    while True:
        skew, kurt = (float(moment[0]) for moment in shape(x, np.zeros(1, dtype=np.int64)))
        if passes(skew, kurt, method):
            break
        low, high = x[0], x[-1]
        inner = x[(x > low) & (x < high)]
        upper = skew >= 0
        target = (inner[-1] if len(inner) else low) if upper else (inner[0] if len(inner) else high)
        drawn_in = np.minimum(x, target) if upper else np.maximum(x, target)
        count = int((drawn_in != untreated).sum())
        if count > method["max_points"] or drawn_in[0] == drawn_in[-1]:
            if method["else"] == "log":
                base, top = float(untreated[0]), float(untreated[-1])
                return Treatment(base=base, margin=0.01 * (top - base))
            break
        x, moved = drawn_in, count
    if not moved:
        return None
    # Only the side that was drawn in bounds the values of other years.
    low, high = (float(x[end]) if x[end] != untreated[end] else None for end in (0, -1))
    return Treatment(low=low, high=high, moved=moved)


def passes(skew: float, kurt: float, method: Method) -> bool:
    """Is the column's skewness or its kurtosis within bounds? Where there is no skewness nothing is to be treated.

    Small columns meet the bounds exactly (three equal values and one apart: G1 = 2): rounding must not decide.
    """
    return math.isnan(skew) or abs(skew) < method["skew"] - ROUNDING or kurt < method["kurtosis"] - ROUNDING


def shape(values: Floats, starts: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """G1 and G2 of each stretch of `values` that begins at `starts`.

    G1 is the adjusted Fisher–Pearson skewness, not-a-number for fewer than three values or no variation; G2 the
    bias-corrected excess kurtosis, not-a-number for fewer than four.
    """
    if not len(starts):
        return np.zeros(0), np.zeros(0)
    n = np.diff(starts, append=len(values)).astype(np.float64)
    d = values - np.repeat(np.add.reduceat(values, starts) / n, n.astype(np.int64))
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    varies = high - low > SAME * np.maximum(np.abs(low), np.abs(high))
    with np.errstate(divide="ignore", invalid="ignore"):
        # In units of the largest deviation, so that powers neither overflow nor vanish.
        d = d / np.repeat(np.maximum.reduceat(np.abs(d), starts), n.astype(np.int64))
        second, third, fourth = (np.add.reduceat(d**power, starts) for power in (2, 3, 4))
        skew = np.sqrt(n) * third / second**1.5 * np.sqrt(n * (n - 1)) / (n - 2)
        excess = n * fourth / second**2 - 3
        kurt = ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3))
    return np.where(varies & (n >= 3), skew, np.nan), np.where(varies & (n >= 4), kurt, np.nan)
