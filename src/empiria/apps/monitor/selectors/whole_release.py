"""A release as a whole, for those who download it: its figures piece by piece, and the files they come from."""

from collections.abc import Iterator

import polars as pl

from empiria.apps.monitor.models import Release
from empiria.apps.monitor.selectors.releases import source_notes
from empiria.apps.monitor.selectors.shapes import SourceNote
from empiria.apps.monitor.selectors.store import scan_observations
from empiria.apps.places.selectors import unit_table

# Rows in memory at a time: about twenty megabytes.
PIECE = 262_144
OBSERVATION = ("unit", "indicator", "period", "value", "status")


def observation_pieces(release: Release) -> Iterator[pl.DataFrame]:
    """Every observation, sorted by unit, indicator and year; `unit` is its code of today."""
    table = scan_observations(release.observations).select(OBSERVATION)
    total = table.select(pl.len()).collect(engine="streaming").item()
    today = unit_table().select(pl.col("code").alias("unit"), "teryt").lazy()
    for first in range(0, max(total, 1), PIECE):
        piece = table.slice(first, PIECE).join(today, on="unit", how="left", maintain_order="left")
        named = piece.with_columns(unit=pl.coalesce("teryt", "unit")).select(OBSERVATION)
        yield named.collect(engine="streaming")


def release_sources(release: Release) -> list[SourceNote]:
    """The files that the figures of a release come from, each once."""
    column = scan_observations(release.observations).select(pl.col("source").unique())
    pks = column.collect(engine="streaming")["source"].drop_nulls()
    return sorted(source_notes(pks).values(), key=lambda source: source.file)
