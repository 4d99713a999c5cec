"""A small country with a catalogue of its own, and a store that no other test sees."""

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from django.test import Client

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Import, Indicator, IndicatorKey, RecipeVersion, Release
from empiria.apps.monitor.services import import_observations, publish_release, refresh_difference
from empiria.apps.places.services import refresh_groups, register_units

CITIES = {"1465011": "Warszawa", "1261011": "Kraków", "0264011": "Wrocław", "3064011": "Poznań"}

RECIPE = """
code: small
version: "1"
title: {pl: Mały, en: Small}
compare: all
change: {periods: 1}
tree:
  code: whole
  children:
    - code: economic
      children:
        - {code: jobless, direction: down, per: {indicator: population, times: 1000}}
        - {code: wage}
    - code: social
      children:
        - {code: crimes, direction: down}
"""


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: object) -> Path:
    """Everything the store keeps, for one test."""
    settings.EMPIRIA_DATA = tmp_path / "data"  # type: ignore[attr-defined]
    return tmp_path / "data" / "store"


@pytest.fixture
def country(db: None) -> None:
    """Four cities with their counties and voivodeships, all of them one group."""
    rows = [("00", "00", "country", "Polska")]
    for teryt, name in CITIES.items():
        rows += [
            (teryt[:2], teryt[:2], "voivodeship", f"voivodeship {teryt[:2]}"),
            (teryt[:4], teryt[:4], "county", name),
            (teryt[:6], teryt, "municipality", name),
        ]
    table = pl.DataFrame(rows, schema=["code", "teryt", "level", "name"], orient="row")
    register_units(table=table, source="test", by=None)
    refresh_groups(by=None)


@pytest.fixture
def catalogue(db: None) -> None:
    """Population, a count, a mean and a rate; the wage has a foreign name, and its zeros are no data."""
    for code, polarity, additive in (
        ("population", "neutral", True),
        ("jobless", "down", True),
        ("wage", "up", False),
        ("crimes", "down", False),
    ):
        Indicator.objects.create(
            code=code, name_pl=code, name_en=code.title(), polarity=polarity, additive=additive, decimals=1
        )
    IndicatorKey.objects.create(
        indicator=Indicator.objects.get(code="wage"), source="tidy", key="pay", zero="missing", times=2
    )
    IndicatorKey.objects.create(indicator=Indicator.objects.get(code="crimes"), source="bdl", key="60270")


@pytest.fixture
def recipe(db: None) -> RecipeVersion:
    return RecipeVersion.objects.create(
        code="small",
        version="1",
        title_pl="Mały",
        title_en="Small",
        text=RECIPE,
        digest="d",
        groupings=["all"],
    )


@pytest.fixture
def staff(db: None) -> Person:
    return create_person(email="staff@example.org", name="Staff", by=None, is_staff=True)


@pytest.fixture
def staff_client(staff: Person, client: Client) -> Client:
    client.force_login(staff)
    return client


Bring = Callable[..., Import]


@pytest.fixture
def bring(tmp_path: Path, country: None, catalogue: None) -> Iterator[Bring]:
    """Import a tidy table written as lines `unit,indicator,period,value[,status]`."""

    def made(*lines: str, name: str = "table.csv", by: Person | None = None) -> Import:
        path = tmp_path / name
        header = "unit,indicator,period,value" + (",status" if lines and lines[0].count(",") == 4 else "")
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return import_observations(path=path, by=by)

    return made  # type: ignore[return-value]


def full_lines(*, first: int = 2020, last: int = 2021, lift: float = 0.0) -> list[str]:
    """Figures of every city and indicator of the recipe."""
    lines = []
    for place, teryt in enumerate(CITIES, start=1):
        for year in range(first, last + 1):
            lines += [
                f"{teryt},population,{year},{1000 * place}",
                f"{teryt},jobless,{year},{10 * place * place + year - 2020 + lift}",
                f"{teryt},wage,{year},{5000 - 100 * place + 10 * place * (year - 2020)}",
                f"{teryt},crimes,{year},{place + 0.5 * (year - 2020)}",
            ]
    return lines


def publish(release: Release, *, by: Person | None = None, note: str = "") -> Release:
    release = refresh_difference(release=release)
    return publish_release(release=release, by=by, difference_digest=release.difference_digest, note=note)
