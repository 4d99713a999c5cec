"""Scores as they lie in the store, read by unit or by group and year: a few neighbouring row groups each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.shapes import Spread
from empiria.apps.monitor.selectors.store import store_path

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class UnitScores:
    """One unit's rows: by node, then by period."""

    nodes: Mapping[str, Mapping[int, Row]]

    def at(self, node: str, period: int | None) -> Row | None:
        return self.nodes.get(node, {}).get(period) if period is not None else None


def _scan(score_set: ScoreSet, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(store_path(score_set.path) / f"{name}.parquet")


def unit_scores(score_set: ScoreSet, *, unit: str) -> UnitScores:
    """Every node of one unit in every year."""
    rows = _scan(score_set, "by_unit").filter(pl.col("unit") == unit).collect()
    nodes: dict[str, dict[int, Row]] = {}
    for row in rows.iter_rows(named=True):
        nodes.setdefault(row["node"], {})[row["period"]] = row
    return UnitScores(nodes=nodes)


def group_spreads(score_set: ScoreSet, *, group: str) -> UnitScores:
    """How the group lies in every node and year."""
    rows = _scan(score_set, "groups").filter(pl.col("group") == group).collect()
    nodes: dict[str, dict[int, Row]] = {}
    for row in rows.iter_rows(named=True):
        nodes.setdefault(row["node"], {})[row["period"]] = row
    return UnitScores(nodes=nodes)


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


def group_year(score_set: ScoreSet, *, group: str, period: int) -> pl.DataFrame:
    """Every unit of the group and every node in one year."""
    return (
        _scan(score_set, "by_group")
        .filter((pl.col("group") == group) & (pl.col("period") == period))
        .select("unit", "node", "value", "score", "rank", "status", "change_score")
        .collect()
    )


def figures_by_node(rows: pl.DataFrame) -> dict[str, tuple[tuple[float, ...], tuple[float, ...]]]:
    """Of a group's year, by node: every value and every score that there is."""
    lists = rows.group_by("node").agg(pl.col("value").drop_nulls(), pl.col("score").drop_nulls())
    return {node: (tuple(values), tuple(scores)) for node, values, scores in lists.iter_rows()}


def parameters(score_set: ScoreSet, *, group: str, period: int) -> dict[str, dict[tuple[str, str], float]]:
    """Fitted parameters of one group and year by node: {(step, name): value}."""
    rows = (
        _scan(score_set, "parameters")
        .filter(pl.col("group").is_null() | (pl.col("group") == group))
        .filter(pl.col("period").is_null() | (pl.col("period") == period))
        .collect()
    )
    found: dict[str, dict[tuple[str, str], float]] = {}
    for row in rows.iter_rows(named=True):
        found.setdefault(row["node"], {})[row["step"], row["name"]] = row["value"]
    return found
