"""Scores as they lie in the store, read by unit or by group and year: a few neighbouring row groups each."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.shapes import Spread
from empiria.apps.monitor.selectors.store import scan, store_path

Row = dict[str, Any]
# Groups (and years of them) that a web process keeps in memory; the largest take about three megabytes.
GROUPS_KEPT = 16
UNIT_COLUMNS = (
    *("node", "period", "value", "score", "rank", "ranked", "status"),
    *("change_score", "change_rank"),
)


@dataclass(frozen=True, kw_only=True)
class UnitScores:
    """One unit: every node's row in one year, its known values of all years, and each node's last year with a score."""

    rows: Mapping[str, Row]
    values: Mapping[str, Mapping[int, float]]
    scored_years: Mapping[str, Sequence[int]]


@dataclass(frozen=True, kw_only=True)
class NodeSpreads:
    """How a group lies in one node and year: how many units were compared, and their figures where any has one."""

    units: int
    values: Spread | None
    scores: Spread | None
    change_scores: Spread | None


@dataclass(frozen=True, kw_only=True)
class GroupSpreads:
    """How a group lies: by node, then by period."""

    nodes: Mapping[str, Mapping[int, NodeSpreads]]
    # Of the values, by node and period: what a city's years are drawn over.
    medians: Mapping[str, Mapping[int, float]]

    def at(self, node: str, period: int | None) -> NodeSpreads | None:
        return self.nodes.get(node, {}).get(period) if period is not None else None


def unit_scores(score_set: ScoreSet, *, unit: str, period: int | None) -> UnitScores:
    """One unit: every node in one year, and the values of all years."""
    frame = (
        scan(store_path(score_set.path) / "by_unit.parquet")
        .filter(pl.col("unit") == unit)
        .select(UNIT_COLUMNS)
        .collect()
    )
    values: dict[str, dict[int, float]] = {}
    rows: dict[str, Row] = {}
    scored_years: dict[str, list[int]] = {}
    # One pass in Python, read out by column: a filter of so small a frame costs more.
    for row in zip(*(column.to_list() for column in frame), strict=True):
        node, year, value, score = row[:4]
        if value is not None:
            values.setdefault(node, {})[year] = value
        if score is not None:
            scored_years.setdefault(node, []).append(year)
        if year == period:
            rows[node] = dict(zip(UNIT_COLUMNS, row, strict=True))
    return UnitScores(rows=rows, values=values, scored_years=scored_years)


def group_spreads(score_set: ScoreSet, *, group: str) -> GroupSpreads:
    """How the group lies in every node and year."""
    return _group_spreads(store_path(score_set.path) / "groups.parquet", group)


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=GROUPS_KEPT)
def _group_spreads(path: Path, group: str) -> GroupSpreads:
    return spreads_from(scan(path).filter(pl.col("group") == group).collect())


def spreads_from(rows: pl.DataFrame) -> GroupSpreads:
    """The spreads of one group as `spread_table` makes them, by node and period."""
    nodes: dict[str, dict[int, NodeSpreads]] = {}
    for row in rows.iter_rows(named=True):
        nodes.setdefault(row["node"], {})[row["period"]] = NodeSpreads(
            units=row["units"],
            values=_spread(row, "value"),
            scores=_spread(row, "score"),
            change_scores=_spread(row, "change_score"),
        )
    medians = {
        node: {year: one.values.median for year, one in years.items() if one.values}
        for node, years in nodes.items()
    }
    return GroupSpreads(nodes=nodes, medians=medians)


def _spread(row: Row, name: str) -> Spread | None:
    """The spread of `value`, `score` or `change_score`; None where no unit of the group has one."""
    if not row[f"{name}_count"]:
        return None
    return Spread(
        count=row[f"{name}_count"],
        minimum=row[f"{name}_minimum"],
        q1=row[f"{name}_q1"],
        median=row[f"{name}_median"],
        q3=row[f"{name}_q3"],
        maximum=row[f"{name}_maximum"],
    )


@dataclass(frozen=True, kw_only=True)
class GroupYear:
    """A group in one year: its units, those of them with any value, a table of them for every node, and every value and
    score that there is, by node, both rising."""

    units: tuple[str, ...]
    known: frozenset[str]
    nodes: Mapping[str, pl.DataFrame]
    figures: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]


def group_year(score_set: ScoreSet, *, group: str, period: int) -> GroupYear:
    """Every unit of the group and every node in one year."""
    return _group_year(store_path(score_set.path) / "by_group.parquet", group, period)


@lru_cache(maxsize=GROUPS_KEPT)
def _group_year(path: Path, group: str, period: int) -> GroupYear:
    rows = (
        scan(path)
        .filter((pl.col("group") == group) & (pl.col("period") == period))
        .select("unit", "node", "value", "score", "rank", "status", "change_score")
        .sort("unit", "node")
        .collect()
    )
    nodes = {str(node): part for (node,), part in rows.partition_by("node", as_dict=True).items()}
    return GroupYear(
        units=tuple(rows["unit"].unique(maintain_order=True)),
        known=frozenset(rows.filter(pl.col("value").is_not_null())["unit"]),
        nodes=nodes,
        figures={
            node: (tuple(part["value"].drop_nulls().sort()), tuple(part["score"].drop_nulls().sort()))
            for node, part in nodes.items()
        },
    )


def place_by_value(
    value: float | None, values: Sequence[float], *, direction: str
) -> tuple[int | None, int | None]:
    """Place of a leaf's published value among the group's `values` (rising), and of how many; ties share the best.

    A score's rank may differ: it follows values that were transformed, and whose extremes were drawn in.
    """
    if value is None or direction == "neutral":
        return None, None
    better = bisect_left(values, value) if direction == "down" else len(values) - bisect_right(values, value)
    return better + 1, len(values)


def places_by_value(polarity: str) -> pl.Expr:
    """Places of the values of a table, as `place_by_value` gives them one by one."""
    if polarity == "neutral":
        return pl.lit(None, pl.UInt32)
    return pl.col("value").rank("min", descending=polarity == "up")


def parameters(score_set: ScoreSet, *, group: str, period: int) -> dict[str, dict[tuple[str, str], float]]:
    """Fitted parameters of one group and year by node: {(step, name): value}."""
    rows = (
        scan(store_path(score_set.path) / "parameters.parquet")
        .filter(pl.col("group").is_null() | (pl.col("group") == group))
        .filter(pl.col("period").is_null() | (pl.col("period") == period))
        .collect()
    )
    found: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["node"], {})[row["step"], row["name"]] = row["value"]
    return found


def spread_table(scores: pl.DataFrame) -> pl.DataFrame:
    """How values, scores and changes lie in each group: count, minimum, q1, median, q3, maximum of each; sorted."""
    spreads = []
    for name in ("value", "score", "change_score"):
        column = pl.col(name).drop_nulls()
        spreads += [
            column.len().cast(pl.Int32).alias(f"{name}_count"),
            column.min().alias(f"{name}_minimum"),
            column.quantile(0.25, "linear").alias(f"{name}_q1"),
            column.median().alias(f"{name}_median"),
            column.quantile(0.75, "linear").alias(f"{name}_q3"),
            column.max().alias(f"{name}_maximum"),
        ]
    return (
        scores.lazy()
        .group_by("group", "node", "period")
        .agg(pl.col("unit").len().cast(pl.Int32).alias("units"), *spreads)
        .sort("group", "node", "period")
        .collect()
    )


def spread_of(known: pl.Series) -> Spread | None:
    if known.is_empty():
        return None
    low, q1, median, q3, high = (known.quantile(share, "linear") for share in (0.0, 0.25, 0.5, 0.75, 1.0))
    if low is None or q1 is None or median is None or q3 is None or high is None:
        return None
    return Spread(count=known.len(), minimum=low, q1=q1, median=median, q3=q3, maximum=high)
