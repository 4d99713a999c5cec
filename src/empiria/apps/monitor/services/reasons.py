"""Reasons why values are missing, as tables brought them: at an erasure those that may name the person go, values stay.

Tables of the store are never changed: one without the reason takes the place of each, in every row that names it.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

import polars as pl
from django.db import transaction

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import spotter_of
from empiria.apps.monitor.models import ScoreSet
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services.certainty import request_certainty
from empiria.apps.monitor.services.meanwhile import hold_figures
from empiria.apps.monitor.services.redacting import forget_later
from empiria.apps.monitor.services.replacing import observation_tables, replace_observations
from empiria.apps.monitor.services.store import write_tables
from empiria.apps.system.services import record
from empiria.apps.system.uploads import Find
from empiria.sources.reading import NO_VALUE, OTHER

STATUS = pl.col("status")


@transaction.atomic
def strike_reasons(person: Person) -> None:
    """Out of all observations and scores, of releases of every state: whoever decides is not asked, for no figure changes
    and a reason that is taken away wrongly is still another reason. A surname alone counts.
    """
    find = spotter_of(person).finds
    hold_figures()
    for table in observation_tables():
        if struck := _naming(table, find):
            _replace(table, struck)


def _naming(table: str, find: Find) -> list[str]:
    """The reasons in a table that name the person; most have none but those that everybody gives."""
    own = pl.scan_parquet(store_path(table)).select(STATUS.unique()).filter(~STATUS.is_in(["", *NO_VALUE]))
    return [reason for reason in own.collect(engine="streaming")["status"].drop_nulls() if find(reason)]


def _replace(table: str, struck: list[str]) -> None:
    frame = pl.read_parquet(store_path(table)).with_columns(
        status=pl.when(~STATUS.is_in(struck))
        .then(STATUS)
        .when(pl.col("value").is_null())
        .then(pl.lit(OTHER))
        .otherwise(pl.lit(""))
    )
    for release in replace_observations(table, frame):
        record(
            by=None,
            action="monitor.strike-reasons",
            object_type="monitor.release",
            object_id=release.code,
            details={"observations": release.observations_sha256},
        )
        for scores in release.score_sets.exclude(path=""):
            _replace_scores(scores, struck)
    forget_later(table)


def _replace_scores(scores: ScoreSet, struck: list[str]) -> None:
    folder = store_path(scores.path)
    frames = {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}
    if not any(frame["status"].is_in(struck).any() for frame in _telling(frames)):
        return
    told = pl.when(STATUS.is_in(struck)).then(pl.lit(OTHER)).otherwise(STATUS)
    frames = {
        name: frame.with_columns(status=told) if "status" in frame.columns else frame
        for name, frame in frames.items()
    }
    old, scores.path = scores.path, write_tables(frames, folder=str(PurePosixPath(scores.path).parent))
    scores.save(update_fields=["path"])
    # One that waits was asked for the scores of before.
    request_certainty(score_set=scores, by=None)
    forget_later(old)


def _telling(frames: dict[str, pl.DataFrame]) -> Iterator[pl.DataFrame]:
    return (frame for frame in frames.values() if "status" in frame.columns)
