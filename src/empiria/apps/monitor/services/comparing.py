"""What changed between two states of the observations, and what a person should look at before it becomes public.

Frames in, frames out: no database, no store. Four million values take seconds.
"""

from dataclasses import asdict, dataclass

import polars as pl

from empiria.apps.monitor.services.mapping import existed, expected_units

SLICE = ["indicator", "period"]
KEY = ["unit", "indicator", "period"]
POPULATION = "population"


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """Beyond which the report asks for a look; stated in the report itself.

    A jump is a relative change from one year to the next beyond `jump` (or the indicator's own bound) that is also
    beyond `jump_z` robust deviations (1.4826 × median absolute deviation) from the median change of that indicator,
    year and level, so that a change which all units share is no alarm for each of them. A value that was published
    before and is another one now is a jump beyond the same bound, however many share it: a revision has a reason.
    """

    jump: float = 0.5
    jump_z: float = 5.0
    population: float = 0.08
    coverage: float = 0.95

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`rows`: kind, indicator, period, unit, level, before, after, change — single values. `slices`: indicator, period,
    level, before, after, new, changed, vanished, expected, share — counts of values for every slice touched.

    New values of a slice that is new as a whole, and vanished ones of a slice that is gone as a whole, are counted in
    `slices` only: a new year of a whole country is one line to a reader, not thousands.
    """

    rows: pl.DataFrame
    slices: pl.DataFrame


ROW_KINDS = ("changed", "vanished", "new", "jump", "population-jump", "unit-missing")


def compare(
    before: pl.LazyFrame,
    after: pl.LazyFrame,
    *,
    touched: pl.DataFrame,
    units: pl.DataFrame,
    bounds: Bounds,
    jump_bounds: dict[str, float],
) -> Comparison:
    """The differences in the slices `touched` (indicator, period). `units` are all units ever: code, level, dates."""
    levels = units.select(pl.col("code").alias("unit"), "level")
    pairs = _pairs(before, after, touched=touched).join(levels, on="unit", how="left")
    pairs = pairs.with_columns(pl.col("level").fill_null("unknown"), kind=_kind())
    slices = _slices(pairs, units=units)
    rows = pl.concat(
        [
            _single_values(pairs, slices=slices),
            _jumps(after, pairs, levels=levels, bounds=bounds, jump_bounds=jump_bounds),
            _missing_units(pairs, slices=slices, units=units, bounds=bounds),
        ]
    )
    order = pl.col("kind").cast(pl.Enum(ROW_KINDS))
    return Comparison(rows=rows.sort(order, "indicator", "period", "unit"), slices=slices)


def _pairs(before: pl.LazyFrame, after: pl.LazyFrame, *, touched: pl.DataFrame) -> pl.DataFrame:
    """Every unit of a touched slice with a value before or after."""
    old, new = (
        frame.select(*KEY, "value")
        .filter(pl.col("value").is_not_null())
        .join(touched.lazy(), on=SLICE, how="semi")
        for frame in (before, after)
    )
    return (
        old.rename({"value": "before"})
        .join(new.rename({"value": "after"}), on=KEY, how="full", coalesce=True)
        .collect(engine="streaming")
    )


def _kind() -> pl.Expr:
    return (
        pl.when(pl.col("before").is_null())
        .then(pl.lit("new"))
        .when(pl.col("after").is_null())
        .then(pl.lit("vanished"))
        .when(pl.col("before") != pl.col("after"))
        .then(pl.lit("changed"))
        .otherwise(pl.lit("same"))
    )


def _slices(pairs: pl.DataFrame, *, units: pl.DataFrame) -> pl.DataFrame:
    counts = pairs.group_by(*SLICE, "level").agg(
        before=pl.col("before").is_not_null().sum().cast(pl.Int64),
        after=pl.col("after").is_not_null().sum().cast(pl.Int64),
        **{kind: (pl.col("kind") == kind).sum().cast(pl.Int64) for kind in ("new", "changed", "vanished")},
    )
    periods = sorted(pairs["period"].unique())
    return (
        counts.join(expected_units(units, periods=periods), on=["level", "period"], how="left")
        .with_columns(share=pl.col("after") / pl.col("expected"))
        .sort("indicator", "period", "level")
    )


def _single_values(pairs: pl.DataFrame, *, slices: pl.DataFrame) -> pl.DataFrame:
    """Changed values, and new and vanished ones of slices that were there before and are there still."""
    kept = slices.group_by(SLICE).agg(
        was=pl.col("before").sum() > 0,
        stays=pl.col("after").sum() > 0,
    )
    within = (
        (pl.col("kind") == "changed")
        | ((pl.col("kind") == "new") & pl.col("was"))
        | ((pl.col("kind") == "vanished") & pl.col("stays"))
    )
    return (
        pairs.filter(pl.col("kind") != "same")
        .join(kept, on=SLICE)
        .filter(within)
        .select(
            *("kind", "indicator", "period", "unit", "level", "before", "after"),
            change=_relative_change(),
        )
        .with_columns(_finite("change"))
    )


def _finite(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_finite()).then(pl.col(name))


def _jumps(
    after: pl.LazyFrame,
    pairs: pl.DataFrame,
    *,
    levels: pl.DataFrame,
    bounds: Bounds,
    jump_bounds: dict[str, float],
) -> pl.DataFrame:
    """Changes beyond the bound: of a year against the one before it, where this draft brings one of the two, and of a
    value against what was published. A value that is both is told once, by its year."""
    fresh = pairs.filter(pl.col("kind").is_in(["new", "changed"]), pl.col("after").is_not_null()).select(KEY)
    # A new figure is read against the year before it, and the year after against the new figure.
    asked = pl.concat([fresh, fresh.with_columns(pl.col("period") + 1)]).unique()
    series = fresh.select("indicator").unique()
    values = (
        after.select(*KEY, "value")
        .filter(pl.col("value").is_not_null())
        .join(series.lazy(), on="indicator", how="semi")
        .collect(engine="streaming")
    )
    changes = (
        values.rename({"value": "after"})
        .join(asked, on=KEY, how="semi")
        .join(values.select("unit", "indicator", pl.col("period") + 1, before="value"), on=KEY)
        .with_columns(change=_relative_change())
        .filter(pl.col("change").is_finite())
        .join(levels, on="unit", how="left")
        .with_columns(pl.col("level").fill_null("unknown"))
    )
    bound = pl.DataFrame(
        {"indicator": list(jump_bounds), "bound": list(jump_bounds.values())},
        schema={"indicator": pl.String, "bound": pl.Float64},
    )
    alike = [*SLICE, "level"]
    changes = changes.join(bound, on="indicator", how="left").with_columns(
        pl.col("bound").fill_null(bounds.jump), middle=pl.col("change").median().over(alike)
    )
    off = (pl.col("change") - pl.col("middle")).abs()
    changes = changes.with_columns(off=off, scale=1.4826 * off.median().over(alike))
    by_year = changes.filter(
        (pl.col("indicator") == POPULATION) | (pl.col("off") > bounds.jump_z * pl.col("scale"))
    )
    revised = (
        pairs.filter(pl.col("kind") == "changed")
        .with_columns(change=_relative_change())
        .filter(pl.col("change").is_finite())
        .join(bound, on="indicator", how="left")
        .with_columns(pl.col("bound").fill_null(bounds.jump))
    )
    return pl.concat([_beyond(by_year, bounds=bounds), _beyond(revised, bounds=bounds)]).unique(
        KEY, keep="first", maintain_order=True
    )


def _relative_change() -> pl.Expr:
    return (pl.col("after") - pl.col("before")) / pl.col("before").abs()


def _beyond(changes: pl.DataFrame, *, bounds: Bounds) -> pl.DataFrame:
    is_population = pl.col("indicator") == POPULATION
    bound = pl.when(is_population).then(bounds.population).otherwise(pl.col("bound"))
    kind = pl.when(is_population).then(pl.lit("population-jump")).otherwise(pl.lit("jump"))
    return changes.filter(pl.col("change").abs() > bound).select(
        kind.alias("kind"), "indicator", "period", "unit", "level", "before", "after", "change"
    )


def _missing_units(
    pairs: pl.DataFrame, *, slices: pl.DataFrame, units: pl.DataFrame, bounds: Bounds
) -> pl.DataFrame:
    """Units that were there and have no value, in slices that most of their level have; a slice for a few has no gaps."""
    asked = slices.filter(pl.col("share") >= 0.5, pl.col("after") < pl.col("expected")).select(
        "indicator", "period", "level"
    )
    existing = pl.concat(
        [
            _existing_units(units, period=period).with_columns(period=pl.lit(period, pl.Int32))
            for period in asked["period"].unique().sort()
        ]
        or [pl.DataFrame(schema={"unit": pl.String, "level": pl.String, "period": pl.Int32})]
    )
    given = pairs.filter(pl.col("after").is_not_null()).select(KEY)
    return (
        asked.join(existing, on=["level", "period"])
        .join(given, on=KEY, how="anti")
        .join(pairs.select(*KEY, "before"), on=KEY, how="left")
        .select(
            pl.lit("unit-missing").alias("kind"),
            *("indicator", "period", "unit", "level", "before"),
            pl.lit(None, pl.Float64).alias("after"),
            pl.lit(None, pl.Float64).alias("change"),
        )
    )


def _existing_units(units: pl.DataFrame, *, period: int) -> pl.DataFrame:
    return units.filter(existed(pl.lit(period))).select(pl.col("code").alias("unit"), "level")
