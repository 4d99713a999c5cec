"""Small lists of units made by hand, and people."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.sources.reading import Provenance, Reading
from tests.integration.cast import with_second_factor

ABOVE = [
    ("14", "14", "voivodeship", "mazowieckie", "", "00"),
    ("1401", "1401", "county", "białobrzeski", "", "14"),
    ("1465", "1465", "county", "Warszawa", "city", "14"),
    ("146501", "1465011", "municipality", "Warszawa", "1", "1465"),
]
COLUMNS = ["code", "teryt", "level", "name", "kind", "parent"]


def reading(table: pl.DataFrame, *, file: str = "file", sha256: str | None = None, **more: Any) -> Reading:
    digest = sha256 or f"{hash(table.write_csv()):x}".strip("-").zfill(64)[:64]
    return Reading(table=table, provenance=Provenance(file=file, sha256=digest, size=1, **more), findings=[])


def unit_list(state: str, *municipalities: str, above: list[tuple[str, ...]] = ABOVE) -> Reading:
    """A list of the units above and of municipalities of the county 1401, each written "1401011 Name"."""
    rows = list(above)
    for text in municipalities:
        teryt, _, name = text.partition(" ")
        rows.append((teryt[:6], teryt, "municipality", name, teryt[6], teryt[:4]))
    table = pl.DataFrame(rows, schema=COLUMNS, orient="row").with_columns(
        state=pl.lit(dt.date.fromisoformat(state)), row=pl.int_range(2, pl.len() + 2)
    )
    return reading(table, file=f"TERC {state}.csv")


@pytest.fixture
def staff(db: None) -> Person:
    return with_second_factor(
        create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
    )


@pytest.fixture
def visitor(db: None) -> Person:
    return create_person(email="visitor@example.org", name="Visitor", by=None)
