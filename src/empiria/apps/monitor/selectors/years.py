"""Which year a page shows first: one that nearly everybody has, so that a stray figure never decides."""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import polars as pl

from empiria.apps.monitor.models import Release, ScoreSet
from empiria.apps.monitor.selectors.catalogue import IS_MUNICIPALITY
from empiria.apps.monitor.selectors.store import scan, store_path

# A year is shown first when it has nearly as many figures as the best one.
COVERED = 0.95
# Releases and sets of scores of which a web process keeps the counts: a few numbers each.
KEPT = 64


def first_shown(counts: Mapping[int, int]) -> int | None:
    """The latest year with nearly as many figures as the best one."""
    best = max(counts.values(), default=0)
    return max((year for year, count in counts.items() if count >= COVERED * best), default=None)


def default_year(score_set: ScoreSet) -> int | None:
    """The latest year with the whole score of nearly everybody; where there is none, with anything of nearly everybody."""
    if score_set.covered:
        return max(score_set.covered)
    return (
        first_shown(_told_units(store_path(score_set.path) / "by_unit.parquet")) if score_set.path else None
    )


def usual_year(release: Release, score_set: ScoreSet | None = None) -> int | None:
    """The year that pages of the release show first: without scores, the latest with anything of nearly everybody."""
    is_scored = score_set is not None and score_set.state == ScoreSet.State.READY
    shown = default_year(score_set) if score_set and is_scored else None
    return first_shown(release_years(release)) if shown is None else shown


def release_years(release: Release) -> Mapping[int, int]:
    """Years with a figure of anything, and of how many municipalities."""
    return _known_units(store_path(release.observations)) if release.observations else {}


def nearest_year(years: Collection[int], year: int | None) -> int | None:
    """The last of the years up to one; without any, the first after it."""
    before = [one for one in years if year is None or one <= year]
    return max(before) if before else min(years, default=None)


# A path of the store names its content: what was counted in it never changes.
@lru_cache(maxsize=KEPT)
def _known_units(observations: Path) -> Mapping[int, int]:
    return _units_by_year(scan(observations).filter(IS_MUNICIPALITY, pl.col("value").is_not_null()))


@lru_cache(maxsize=KEPT)
def _told_units(scores: Path) -> Mapping[int, int]:
    return _units_by_year(scan(scores).filter(pl.col("value").is_not_null() | pl.col("score").is_not_null()))


def _units_by_year(rows: pl.LazyFrame) -> Mapping[int, int]:
    counted = rows.group_by("period").agg(pl.col("unit").n_unique()).collect()
    return dict(counted.iter_rows())
