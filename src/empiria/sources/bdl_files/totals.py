"""Control totals: municipalities, counties and voivodeships must add up to the country, where adding makes sense."""

from typing import Any

import polars as pl

from empiria.analysis.errors import mark
from empiria.sources.reading import Finding

COUNTED = r"(?i)^(?:(?:tys|mln|mld)\.? )?(?:osoba|osób|szt\.|szt|ob\.|zł|ha|km|km2|m2|m3|dam3|hm3|t|msc\.|gosp\.|etat|wol\.|stanowisko)$"
# The unit alone does not tell: persons per km² are given in persons.
RATE = (
    r"(?i)\bna 1|\bna (?:jedn|mieszka)|wskaźnik|współczynnik|przeciętn|średni|median|udział|odsetek|stopa"
    r"|gęstość|struktura|dynamika|wiek|trwanie|per capita|\bna 10"
)
LEVELS = ("voivodeship", "county", "municipality")

DIFFERENCE = {
    "voivodeship": mark(
        "The sum over voivodeships is not the national figure in %(count)s of %(checked)s series and years; "
        "first: %(series)s, %(period)s: %(sum)s against %(total)s (units added: %(units)s)."
    ),
    "county": mark(
        "The sum over counties is not the national figure in %(count)s of %(checked)s series and years; "
        "first: %(series)s, %(period)s: %(sum)s against %(total)s (units added: %(units)s)."
    ),
    "municipality": mark(
        "The sum over municipalities is not the national figure in %(count)s of %(checked)s series and years; "
        "first: %(series)s, %(period)s: %(sum)s against %(total)s (units added: %(units)s)."
    ),
}
AGREEMENT = {
    "voivodeship": mark("The sum over voivodeships is the national figure. Series and years: %(checked)s."),
    "county": mark("The sum over counties is the national figure. Series and years: %(checked)s."),
    "municipality": mark(
        "The sum over municipalities is the national figure. Series and years: %(checked)s."
    ),
}

WITHIN_ROUNDING = {
    "voivodeship": mark(
        "The sum over voivodeships is the national figure within rounding: it differs by at most %(difference)s, "
        "where rounding explains %(rounding)s. Series and years: %(checked)s, with a difference: %(count)s."
    ),
    "county": mark(
        "The sum over counties is the national figure within rounding: it differs by at most %(difference)s, "
        "where rounding explains %(rounding)s. Series and years: %(checked)s, with a difference: %(count)s."
    ),
    "municipality": mark(
        "The sum over municipalities is the national figure within rounding: it differs by at most %(difference)s, "
        "where rounding explains %(rounding)s. Series and years: %(checked)s, with a difference: %(count)s."
    ),
}


def compare_totals(cells: pl.DataFrame) -> list[Finding]:
    """Findings that compare sums with the national row, per level; `params` hold counts and the first difference.

    A difference is within rounding when it is at most half a unit of the last written decimal per summand: the
    worst case, which rounding seldom comes near, so that the greatest difference is said beside it.
    Series that are no counts by their unit or label, or whose national figure lies among its parts, are
    rates: they are not added up, and a finding says so.
    """
    country = cells.filter(pl.col("level") == "country", pl.col("value").is_not_null()).select(
        "series", "period", total="value", line="row"
    )
    if country.is_empty():
        return [
            Finding(
                code="totals-unchecked",
                severity="info",
                message=mark("The file has no national row, so that sums cannot be checked."),
                action=mark("Nothing to do."),
            )
        ]
    sums = _judge(_sums(cells).join(country, on=["series", "period"]))
    rates = sums.filter("is_rate")["series"].unique()
    counts = sums.filter(~pl.col("is_rate"))
    findings = [
        finding
        for level in LEVELS
        for finding in _compare_level(counts.filter(pl.col("level") == level), level=level)
    ]
    if len(rates):
        findings.append(
            Finding(
                code="totals-not-additive",
                severity="info",
                message=mark("Rates, averages and the like are not added up. Series: %(count)s."),
                action=mark("Not compared with the national figure."),
                params={"count": len(rates)},
            )
        )
    return findings


def _sums(cells: pl.DataFrame) -> pl.DataFrame:
    """Per level, series and period: sum, range, number of units, and how far rounding may carry the sum."""
    decimals = pl.col("text").str.extract(r"[.,](\d+)$").str.len_chars().fill_null(0).max()
    parts = cells.filter(pl.col("level").is_in(LEVELS), pl.col("value").is_not_null())
    return parts.group_by("level", "series", "period").agg(
        sum=pl.col("value").sum(),
        low=pl.col("value").min(),
        high=pl.col("value").max(),
        units=pl.len(),
        decimals=decimals,
        additive=(pl.col("measure").str.contains(COUNTED) & ~pl.col("label").str.contains(RATE)).first(),
    )


def _judge(sums: pl.DataFrame) -> pl.DataFrame:
    """`gap` (difference beyond the noise of floats), `differs` beyond `rounding`, and `is_rate` for the series that adding up says nothing about."""
    rounding = (
        pl.when(pl.col("decimals") > 0).then(pl.col("units") * 0.5 * 0.1 ** pl.col("decimals")).otherwise(0)
    )
    noise = 1e-9 * pl.col("total").abs()  # of adding floating-point numbers
    among = (pl.col("units") > 1) & pl.col("total").is_between(pl.col("low"), pl.col("high"))
    gap = (pl.col("sum") - pl.col("total")).abs()
    return (
        sums.with_columns(gap=pl.when(gap > noise).then(gap).otherwise(0), rounding=rounding)
        .with_columns(differs=pl.col("gap") > pl.col("rounding") + noise)
        .with_columns(looks_rate=(pl.col("differs") & among).all().over("level", "series"))
        .with_columns(is_rate=(~pl.col("additive") | pl.col("looks_rate")).any().over("series"))
    )


def _compare_level(sums: pl.DataFrame, *, level: str) -> list[Finding]:
    if sums.is_empty():
        return []
    params: dict[str, Any] = {"checked": sums.height}
    wrong = sums.filter("differs").sort("series", "period")
    if wrong.is_empty():
        widest = sums.sort("gap", "series", "period", descending=[True, False, False]).row(0, named=True)
        if widest["gap"]:
            digits = widest["decimals"] + 1  # rounding is counted in halves of the last decimal
            params |= {
                "count": sums.filter(pl.col("gap") > 0).height,
                "difference": round(widest["gap"], digits),
                "rounding": round(widest["rounding"], digits),
            }
        return [
            Finding(
                code=f"totals-agree-{level}",
                severity="info",
                message=WITHIN_ROUNDING[level] if widest["gap"] else AGREEMENT[level],
                action=mark("Nothing to do."),
                params=params,
            )
        ]
    first = wrong.select("series", "period", "sum", "total", "units", "line").row(0, named=True)
    return [
        Finding(
            code=f"totals-differ-{level}",
            severity="warning",
            message=DIFFERENCE[level],
            action=mark("The values are kept; check whether the file is complete."),
            row=first.pop("line"),
            params=params | {"count": wrong.height} | first,
        )
    ]
