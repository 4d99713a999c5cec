"""From observations to the values that are compared: the denominator.

`per` divides an observation by its denominator of the same unit and period and multiplies it; a denominator that is
missing or not positive leaves no value (OECD/JRC, Handbook on Constructing Composite Indicators, 2008: indicators are
made comparable in size before anything else; COINr: Denominate).
"""

import narwhals as nw

from empiria.analysis.frames import Frame, Status, choose
from empiria.analysis.grid import Grid


def derive(frame: Frame, grid: Grid) -> Frame:
    """Adds `value` (in the leaf's own unit, after `per`; null where there is none), `lack` (the Status that says why)
    and, where the recipe has `change`, `earlier_value`.

    Takes `observed` and `denominator` (and `earlier`, `earlier_denominator`) as the grid lays them and drops them.
    A quotient too large for a number counts as outside the domain.
    """
    columns = frame.collect_schema().names()
    divided = "denominator" in columns
    denominator = nw.col("denominator") if divided else nw.lit(1.0)
    derived = {"value": _value(nw.col("observed"), denominator, grid) if divided else nw.col("observed")}
    if "earlier" in columns:
        earlier = nw.col("earlier")
        derived["earlier_value"] = (
            _value(earlier, nw.col("earlier_denominator"), grid) if divided else earlier
        )
    frame = frame.with_columns(**derived).with_columns(lack=_lack(denominator))
    spent = [
        name for name in ("observed", "denominator", "earlier", "earlier_denominator") if name in columns
    ]
    return frame.drop(*spent)


def _value(observed: nw.Expr, denominator: nw.Expr, grid: Grid) -> nw.Expr:
    times = {number: leaf.per.times if leaf.per else 1.0 for number, leaf in grid.leaf_numbers.items()}
    quotient = observed / nw.when(denominator > 0).then(denominator) * choose(times)
    return nw.when(quotient.is_finite()).then(quotient)


def _lack(denominator: nw.Expr) -> nw.Expr:
    known = nw.when(denominator > 0).then(1).is_null()
    return (
        nw.when(nw.col("observed").is_null())
        .then(nw.lit(Status.MISSING.value, dtype=nw.Int8))
        .when(known)
        .then(nw.lit(Status.NO_DENOMINATOR.value, dtype=nw.Int8))
        .when(nw.col("value").is_null())
        .then(nw.lit(Status.OUTSIDE_DOMAIN.value, dtype=nw.Int8))
        .otherwise(nw.lit(Status.OK.value, dtype=nw.Int8))
    )
