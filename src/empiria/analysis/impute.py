"""Filling gaps: the mean or median of the group, the last value, or a line between two values.

Conventions: `mean` and `median` are those of the leaf's values among the compared units (or `within` another column of
the units), in the same period unless the recipe pools; the mean never leaves the range of what it is the mean of, so
that a constant column stays constant to the last bit. `last` takes the unit's own latest earlier value, `linear` the
point on the line between its neighbouring values; `max_gap` counts the missing years that are bridged, the one filled
included: value in 2015, 2016 and 2017 missing, `last {max_gap: 1}` fills 2016 only; 2018 known, `linear {max_gap: 2}`
fills both. A value lost to its denominator is filled like a missing one.

Sources: OECD/JRC Handbook (2008), step 3; COINr: impute by group, impute_panel (latest, linear).
"""

import narwhals as nw
import polars as pl

from empiria.analysis.frames import CELL, Engine, Frame
from empiria.analysis.grid import Grid
from empiria.analysis.parameters import Fitted
from empiria.analysis.recipe import Method


def impute(frame: Frame, grid: Grid, engine: Engine) -> tuple[Frame, list[Fitted]]:
    """Adds `imputed`: `value`, or what fills its place, or null. Neutral leaves are left as they are."""
    fills: list[Frame] = []
    fitted: list[Fitted] = []
    methods = dict.fromkeys(leaf.impute for leaf in grid.scored.values() if leaf.impute)
    for method in methods:
        if method.name == "none":
            continue
        numbers = [number for number, leaf in grid.scored.items() if leaf.impute == method]
        part = frame.filter(nw.col("node").is_in(numbers)).select(*CELL, "peers", "value")
        if method.name in {"mean", "median"}:
            filled, fit = _from_group(part, method, grid, engine)
            fitted.append(fit)
        else:
            filled = _from_own_past(part, method, grid)
        fills.append(filled.select(*CELL, "filled"))
    if not fills:
        return frame.with_columns(imputed=nw.col("value")), []
    joined = frame.join(engine.settle(nw.concat(fills)), on=list(CELL), how="left")
    joined = joined.with_columns(imputed=nw.coalesce("value", "filled")).drop("filled")
    return engine.settle(joined, *CELL), fitted


def _from_group(part: Frame, method: Method, grid: Grid, engine: Engine) -> tuple[Frame, Fitted]:
    """Each gap filled with its group's mean or median; the fit says which."""
    table, groups = grid.within(method["within"])
    part = part.join(engine.enter(table), on="place", how="inner")
    part = engine.settle(part.with_columns(column=grid.column("within")), *CELL)
    known = grid.fitting(part, "within").filter(~nw.col("value").is_null())
    values = nw.col("value")
    centre = values.mean() if method.name == "mean" else values.median()
    fit = known.group_by("column").agg(
        values.count().alias("n"),
        centre.alias("centre"),
        values.min().alias("low"),
        values.max().alias("high"),
    )
    bounded = nw.min_horizontal(nw.max_horizontal("centre", "low"), "high")
    fit = engine.settle(fit.select("column", "n", bounded.alias("filled")), "column")
    gaps = part.filter(nw.col("value").is_null()).join(fit, on="column", how="inner")
    parameters = engine.leave(fit).rename({"filled": method.name}).with_columns(pl.col("n").cast(pl.Float64))
    return gaps, Fitted("impute", parameters, groups)


def _from_own_past(part: Frame, method: Method, grid: Grid) -> Frame:
    """Each gap filled from the unit's own values in other years. Pairs gap and value by a join, so that no order of
    rows matters."""
    part = part.with_columns(unit=nw.col("place") // len(grid.periods), year=grid.year)
    known = part.filter(~nw.col("value").is_null()).select(
        "node", "unit", nw.col("year").alias("known_year"), nw.col("value").alias("known")
    )
    gaps = part.filter(nw.col("value").is_null()).select(*CELL, "unit", "year")
    pairs = gaps.join(known, on=["node", "unit"], how="inner")
    before = _nearest(pairs.filter(nw.col("known_year") < nw.col("year")), "before")
    if method.name == "last":
        within = nw.col("year") - nw.col("before_year") <= method["max_gap"]
        return before.filter(within).with_columns(filled=nw.col("before"))
    after = _nearest(pairs.filter(nw.col("known_year") > nw.col("year")), "after")
    ends = before.join(after.drop("year"), on=list(CELL), how="inner")
    span = nw.col("after_year") - nw.col("before_year")
    share = (nw.col("year") - nw.col("before_year")) / span
    line = nw.col("before") + (nw.col("after") - nw.col("before")) * share
    return ends.filter(span - 1 <= method["max_gap"]).with_columns(filled=line)


def _nearest(pairs: Frame, name: str) -> Frame:
    """Of each gap's pairs the nearest year: columns `<name>_year` and `<name>` (the value)."""
    year = nw.col("known_year")
    nearest = pairs.group_by(*CELL).agg(
        (year.max() if name == "before" else year.min()).alias(f"{name}_year")
    )
    both = pairs.join(nearest, on=list(CELL), how="inner").filter(year == nw.col(f"{name}_year"))
    return both.select(*CELL, "year", f"{name}_year", nw.col("known").alias(name))
