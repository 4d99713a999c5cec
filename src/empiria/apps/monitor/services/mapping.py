"""From a reader's tidy table to observations: keys become indicators, and zeros, silence and units get their meaning.

Nothing here touches the database or the store: what the catalogue and the places know comes in as tables.
"""

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.apps.monitor.services.counts import impossible_counts
from empiria.apps.monitor.services.naming import strange_kinds, strange_names
from empiria.sources.reading import MISSING, Finding, Reading

# Why a value is missing, beside the reasons that the readers give (`empiria.sources.reading`).
ZERO_IS_NO_DATA = "zero is no data"
DID_NOT_EXIST = "did not exist"

COLUMNS = ["unit", "indicator", "period", "value", "status", "note"]
KEY = ["unit", "indicator", "period"]
SPELLS = {"code": pl.String, "teryt": pl.String, "name": pl.String}
# A code that a BDL variable goes by until the catalogue maps it.
BDL_CODE = r"^bdl:\d+$"
# Findings name this many units one by one; of more, the rest is counted.
NAMED = 50


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What is known beforehand.

    `keys`: key, indicator, zero, absent, times — how the source at hand calls indicators. `units`: code, level,
    valid_from, valid_to — all units that ever were. `people`: indicators that are numbers of people. `spells`: code, teryt, name —
    every code and name that a unit had, in their order.
    """

    keys: pl.DataFrame
    units: pl.DataFrame
    people: frozenset[str] = frozenset()
    spells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SPELLS))


@dataclass(frozen=True, kw_only=True)
class Mapped:
    """Observations of one file; `slices` are what they replace, `unknown` the units that the places do not know."""

    observations: pl.DataFrame
    findings: list[Finding]
    slices: list[tuple[str, int]]
    unknown: dict[str, dict[str, str]]


def map_reading(reading: Reading, *, rules: Rules, key: str) -> Mapped:
    """Observations of a reading whose column `key` says how the source calls each series.

    In order: rows of units outside TERYT and of unmapped series are left out with a finding; values take the key's
    factor; zeros and values of years in which a unit did not exist become missing; silence that means zero becomes
    zero. Raises InputError where two series of the file are one indicator and give the same unit two values.
    """
    rows = _completed(reading.table, key=key)
    findings: list[Finding] = []
    for step in (_territorial, _mapped, _scaled, _zeros, _existing):
        rows, noticed = step(rows, rules)
        findings += noticed
    _refuse_two_series(rows, file=reading.provenance.file)
    findings += strange_kinds(rows, spells=rules.spells) + strange_names(rows, spells=rules.spells)
    rows, noticed = _silence(rows, rules)
    findings += noticed + impossible_counts(rows, indicators=rules.people)
    unknown, noticed = _unknown(rows, rules)
    findings += noticed + _fewer_than_exist(rows, rules)
    observations = rows.select(COLUMNS).sort(KEY)
    slices = observations.select("indicator", "period").unique().sort("indicator", "period").rows()
    return Mapped(observations=observations, findings=findings, slices=slices, unknown=unknown)


def _completed(table: pl.DataFrame, *, key: str) -> pl.DataFrame:
    """The columns that every step relies on; readers differ in what they can tell."""
    defaults = {"status": "", "note": "", "name": "", "label": "", "measure": "", "row": None}
    absent = {name: pl.lit(value) for name, value in defaults.items() if name not in table.columns}
    return table.with_columns(**absent).select(
        pl.col(key).alias("key"),
        "unit",
        "teryt",
        "level",
        pl.col("name", "label", "measure", "status", "note").cast(pl.String).fill_null(""),
        pl.col("period").cast(pl.Int32),
        pl.col("value").cast(pl.Float64),
        pl.col("row").cast(pl.Int64),
    )


def _territorial(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    outside = ~pl.col("level").is_in(["country", "voivodeship", "county", "municipality"])
    left_out = rows.filter(outside)
    if left_out.is_empty():
        return rows, []
    finding = Finding(
        code="units-outside-teryt",
        severity="warning",
        message=mark("Units that a release does not hold (%(levels)s). Units: %(units)s, values: %(count)s."),
        action=mark("Left out of the release."),
        row=left_out["row"].sort().to_list()[0],
        params={
            "levels": ", ".join(sorted(left_out["level"].unique())),
            "units": left_out["unit"].n_unique(),
            "count": left_out.select(_given()).item(),
        },
    )
    return rows.filter(~outside), [finding]


def _given() -> pl.Expr:
    """How many values there are: an empty cell is none."""
    return pl.col("value").count()


def _mapped(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    """`indicator` and the key's rules; series that nothing maps become findings."""
    rows = rows.join(rules.keys, on="key", how="left").with_columns(
        indicator=pl.when(pl.col("indicator").is_null() & pl.col("key").str.contains(BDL_CODE))
        .then(pl.col("key"))
        .otherwise(pl.col("indicator"))
    )
    unmapped = (
        rows.filter(pl.col("indicator").is_null())
        .group_by("key", "label", "measure")
        .agg(
            count=_given(), row=pl.col("row").min(), first=pl.col("period").min(), last=pl.col("period").max()
        )
        .sort("key", "measure")
    )
    findings = [
        Finding(
            code="unmapped",
            severity="warning",
            message=mark(
                "No indicator of the catalogue is called “%(key)s”. Values: %(count)s, years: %(first)s–%(last)s."
            ),
            action=mark("Not imported; say in the catalogue which indicator it is and read the file again."),
            row=row["row"],
            column=row["key"],
            params={name: row[name] for name in ("key", "label", "measure", "count", "first", "last")},
        )
        for row in unmapped.iter_rows(named=True)
    ]
    return rows.filter(pl.col("indicator").is_not_null()), findings


def _scaled(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    # 87.26 × 1000 is 87260.00000000001 in binary; nine decimals are beyond any published figure.
    times = pl.col("times").fill_null(1.0)
    value = pl.when(times != 1).then((pl.col("value") * times).round(9)).otherwise(pl.col("value"))
    missing = pl.col("value").is_null() & (pl.col("status") == "")
    return rows.with_columns(
        value=value, status=pl.when(missing).then(pl.lit(MISSING)).otherwise(pl.col("status"))
    ), []


def _zeros(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    """A zero where the key says that zero means no data."""
    false_zero = (pl.col("zero") == "missing").fill_null(value=False) & (pl.col("value") == 0)
    findings = _by_indicator(
        rows.filter(false_zero),
        code="zero-is-no-data",
        severity="info",
        message=mark("Zeros of “%(indicator)s”, which the catalogue reads as no data. Values: %(count)s."),
        action=mark("Read as missing."),
    )
    return _without_value(rows, where=false_zero, status=ZERO_IS_NO_DATA), findings


def _by_indicator(
    rows: pl.DataFrame, *, code: str, severity: Literal["info", "warning"], message: str, action: str
) -> list[Finding]:
    """A finding for every series among the rows, with how many values and units it concerns."""
    counted = (
        rows.group_by("indicator", "key")
        .agg(count=pl.len(), row=pl.col("row").min(), units=pl.col("unit").n_unique())
        .sort("indicator", "key")
    )
    return [
        Finding(
            code=code,
            severity=severity,
            message=message,
            action=action,
            row=row["row"],
            column=row["key"],
            params={name: row[name] for name in ("indicator", "count", "units")},
        )
        for row in counted.iter_rows(named=True)
    ]


def _without_value(rows: pl.DataFrame, *, where: pl.Expr, status: str) -> pl.DataFrame:
    return rows.with_columns(
        value=pl.when(where).then(None).otherwise(pl.col("value")),
        status=pl.when(where).then(pl.lit(status)).otherwise(pl.col("status")),
    )


def existed(period: pl.Expr) -> pl.Expr:
    """The unit was there at the end of the year, which is when statistics count it (both ends half-open)."""
    begun = pl.col("valid_from").is_null() | (pl.col("valid_from").dt.year() <= period)
    ended = pl.col("valid_to").is_not_null() & (pl.col("valid_to") <= pl.date(period, 12, 31))
    return begun & ~ended


def _existing(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    """A zero, or nothing, for a year in which the unit did not exist is no value; another figure is kept and told."""
    validity = rules.units.select(pl.col("code").alias("unit"), "valid_from", "valid_to")
    rows = rows.join(validity, on="unit", how="left")
    outside = ~existed(pl.col("period"))
    zero = outside & (pl.col("value") == 0)
    silent = outside & pl.col("value").is_null() & (pl.col("status") == MISSING)
    figure = outside & (pl.col("value") != 0)
    findings = _by_indicator(
        rows.filter(zero),
        code="zero-before-or-after",
        severity="info",
        message=mark(
            "Zeros of “%(indicator)s” for years in which the unit did not exist. Values: %(count)s, units: %(units)s."
        ),
        action=mark("Read as missing."),
    )
    findings += _by_indicator(
        rows.filter(figure),
        code="value-before-or-after",
        severity="warning",
        message=mark(
            "Values of “%(indicator)s” for years in which the unit did not exist. Values: %(count)s, "
            "units: %(units)s."
        ),
        action=mark("Kept as they are; check the dates of the units."),
    )
    return _without_value(rows, where=zero | silent, status=DID_NOT_EXIST), findings


def _refuse_two_series(rows: pl.DataFrame, *, file: str) -> None:
    twice = rows.filter(pl.struct(KEY).is_duplicated())
    if twice.is_empty():
        return
    first, second = twice.sort(*KEY, "row").head(2).rows(named=True)
    raise InputError(
        mark(
            "Unit %(teryt)s has two values of “%(indicator)s” for %(period)s: as “%(key)s” in line %(line)s and as "
            "“%(other)s” here."
        ),
        place={"file": file, "line": second["row"], "column": second["key"]},
        teryt=first["teryt"],
        indicator=first["indicator"],
        period=first["period"],
        key=first["key"],
        other=second["key"],
        line=first["row"],
    )


def _silence(rows: pl.DataFrame, rules: Rules) -> tuple[pl.DataFrame, list[Finding]]:
    """Units without a row (or with an empty cell) where the key says that silence means zero."""
    counted = (pl.col("absent") == "zero").fill_null(value=False)
    empty = counted & pl.col("value").is_null() & (pl.col("status") == MISSING)
    asked = rows.filter(counted).select("indicator", "key", "period", "level").unique()
    if asked.is_empty():
        return rows, []
    absent = (
        asked.join(rules.units.rename({"code": "unit"}), on="level")
        .filter(existed(pl.col("period")))
        .join(rows, on=KEY, how="anti")
        .with_columns(value=pl.lit(0.0), status=pl.lit(""), note=pl.lit(""))
    )
    findings = _by_indicator(
        pl.concat([absent, rows.filter(empty)], how="diagonal_relaxed").with_columns(
            row=pl.lit(None, pl.Int64)
        ),
        code="silence-is-zero",
        severity="info",
        message=mark(
            "Units without a figure of “%(indicator)s”, which the catalogue reads as zero: %(count)s."
        ),
        action=mark("Written as zero."),
    )
    rows = rows.with_columns(
        value=pl.when(empty).then(0.0).otherwise(pl.col("value")),
        status=pl.when(empty).then(pl.lit("")).otherwise(pl.col("status")),
    )
    return pl.concat([rows, absent], how="diagonal_relaxed"), findings


def _unknown(rows: pl.DataFrame, rules: Rules) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """Units that the places do not know: kept, named, and to be settled before the release is published."""
    known = rules.units.select(pl.col("code").alias("unit"))
    units = (
        rows.join(known, on="unit", how="anti")
        .sort("period", "row", nulls_last=True)
        .group_by("unit", maintain_order=True)
        .agg(
            pl.col("teryt", "name").filter(pl.col("value").is_not_null()).last(),
            code=pl.col("teryt").last(),
            label=pl.col("name").last(),
            level=pl.col("level").first(),
            row=pl.col("row").min(),
            count=_given(),
        )
        .with_columns(
            pl.col("teryt").fill_null(pl.col("code")),
            pl.col("name").fill_null(pl.col("label")),
        )
        .sort("unit")
    )
    unknown = {
        row["unit"]: {"teryt": row["teryt"], "name": row["name"], "level": row["level"]}
        for row in units.iter_rows(named=True)
    }
    findings = [
        Finding(
            code="unknown-unit",
            severity="warning",
            message=mark("The code %(teryt)s (%(name)s) is not a known unit. Values: %(count)s.")
            if row["name"]
            else mark("The code %(teryt)s is not a known unit. Values: %(count)s."),
            action=mark("Kept in the draft; it must be settled before publication."),
            row=row["row"],
            params={name: row[name] for name in ("teryt", "name", "count")},
        )
        for row in units.head(NAMED).iter_rows(named=True)
    ]
    if units.height > NAMED:
        findings.append(
            Finding(
                code="unknown-units",
                severity="warning",
                message=mark("More codes that are not known units: %(count)s."),
                action=mark("Kept in the draft; they must be settled before publication."),
                params={"count": units.height - NAMED},
            )
        )
    return unknown, findings


FEWER = {
    "voivodeship": mark(
        "Fewer voivodeships with a value of “%(indicator)s” than there were. Years: %(periods)s; fewest in %(period)s: "
        "%(found)s of %(expected)s."
    ),
    "county": mark(
        "Fewer counties with a value of “%(indicator)s” than there were. Years: %(periods)s; fewest in %(period)s: "
        "%(found)s of %(expected)s."
    ),
    "municipality": mark(
        "Fewer municipalities with a value of “%(indicator)s” than there were. Years: %(periods)s; fewest in "
        "%(period)s: %(found)s of %(expected)s."
    ),
}


def _fewer_than_exist(rows: pl.DataFrame, rules: Rules) -> list[Finding]:
    """Series that give fewer units of a level than there were; levels of which a file brings only some are passed."""
    given = (
        rows.filter(pl.col("value").is_not_null(), pl.col("level") != "country")
        .join(rules.units, left_on="unit", right_on="code", how="semi")
        .group_by("indicator", "key", "level", "period")
        .agg(found=pl.col("unit").n_unique())
    )
    if given.is_empty():
        return []
    expected = expected_units(rules.units, periods=sorted(given["period"].unique()))
    short = (
        given.join(expected, on=["level", "period"])
        .filter(pl.col("found") < pl.col("expected"))
        .sort("found", "period")
        .group_by("indicator", "key", "level", maintain_order=True)
        .agg(pl.col("period", "found", "expected").first(), periods=pl.len())
        .sort("indicator", "key", "level")
    )
    return [
        Finding(
            code="fewer-units",
            severity="info" if row["found"] >= 0.95 * row["expected"] else "warning",
            message=FEWER[row["level"]],
            action=mark("Imported; the others stay without a value."),
            column=row["key"],
            params={n: row[n] for n in ("indicator", "level", "periods", "period", "found", "expected")},
        )
        for row in short.iter_rows(named=True)
    ]


def expected_units(units: pl.DataFrame, *, periods: list[int]) -> pl.DataFrame:
    """How many units of each level there were in each year: level, period, expected."""
    years = pl.DataFrame({"period": pl.Series(periods, dtype=pl.Int32)})
    return (
        units.join(years, how="cross")
        .filter(existed(pl.col("period")))
        .group_by("level", "period")
        .agg(expected=pl.len().cast(pl.Int64))
    )
