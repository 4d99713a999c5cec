"""Scores read within a group that an address makes: those made among everybody, with the places of its members anew."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import polars as pl

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.scores import (
    GROUPS_KEPT,
    GroupSpreads,
    GroupYear,
    Row,
    UnitScores,
    group_spreads,
    group_year,
    spread_table,
    spreads_from,
)
from empiria.apps.monitor.selectors.shapes import EVERYBODY
from empiria.apps.monitor.selectors.store import scan, store_path

# Scores that are equal when rounded so share their place (contracts, section 2).
EQUAL = 9
Members = frozenset[str]


def year_within(score_set: ScoreSet, *, group: str, members: Members | None, period: int) -> GroupYear:
    """A group of the release in one year; with `members` those of an own group."""
    if members is None:
        return group_year(score_set, group=group, period=period)
    everybody = group_year(score_set, group=EVERYBODY, period=period)
    nodes = {
        node: part.filter(pl.col("unit").is_in(list(members))).with_columns(rank=_places("score"))
        for node, part in everybody.nodes.items()
    }
    return GroupYear(
        units=tuple(unit for unit in everybody.units if unit in members),
        known=everybody.known & members,
        nodes=nodes,
        figures={
            node: (tuple(part["value"].drop_nulls().sort()), tuple(part["score"].drop_nulls().sort()))
            for node, part in nodes.items()
        },
    )


def _places(column: str) -> pl.Expr:
    return pl.col(column).round(EQUAL).rank("min", descending=True).cast(pl.Int32)


def spreads_within(score_set: ScoreSet, *, group: str, members: Members | None) -> GroupSpreads:
    """How a group lies in every node and year; with `members` that of an own group."""
    if members is None:
        return group_spreads(score_set, group=group)
    return _spreads(store_path(score_set.path) / "by_unit.parquet", members)


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=GROUPS_KEPT)
def _spreads(path: Path, members: Members) -> GroupSpreads:
    columns = ("unit", "group", "node", "period", "value", "score", "change_score")
    scores = scan(path).filter(pl.col("unit").is_in(sorted(members))).select(columns).collect()
    return spreads_from(spread_table(scores))


def unit_within(own: UnitScores, *, unit: str, in_year: GroupYear) -> UnitScores:
    """A unit's scores with its places among the members instead of among everybody."""
    rows = {node: _replaced(row, in_year.nodes.get(node), unit) for node, row in own.rows.items()}
    return UnitScores(rows=rows, values=own.values, scored_years=own.scored_years)


def _replaced(row: Mapping[str, object], table: pl.DataFrame | None, unit: str) -> Row:
    places: Row = {"rank": None, "ranked": None, "change_rank": None}
    if table is not None:
        found = table.with_columns(change_rank=_places("change_score")).filter(pl.col("unit") == unit)
        if not found.is_empty():
            places |= found.select("rank", "change_rank").row(0, named=True)
            places["ranked"] = table["score"].count()
    return {**row, **places}
