"""Numbers of people: what can be one, and what cannot."""

import polars as pl

from empiria.analysis.errors import mark
from empiria.sources.reading import Finding

# What the places hold of a population: a whole number of four bytes.
MOST_PEOPLE = 2**31 - 1


def possible_count(value: pl.Expr) -> pl.Expr:
    """False for what no number of people can be, and for a missing value."""
    return (value.is_between(0, MOST_PEOPLE) & (value == value.round())).fill_null(value=False)


def impossible_counts(rows: pl.DataFrame, *, indicators: frozenset[str]) -> list[Finding]:
    """Values of indicators that count people and cannot be such a count: `rows` are indicator, key, row, teryt, period,
    value."""
    wrong = (
        rows.filter(
            pl.col("indicator").is_in(indicators),
            pl.col("value").is_not_null(),
            ~possible_count(pl.col("value")),
        )
        .sort("row", nulls_last=True)
        .group_by("indicator", "key", maintain_order=True)
        .agg(pl.col("row", "teryt", "period", "value").first(), count=pl.len())
    )
    return [
        Finding(
            code="impossible-count",
            severity="warning",
            message=mark(
                "Values of “%(indicator)s” that cannot be a number of people, such as %(value)s (%(teryt)s, %(period)s). "
                "Values: %(count)s."
            ),
            action=mark("Kept as they are; no population of a unit is taken from them."),
            row=row["row"],
            column=row["key"],
            params={name: row[name] for name in ("indicator", "value", "teryt", "period", "count")},
        )
        for row in wrong.iter_rows(named=True)
    ]
