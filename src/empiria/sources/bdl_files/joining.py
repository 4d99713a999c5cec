"""One value per unit, series and year: repetitions refused, halves of a code that changed kind joined."""

import polars as pl

from empiria.analysis.errors import InputError, mark
from empiria.sources.reading import MISSING, Finding, summed_finding

KEY = ["unit", "series", "period"]


def refuse_repeated(cells: pl.DataFrame) -> None:
    """Raise InputError, with both lines, where the same code has a series and year twice."""
    key = ["teryt", "series", "period"]
    repeated = cells.filter(pl.struct(key).is_duplicated())
    if not repeated.is_empty():
        first = repeated.sort("row").row(0, named=True)
        _refuse(repeated.filter(*(pl.col(name) == first[name] for name in key)))


def join_kinds(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[Finding]]:
    """The cells with one row per unit, series and period.

    A municipality that changed kind has a row under each code, each half empty or, in some exports, zero: the
    cell with a value is kept, and the newer code where there is none. Two different values are refused.
    """
    twice = pl.struct(KEY).is_duplicated()
    halves = cells.filter(twice)
    if halves.is_empty():
        return cells, []
    real = pl.col("value").is_not_null() & (pl.col("value") != 0)
    halves = halves.with_columns(
        real=real.fill_null(value=False),
        last_year=pl.col("period").filter(pl.col("value").is_not_null()).max().over("teryt", "series"),
    )
    several = halves.filter(pl.col("real").sum().over(KEY) > 1)
    different = several.filter(pl.col("value").filter("real").n_unique().over(KEY) > 1, pl.col("real"))
    if not different.is_empty():
        first = different.sort("row").row(0, named=True)
        _refuse(different.filter(*(pl.col(name) == first[name] for name in KEY)))
    false_zeros = halves.filter(pl.col("real").any().over(KEY), pl.col("value") == 0)
    ranked = halves.sort(
        [
            *KEY,
            "real",
            pl.col("value").is_not_null(),
            pl.col("status") != MISSING,
            "last_year",
            "row",
        ],
        descending=[False] * 3 + [True] * 5,
        nulls_last=True,
    )
    kept = ranked.unique(KEY, keep="first", maintain_order=True).drop("real", "last_year")
    findings = _findings(halves, false_zeros=false_zeros, same=several)
    return pl.concat([cells.filter(~twice), kept]), findings


def _refuse(cells: pl.DataFrame) -> None:
    first, second = cells.sort("row").head(2).rows(named=True)
    message = mark("%(teryt)s already has “%(label)s” for %(period)s in %(other)s, line %(line)s.")
    if first["file"] == second["file"]:
        message = mark("%(teryt)s already has “%(label)s” for %(period)s in line %(line)s.")
    raise InputError(
        message,
        place={"file": second["file"], "line": second["row"], "column": second["column"]},
        teryt=first["teryt"],
        label=first["label"],
        period=first["period"],
        other=first["file"],
        line=first["row"],
    )


def _findings(halves: pl.DataFrame, *, false_zeros: pl.DataFrame, same: pl.DataFrame) -> list[Finding]:
    return [
        *summed_finding(
            halves,
            code="kinds-joined",
            message=mark(
                "Municipalities whose code changed its kind stand under both codes. Units: %(units)s."
            ),
            action=mark("Joined on the six digits of the code (lines %(first)s–%(last)s)."),
        ),
        *summed_finding(
            false_zeros,
            code="zero-of-ended-kind",
            message=mark("Zero written where the unit did not exist under this code. Cells: %(count)s."),
            action=mark("Dropped in favour of the value under the other code (lines %(first)s–%(last)s)."),
        ),
        *summed_finding(
            same,
            code="same-value-under-both-kinds",
            severity="warning",
            message=mark("The same value stands under both codes of a municipality. Cells: %(count)s."),
            action=mark("Taken once (lines %(first)s–%(last)s)."),
        ),
    ]
