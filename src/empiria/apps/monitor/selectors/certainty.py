"""How certain scores and places are, as it lies in the store beside them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

import polars as pl

from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.store import scan, store_path

GROUPS_KEPT = 16
ENDS = ("rank_low", "rank_high", "score_low", "score_high")
CHANGE_ENDS = tuple(f"change_{end}" for end in ENDS)

CertaintyState = Literal[
    "ready", "no choices", "computing", "failed", "not computed", "other year", "few scores", "other group"
]


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Where a place and a score lie in nine of ten draws of the recipe's choices: whole places, `rank_low` the better
    end; scores on their own scale."""

    rank_low: int
    rank_high: int
    score_low: float
    score_high: float

    def overlaps(self, other: "Interval") -> bool:
        """Whether the places of two units cannot be told apart."""
        return self.rank_low <= other.rank_high and other.rank_low <= self.rank_high


@dataclass(frozen=True, kw_only=True)
class CertaintyNote:
    """Whether there are intervals for what is shown, and what they were drawn from."""

    state: CertaintyState
    replicates: int = 0
    seed: int = 0
    choices: tuple[str, ...] = ()
    periods: tuple[int, ...] = ()

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"


NOT_COMPUTED = CertaintyNote(state="not computed")
OTHER_GROUP = CertaintyNote(state="other group")
_STATES: Mapping[str, CertaintyState] = {
    ScoreSet.Certainty.NONE: "not computed",
    ScoreSet.Certainty.QUEUED: "computing",
    ScoreSet.Certainty.FAILED: "failed",
    ScoreSet.Certainty.READY: "ready",
}


def certainty_note(score_set: ScoreSet, *, period: int | None) -> CertaintyNote:
    """What is known of the certainty of a set's scores in one year; the set comes from `with_work`.

    A job that was cancelled, or lost for good, leaves the state behind it: nothing is being computed then.
    """
    state = _STATES[score_set.certainty_state]
    if state == "computing" and not getattr(score_set, "is_worked_on", False):
        return NOT_COMPUTED
    if state != "ready":
        return CertaintyNote(state=state)
    kept = score_set.certainty
    if not kept["choices"]:
        state = "no choices"
    elif period not in kept["periods"]:
        state = "other year" if period in score_set.covered else "few scores"
    return CertaintyNote(
        state=state,
        replicates=kept["replicates"],
        seed=kept["seed"],
        choices=tuple(kept["choices"]),
        periods=tuple(kept["periods"]),
    )


def _is_drawn(score_set: ScoreSet, period: int | None) -> bool:
    kept = score_set.certainty
    is_ready = score_set.certainty_state == ScoreSet.Certainty.READY
    return is_ready and bool(kept["choices"]) and period in kept["periods"]


@dataclass(frozen=True, kw_only=True)
class UnitIntervals:
    """Of one unit in one year, by node: of its scores, and of its scores of change."""

    scores: Mapping[str, Interval] = field(default_factory=dict)
    changes: Mapping[str, Interval] = field(default_factory=dict)


def unit_intervals(score_set: ScoreSet, *, unit: str, period: int | None) -> UnitIntervals:
    """Empty where nothing was computed or no choice is declared; without those of change where the recipe has none, or
    where they come from a time before they were drawn."""
    if not _is_drawn(score_set, period):
        return UnitIntervals()
    rows = (
        scan(store_path(score_set.certainty_path) / "by_unit.parquet")
        .filter(pl.col("unit") == unit, pl.col("period") == period)
        .collect()
    )
    return UnitIntervals(scores=_by_node(rows, ENDS), changes=_by_node(rows, CHANGE_ENDS))


def _by_node(rows: pl.DataFrame, ends: Sequence[str]) -> dict[str, Interval]:
    if not set(ends) <= set(rows.columns):
        return {}
    kept = rows.select("node", **dict(zip(ENDS, ends, strict=True))).drop_nulls()
    return {row.pop("node"): Interval(**row) for row in kept.iter_rows(named=True)}


def group_intervals(
    score_set: ScoreSet, *, group: str, period: int | None, node: str
) -> Mapping[str, Interval]:
    """Of every unit of a group by one node in one year, by unit; empty as for one unit."""
    if not _is_drawn(score_set, period) or period is None:
        return {}
    return _group_intervals(store_path(score_set.certainty_path) / "by_group.parquet", group, period, node)


# A path of the store names its content: what was read from it never changes.
@lru_cache(maxsize=GROUPS_KEPT)
def _group_intervals(path: Path, group: str, period: int, node: str) -> Mapping[str, Interval]:
    rows = (
        scan(path)
        .filter(pl.col("group") == group, pl.col("period") == period, pl.col("node") == node)
        .select("unit", *ENDS)
        .collect()
    )
    return {row.pop("unit"): Interval(**row) for row in rows.iter_rows(named=True)}
