"""The grid laid by the engine, from observations that no one machine need hold.

It gives the rows that `grid.lay_grid` gives, in expressions in place of arrays. What passes through this process is the
units, the years, and how many observations each indicator has in each year. Only rows of the recipe's indicators are
looked at, so that faults of others are not found; as the rows of such a table have no order, an error names the
observation in place of its row.
"""

import narwhals as nw
import polars as pl

from empiria.analysis.cube import REASONS
from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import Engine, Frame, by_node
from empiria.analysis.grid import Grid, grid_of, number_units
from empiria.analysis.recipe import Recipe

# What an observation is to a leaf's row: its value, its denominator, and either as of so many years earlier.
ROLES = ("observed", "denominator", "earlier", "earlier_denominator")
KINDS = {"unit": "text", "indicator": "text", "period": "whole years", "value": "numbers"}


def lay_frame(
    recipe: Recipe, observations: Frame, units: pl.DataFrame, engine: Engine
) -> tuple[Grid, Frame, Frame]:
    """The grid (without its reasons), its rows of leaves and the reasons: `place, node, reason`.

    Raises InputError as `lay_grid` does, for what it looks at.
    """
    units, divisors = number_units(recipe, units)
    named = _numbered(_typed(observations), recipe, units, engine)
    numbered = engine.settle(named.select("who", "slot", "period", "value", "status"))
    grid = grid_of(recipe, units, _periods(recipe, named, numbered, engine), pl.DataFrame(schema=REASONS))
    rows = engine.settle(_gathered(numbered, grid, engine))
    _refuse_twins(rows, numbered, grid, engine)
    reasons = rows.filter(~nw.col("reason").is_null()).select("place", "node", "reason")
    return grid, _with_units(rows, divisors, grid, engine), reasons


def _typed(observations: Frame) -> Frame:
    schema = observations.collect_schema()
    for column, kind in KINDS.items():
        place = {"file": "observations", "column": column}
        if column not in schema:
            message = mark("the column is missing; there are: %(columns)s")
            raise InputError(message, place=place, columns=", ".join(schema))
        found = schema[column]
        is_kind = {
            "text": found == nw.String,
            "whole years": found.is_integer(),
            "numbers": found.is_numeric(),
        }
        if not is_kind[kind]:
            message = mark(
                "the column is of type %(type)s, which does not fit; text codes, whole years and numbers do"
            )
            raise InputError(message, place=place, type=str(found))
    status = nw.col("status").cast(nw.String) if "status" in schema else nw.lit(None, dtype=nw.String)
    return observations.select(
        "unit",
        "indicator",
        nw.col("period").cast(nw.Int32),
        nw.col("value").cast(nw.Float64),
        status.alias("status"),
    )


def _numbered(observations: Frame, recipe: Recipe, units: pl.DataFrame, engine: Engine) -> Frame:
    """The rows of the recipe's indicators with `slot`, the indicator's number, and `who`, the unit's (null if unknown)."""
    codes = recipe.indicators()
    slots = pl.DataFrame({"indicator": codes, "slot": range(len(codes))}, schema_overrides={"slot": pl.Int32})
    numbers = pl.int_range(units.height, dtype=pl.Int32, eager=True)
    members = pl.DataFrame({"unit": units["unit"], "who": numbers})
    known = observations.join(engine.enter(slots), on="indicator", how="inner")
    return known.join(engine.enter(members), on="unit", how="left")


def _periods(recipe: Recipe, named: Frame, numbered: Frame, engine: Engine) -> tuple[int, ...]:
    """The years with observations, once nothing is wrong with these."""
    stray, wild = nw.col("who").is_null(), ~nw.col("value").is_finite()
    faults = {name: nw.when(bad).then(1).otherwise(0) for name, bad in {"stray": stray, "wild": wild}.items()}
    counted = numbered.with_columns(**faults).group_by("slot", "period").agg(nw.col("stray", "wild").sum())
    counts = engine.leave(counted)
    if counts["period"].null_count():
        place = {"file": "observations", "column": "period"}
        raise InputError(mark("expected a year (a whole number), found “%(found)s”"), place=place, found="")
    if counts["stray"].sum():
        unit = engine.leave(named.filter(stray).select("unit").head(1)).item()
        place = {"file": "observations", "column": "unit"}
        if not unit:
            raise InputError(mark("the code is empty"), place=place)
        raise InputError(mark("the unit “%(unit)s” is not among the units"), place=place, unit=unit)
    if counts["wild"].sum():
        found = engine.leave(numbered.filter(wild).select("value").head(1)).item()
        place = {"file": "observations", "column": "value"}
        raise InputError(mark("expected a finite number, found “%(found)s”"), place=place, found=found)
    seen = set(counts["slot"])
    for slot, code in enumerate(recipe.indicators()):
        if slot not in seen:
            place = {"file": "observations", "node": code}
            raise InputError(mark("the indicator has no observation"), place=place)
    return tuple(counts["period"].unique().sort())


def _gathered(numbered: Frame, grid: Grid, engine: Engine) -> Frame:
    """Every place and leaf with what observations are to it, how many there were, and the reason of a missing one.

    Each observation is handed to every row it is something to, and so is nothing to every row there must be; one grouping
    then does what would take a join for each role.
    """
    span = len(grid.periods)
    uses = numbered.join(engine.enter(_positions(grid)), on="period", how="inner")
    uses = uses.join(engine.enter(_uses(grid)), on="slot", how="inner")
    uses = uses.with_columns(
        at=nw.when(nw.col("role") < 2).then(nw.col("position")).otherwise(nw.col("later"))
    )
    reason = nw.when(nw.col("value").is_null() & (nw.col("status").str.strip_chars() != ""))
    handed = uses.filter(~nw.col("at").is_null()).select(
        (nw.col("who") * span + nw.col("at")).cast(nw.Int32).alias("place"),
        "node",
        "role",
        "value",
        reason.then(nw.col("status")).alias("reason"),
    )
    wanted = [name for role, name in enumerate(ROLES) if role in set(_uses(grid)["role"])]
    own = {name: nw.col("role") == ROLES.index(name) for name in wanted}
    columns = {name: nw.when(is_own).then(nw.col("value")) for name, is_own in own.items()}
    counts = {f"n_{name}": nw.when(own[name]).then(1).otherwise(0) for name in ROLES[:2] if name in own}
    reasons = nw.when(own["observed"]).then(nw.col("reason"))
    parts = nw.concat([handed, _skeleton(grid, engine)]).with_columns(**columns, **counts, reason=reasons)
    highest = [nw.col(name).max() for name in (*columns, "reason")]
    return parts.group_by("place", "node").agg(*highest, *(nw.col(name).sum() for name in counts))


def _positions(grid: Grid) -> pl.DataFrame:
    """Each year's position among the years, and that of the year for which it is the earlier one, if there is one."""
    positions = {year: position for position, year in enumerate(grid.periods)}
    years = grid.recipe.change.periods if grid.recipe.change else 0
    later = [positions.get(year + years) for year in positions]
    columns = {"period": list(positions), "position": list(positions.values()), "later": later}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.Int32))


def _uses(grid: Grid) -> pl.DataFrame:
    """`slot, node, role`: what an indicator is to which leaves."""
    slots = {code: slot for slot, code in enumerate(grid.recipe.indicators())}
    rows = []
    for number, leaf in grid.leaf_numbers.items():
        divisor = leaf.per.indicator if leaf.per else None
        for role, code in enumerate((leaf.code, divisor)):
            if code is not None:
                rows += [
                    (slots[code], number, later)
                    for later in ([role, role + 2] if grid.recipe.change else [role])
                ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("slot", "node", "role"), pl.Int32), orient="row")


def _skeleton(grid: Grid, engine: Engine) -> Frame:
    """Every row there must be, with nothing in it."""
    axes = {"who": range(len(grid.units)), "at": range(len(grid.periods)), "node": list(grid.leaf_numbers)}
    who, at, node = (
        engine.enter(pl.DataFrame({name: numbers}, schema={name: pl.Int32})) for name, numbers in axes.items()
    )
    place = (nw.col("who") * len(grid.periods) + nw.col("at")).cast(nw.Int32)
    return (
        who.join(at, how="cross")
        .join(node, how="cross")
        .select(
            place.alias("place"),
            "node",
            nw.lit(-1, dtype=nw.Int32).alias("role"),
            nw.lit(None, dtype=nw.Float64).alias("value"),
            nw.lit(None, dtype=nw.String).alias("reason"),
        )
    )


def _refuse_twins(rows: Frame, numbered: Frame, grid: Grid, engine: Engine) -> None:
    counts = [name for name in ("n_observed", "n_denominator") if name in rows.collect_schema().names()]
    # A comparison and not the largest of them, which Spark knows only of two or more.
    twice = nw.any_horizontal(*(nw.col(name) > 1 for name in counts), ignore_nulls=False)
    twins = engine.leave(rows.filter(twice).select("place", "node", *counts).head(1))
    if twins.is_empty():
        return
    twin = twins.row(0, named=True)
    leaf, (who, at) = grid.leaf_numbers[twin["node"]], divmod(twin["place"], len(grid.periods))
    code = leaf.code if twin["n_observed"] > 1 or not leaf.per else str(leaf.per.indicator)
    slot, period = grid.recipe.indicators().index(code), grid.periods[at]
    same = (nw.col("who") == who) & (nw.col("slot") == slot) & (nw.col("period") == period)
    values = engine.leave(numbered.filter(same).select("value").head(2))["value"]
    first, second = ("—" if value is None else value for value in values)
    message = mark(
        "the observation of “%(unit)s”, “%(indicator)s”, %(period)s stands twice: %(first)s and %(second)s"
    )
    told = {"unit": grid.units[who], "indicator": code, "period": period, "first": first, "second": second}
    raise InputError(message, place={"file": "observations"}, **told)


def _with_units(rows: Frame, divisors: dict[str, pl.Series], grid: Grid, engine: Engine) -> Frame:
    """The rows as the method takes them: with `peers`, and denominators that are columns of the units."""
    span = len(grid.periods)
    names = {column: f"divisor_{number}" for number, column in enumerate(divisors)}
    columns = {names[column]: series for column, series in divisors.items()}
    table = pl.DataFrame({"who": range(len(grid.units)), "member": grid.membership, **columns})
    who = (nw.col("place") // span).cast(nw.Int64)
    joined = rows.with_columns(who=who).join(engine.enter(table), on="who", how="inner")
    peers = (nw.col("member") * span + nw.col("place") % span).cast(nw.Int32)
    result = {"peers": peers}
    leaves = grid.leaf_numbers
    if any(leaf.per for leaf in leaves.values()):
        for name in ROLES[1::2] if grid.recipe.change else ROLES[1:2]:
            cases = [([number for number, leaf in leaves.items() if not leaf.per], nw.lit(1.0))]
            given = [number for number, leaf in leaves.items() if leaf.per and leaf.per.indicator is not None]
            if given:
                cases.append((given, nw.col(name)))
            for column, divisor in names.items():
                own = [number for number, leaf in leaves.items() if leaf.per and leaf.per.column == column]
                cases.append((own, nw.col(divisor)))
            result[name] = by_node(cases)
    joined = joined.with_columns(**result)
    kept = [name for name in ROLES if name in joined.collect_schema().names()]
    return joined.select("place", "node", "peers", *kept)
