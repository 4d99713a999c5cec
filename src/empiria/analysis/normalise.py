"""Normalising: values of different units become scores that can be compared and averaged.

The formulas are those of the table in `score`. Conventions where a formula says nothing:

- A method that compares (all but `goalposts` and `none`) gives no score where fewer than two compared units have a
  value (*too few*); one unit alone is not *constant*. `zscore` and `minmax` give none where all are equal — max and min
  no further apart than 1e-12 of their size, which is rounding — or where the spread vanishes or overflows (*constant*).
- `distance` is a ratio: the reference must be positive and, where less is better, the value too (*outside domain*).
- `rank` and `percentile` tie values equal to twelve significant digits, so that the last bits of a quotient or a mean
  decide nothing.
- `goalposts` move with the value: they are treated as a logarithm where the column was, then transformed as it is. Ends of
  a *change* are in units of the change and are left as they are.
- A unit without a group is not compared and has no score whatever the method (*no group*).

Sources: OECD/JRC Handbook (2008), step 6; COINr: Normalise (n_zscore, n_minmax, n_goalposts, n_rank, n_prank, n_dist2ref).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import narwhals as nw
import polars as pl

from empiria.analysis.frames import SAME, Engine, Frame, Status, by_node
from empiria.analysis.grid import Grid
from empiria.analysis.parameters import Fitted
from empiria.analysis.recipe import Method, Node
from empiria.analysis.transform import transformed_by_leaf
from empiria.analysis.treat import taken_as_log

ABSOLUTE = ("goalposts", "none")
"""The methods that need no compared units."""


@dataclass(frozen=True)
class Measure:
    """A column to normalise, the column its scores go to, and each leaf's method and direction."""

    step: str
    column: str
    score: str
    methods: Mapping[int, Method]
    leaves: Mapping[int, Node]

    def named(self, *names: str) -> list[int]:
        """The leaves whose method has one of these names."""
        return [number for number, method in self.methods.items() if method.name in names]

    @property
    def compared(self) -> list[int]:
        return [number for number, method in self.methods.items() if method.name not in ABSOLUTE]

    def statistic(self, name: str) -> str:
        return f"{self.column}_{name}"


def measures(grid: Grid) -> list[Measure]:
    """What a recipe normalises: its values and, where it has it, their change."""
    leaves = grid.scored
    own = {number: leaf.normalise for number, leaf in leaves.items() if leaf.normalise}
    result = [Measure("normalise", "transformed", "score", own, leaves)]
    if grid.recipe.change is not None:
        same = dict.fromkeys(leaves, grid.recipe.change.normalise)
        result.append(Measure("change", "change", "change_score", same, leaves))
    return result


def normalise(frame: Frame, grid: Grid, engine: Engine) -> tuple[Frame, list[Fitted]]:
    """Adds `score` (of `transformed`), `status`, and `change_score` (of `change`) where there is one. Never infinite."""
    wanted = measures(grid)
    frame = frame.with_columns(column=grid.column())
    fit = engine.settle(_fit(frame, grid, wanted), "column")
    parameters = engine.leave(fit)
    frame = frame.join(fit.drop("node"), on="column", how="left")
    frame = _with_goalposts(frame, wanted, engine)
    for measure in wanted:
        frame = _with_ranks(frame, measure).with_columns(_scores(measure).alias(measure.score))
        score = nw.col(
            measure.score
        )  # the column, not what it was computed from: that would be computed twice
        valid = score.is_finite() if grid.everyone_grouped else score.is_finite() & grid.grouped
        frame = frame.with_columns(nw.when(valid).then(score).alias(measure.score))
    frame = frame.with_columns(status=_status(grid, wanted[0]))
    return frame, [_fitted(measure, parameters, grid) for measure in wanted]


def _fit(frame: Frame, grid: Grid, wanted: Sequence[Measure]) -> Frame:
    """Per leaf and pool the statistics its method needs, and `state`: may scores be made of them?"""
    compared = sorted({number for measure in wanted for number in measure.compared})
    rows = grid.fitting(frame)
    if len(compared) < len(grid.leaf_numbers):
        rows = rows.filter(nw.col("node").is_in(compared))
    if not grid.everyone_grouped:
        rows = rows.filter(grid.grouped)
    statistics = [expression for measure in wanted for expression in _statistics(measure)]
    fit = rows.group_by("column").agg(*statistics).with_columns(node=nw.col("column") // grid.peer_sets)
    return fit.with_columns(*(expression for measure in wanted for expression in _derived(measure)))


def _statistics(measure: Measure) -> list[nw.Expr]:
    x = nw.col(measure.column)
    needed = [x.count().alias(measure.statistic("n"))]
    references = {method["to"] for method in measure.methods.values() if method.name == "distance"}
    if measure.named("zscore", "minmax") or references:
        needed += [x.min().alias(measure.statistic("min")), x.max().alias(measure.statistic("max"))]
    if measure.named("zscore") or "mean" in references:
        needed.append(x.mean().alias(measure.statistic("mean")))
    if measure.named("zscore"):
        needed.append(x.std(ddof=1).alias(measure.statistic("sd")))
    if "median" in references:
        needed.append(x.median().alias(measure.statistic("median")))
    return needed


def _derived(measure: Measure) -> list[nw.Expr]:
    """The state, and the standard deviation as each leaf's degrees of freedom have it."""
    n = nw.col(measure.statistic("n"))
    state = nw.when(n < 2).then(_status_value(Status.TOO_FEW))
    derived = []
    spread = measure.named("zscore", "minmax")
    if spread:
        low, high = nw.col(measure.statistic("min")), nw.col(measure.statistic("max"))
        size = nw.max_horizontal(high.abs(), low.abs())
        varies = (high - low > size * SAME) & (high - low).is_finite()
        if measure.named("zscore"):
            sd = nw.col(measure.statistic("sd"))
            varies = varies & (~nw.col("node").is_in(measure.named("zscore")) | ((sd > 0) & sd.is_finite()))
            population = [
                number for number in measure.named("zscore") if measure.methods[number]["ddof"] == 0
            ]
            if population:
                whole = sd * ((n - 1) / n).sqrt()
                derived.append(
                    nw.when(nw.col("node").is_in(population))
                    .then(whole)
                    .otherwise(sd)
                    .alias(measure.statistic("sd"))
                )
        state = state.when(nw.col("node").is_in(spread) & ~varies).then(_status_value(Status.CONSTANT))
    return [*derived, state.otherwise(_status_value(Status.OK)).alias(measure.statistic("state"))]


def _status_value(status: Status) -> nw.Expr:
    return nw.lit(status.value, dtype=nw.Int8)


def _with_goalposts(frame: Frame, wanted: Sequence[Measure], engine: Engine) -> Frame:
    """Lays each leaf's goalposts beside its values, treated and transformed as they are."""
    for measure in wanted:
        ends = {number: measure.methods[number] for number in measure.named("goalposts")}
        if not ends:
            continue
        start, stop = measure.statistic("from"), measure.statistic("to")
        table = pl.DataFrame(
            {
                "node": list(ends),
                start: [end["from"] for end in ends.values()],
                stop: [end["to"] for end in ends.values()],
            },
            schema={"node": pl.Int32, start: pl.Float64, stop: pl.Float64},
        )
        frame = frame.join(engine.enter(table), on="node", how="left")
        if measure.step != "normalise":
            continue
        logged = "base" in frame.collect_schema().names()
        for name in (start, stop):
            end = nw.col(name)
            if logged:
                treated = nw.when(nw.col("base").is_null()).then(end).otherwise(taken_as_log(end))
                frame = frame.with_columns(treated.alias(name))
            frame = frame.with_columns(transformed_by_leaf(end, measure.leaves).alias(name))
    return frame


def _scores(measure: Measure) -> nw.Expr:
    """Each leaf's score by its own method; leaves done alike are computed together."""
    alike: dict[tuple[Method, str], list[int]] = {}
    for number, method in measure.methods.items():
        # Goalposts are columns, so leaves with different ones are still done alike.
        same = method.without("from", "to") if method.name == "goalposts" else method
        alike.setdefault((same, measure.leaves[number].direction), []).append(number)
    cases = []
    for (method, direction), numbers in alike.items():
        raw = score(method, measure, up=direction == "up")
        usable = nw.col(measure.statistic("state")) == Status.OK.value
        cases.append((numbers, raw if method.name in ABSOLUTE else nw.when(usable).then(raw)))
    return by_node(cases)


def score(method: Method, measure: Measure, *, up: bool) -> nw.Expr:
    """The score of a value x, by method and direction; m, s, min, max and the reference are of the compared units.

    ============  ============================================  ============================
    method        up                                            down
    ============  ============================================  ============================
    zscore        mean + sd·(x − m)/s                           mean − sd·(x − m)/s
    minmax        low + (high − low)·(x − min)/(max − min)      low + (high − low)·(max − x)/(max − min)
    goalposts     low + (high − low)·(x − from)/(to − from)     low + (high − low)·(to − x)/(to − from)
    rank          average rank, worst 1, best n                 mirrored
    percentile    100 · share of the others it is better than   mirrored
    distance      x / reference                                 reference / x
    none          x                                             −x
    ============  ============================================  ============================
    """
    x = nw.col(measure.column)
    of = partial(_column, measure)
    if method.name == "none":
        return x if up else -x
    if method.name == "zscore":
        z = (x - of("mean")) / of("sd")
        return _placed(method["mean"], method["sd"] if up else -method["sd"], z)
    if method.name == "minmax":
        share = (x - of("min") if up else of("max") - x) / (of("max") - of("min"))
        return _placed(method["low"], method["high"] - method["low"], share)
    if method.name == "goalposts":
        share = (x - of("from") if up else of("to") - x) / (of("to") - of("from"))
        return _placed(
            method["low"], method["high"] - method["low"], share.clip(0.0, 1.0) if method["clip"] else share
        )
    if method.name == "distance":
        best, worst = ("max", "min") if up else ("min", "max")
        reference = of({"best": best, "worst": worst}.get(method["to"], method["to"]))
        # A mean or median of values of both signs may be a zero that rounding has moved.
        zero = (
            nw.max_horizontal(of("max").abs(), of("min").abs()) * SAME
            if method["to"] in {"mean", "median"}
            else 0.0
        )
        positive = (reference > zero) if up else (reference > zero) & (x > 0)
        return nw.when(positive).then(x / reference if up else reference / x)
    rank = of("rank")
    return rank if method.name == "rank" else (rank - 1.0) / (of("n").cast(nw.Float64) - 1.0) * 100.0


def _column(measure: Measure, name: str) -> nw.Expr:
    return nw.col(measure.statistic(name))


def _placed(start: float, width: float, share: nw.Expr) -> nw.Expr:
    """start + width·share, without the work where that is the share itself."""
    wide = share if width == 1 else -share if width == -1 else share * width
    return wide if start == 0 else wide + start


def _with_ranks(frame: Frame, measure: Measure) -> Frame:
    """Adds the rank of each value in its column, worst 1, where the leaf's method asks for it."""
    numbers = measure.named("rank", "percentile")
    if not numbers:
        return frame
    down = [number for number in numbers if measure.leaves[number].direction == "down"]
    x, name = nw.col(measure.column), measure.statistic("rank")
    turned = nw.when(nw.col("node").is_in(down)).then(-x).otherwise(x) if down else x
    # In steps: some engines write an expression out wherever it is used.
    frame = frame.with_columns(nw.when(nw.col("node").is_in(numbers)).then(turned).alias(name))
    frame = frame.with_columns(scale=_scale(nw.col(name)))
    frame = frame.with_columns(_significant(nw.col(name), nw.col("scale")).alias(name)).drop("scale")
    return frame.with_columns(nw.col(name).rank("average").over("column").cast(nw.Float64).alias(name))


def _scale(x: nw.Expr) -> nw.Expr:
    """The power of ten that leaves of x twelve digits before the decimal sign."""
    size = x.abs()
    digits = (11.0 - nw.when(size > 0).then(size).log(10).floor()).clip(-290.0, 290.0)
    return nw.lit(10.0) ** digits


def _significant(x: nw.Expr, scale: nw.Expr) -> nw.Expr:
    """x rounded to twelve significant digits."""
    return nw.when(x == 0).then(x).otherwise((x * scale).round(0) / scale)


def _status(grid: Grid, measure: Measure) -> nw.Expr:
    """The first Status that applies."""
    state = nw.coalesce(nw.col(measure.statistic("state")), _status_value(Status.TOO_FEW))
    neutral = [number for number, leaf in grid.leaf_numbers.items() if leaf.direction == "neutral"]
    filled = (
        nw.when(nw.col("lack") > 0).then(_status_value(Status.IMPUTED)).otherwise(_status_value(Status.OK))
    )
    none = nw.when(nw.col("imputed").is_null()).then(nw.col("lack"))
    none = none.when(nw.col("transformed").is_null()).then(_status_value(Status.OUTSIDE_DOMAIN))
    if not grid.everyone_grouped:
        none = none.when(~grid.grouped).then(_status_value(Status.NO_GROUP))
    if measure.compared:
        failed = nw.col("node").is_in(measure.compared) & (state > 0)
        none = none.when(failed).then(state)
    unscored = none.otherwise(_status_value(Status.OUTSIDE_DOMAIN))
    status = nw.when(nw.col(measure.score).is_null()).then(unscored).otherwise(filled)
    if not neutral:
        return status
    return nw.when(nw.col("node").is_in(neutral)).then(_status_value(Status.NEUTRAL)).otherwise(status)


def _fitted(measure: Measure, fit: pl.DataFrame, grid: Grid) -> Fitted:
    prefix = measure.statistic("")
    names = {name: name.removeprefix(prefix) for name in fit.columns if name.startswith(prefix)}
    names.pop(measure.statistic("state"))
    own = fit.filter(pl.col("node").is_in(measure.compared))
    table = own.select(
        "column", *(pl.col(name).cast(pl.Float64).alias(short) for name, short in names.items())
    )
    return Fitted(measure.step, table, grid.groups)
