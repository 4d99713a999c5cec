"""Scores as they lie in the store, read by unit or by group and year: a few neighbouring row groups each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.shapes import Spread
from empiria.apps.monitor.selectors.store import store_path

Row = dict[str, Any]
# Groups (and years of them) that a web process keeps in memory; the largest take about three megabytes.
GROUPS_KEPT = 16
UNIT_COLUMNS = (
    *("node", "period", "value", "score", "rank", "ranked", "status"),
    *("change_score", "change_rank"),
)


@dataclass(frozen=True, kw_only=True)
class UnitScores:
    """One unit: every node's row in one year, and its known values of all years."""

    rows: Mapping[str, Row]
    values: Mapping[str, Mapping[int, float]]


@dataclass(frozen=True, kw_only=True)
class GroupSpreads:
    """How a group lies: by node, then by period."""

    nodes: Mapping[str, Mapping[int, Row]]

    def at(self, node: str, period: int | None) -> Row | None:
        return self.nodes.get(node, {}).get(period) if period is not None else None


def unit_scores(score_set: ScoreSet, *, unit: str, period: int | None) -> UnitScores:
    """One unit: every node in one year, and the values of all years."""
    frame = (
        pl.scan_parquet(store_path(score_set.path) / "by_unit.parquet")
        .filter(pl.col("unit") == unit)
        .select(UNIT_COLUMNS)
        .collect()
    )
    values: dict[str, dict[int, float]] = {}
    known = frame.filter(pl.col("value").is_not_null()).select("node", "period", "value")
    for node, year, value in known.iter_rows():
        values.setdefault(node, {})[year] = value
    shown = frame.filter(pl.col("period") == period)
    return UnitScores(rows={row["node"]: row for row in shown.iter_rows(named=True)}, values=values)


def group_spreads(score_set: ScoreSet, *, group: str) -> GroupSpreads:
    """How the group lies in every node and year."""
    return _group_spreads(store_path(score_set.path) / "groups.parquet", group)


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=GROUPS_KEPT)
def _group_spreads(path: Path, group: str) -> GroupSpreads:
    nodes: dict[str, dict[int, Row]] = {}
    rows = pl.scan_parquet(path).filter(pl.col("group") == group).collect()
    for row in rows.iter_rows(named=True):
        nodes.setdefault(row["node"], {})[row["period"]] = row
    return GroupSpreads(nodes=nodes)


def spread(row: Row | None, name: str) -> Spread | None:
    """The spread of `value`, `score` or `change_score`; None where no unit of the group has one."""
    if row is None or not row[f"{name}_count"]:
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
    """A group in one year: a row for each unit and node, and every value and score that there is, by node."""

    rows: pl.DataFrame
    figures: Mapping[str, tuple[tuple[float, ...], tuple[float, ...]]]


def group_year(score_set: ScoreSet, *, group: str, period: int) -> GroupYear:
    """Every unit of the group and every node in one year."""
    return _group_year(store_path(score_set.path) / "by_group.parquet", group, period)


@lru_cache(maxsize=GROUPS_KEPT)
def _group_year(path: Path, group: str, period: int) -> GroupYear:
    rows = (
        pl.scan_parquet(path)
        .filter((pl.col("group") == group) & (pl.col("period") == period))
        .select("unit", "node", "value", "score", "rank", "status", "change_score")
        .collect()
    )
    lists = rows.group_by("node").agg(pl.col("value").drop_nulls(), pl.col("score").drop_nulls())
    return GroupYear(
        rows=rows,
        figures={node: (tuple(values), tuple(scores)) for node, values, scores in lists.iter_rows()},
    )


def parameters(score_set: ScoreSet, *, group: str, period: int) -> dict[str, dict[tuple[str, str], float]]:
    """Fitted parameters of one group and year by node: {(step, name): value}."""
    rows = (
        pl.scan_parquet(store_path(score_set.path) / "parameters.parquet")
        .filter(pl.col("group").is_null() | (pl.col("group") == group))
        .filter(pl.col("period").is_null() | (pl.col("period") == period))
        .collect()
    )
    found: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["node"], {})[row["step"], row["name"]] = row["value"]
    return found
