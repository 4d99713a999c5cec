"""A small country with a catalogue of its own, and a store that no other test sees."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services import create_person
from empiria.apps.monitor.models import Import, IndicatorKey, RecipeVersion, Release
from empiria.apps.monitor.selectors import draft_release
from empiria.apps.monitor.services import import_observations, publish_release, refresh_difference
from tests.fetching import Clock, Source, row, serving
from tests.integration.cast import with_second_factor
from tests.integration.country import make_catalogue, make_country, make_recipe
from tests.integration.monitor.data.fetched import key


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: object) -> Path:
    """Everything the store keeps, for one test."""
    settings.EMPIRIA_DATA = tmp_path / "data"  # type: ignore[attr-defined]
    return tmp_path / "data" / "store"


@pytest.fixture
def country(db: None) -> None:
    make_country()


@pytest.fixture
def catalogue(db: None) -> None:
    make_catalogue()


@pytest.fixture
def recipe(db: None) -> RecipeVersion:
    return make_recipe()


@pytest.fixture
def staff(db: None) -> Person:
    return with_second_factor(
        create_person(email="staff@example.org", name="Staff", by=None, roles=["administrator"])
    )


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


def publish(release: Release, *, by: Person | None = None, note: str = "") -> Release:
    release = refresh_difference(release=release)
    return publish_release(release=release, by=by, difference_digest=release.difference_digest, note=note)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def source(settings: Any, country: None, catalogue: None) -> Iterator[Source]:
    IndicatorKey.objects.all().delete()
    key(code="population", number="72305", expected_name="ludność", expected_unit="osoba|osób")
    held = Source(
        variables={"72305": {"subjectId": "P2137", "n1": "ludność ogółem", "level": 6, "measureUnitName": "osoba"}},
        rows={("72305", 6): [row("071412865011", "M.st.Warszawa od 2002 (1)", y2023=100, y2024=101)]},
    )  # fmt: skip
    with serving(held):
        settings.EMPIRIA_BDL_URL = settings.EMPIRIA_SMUP_URL = held.address
        yield held


def english(name: str, *args: str) -> str:
    with translation.override("en"):
        return reverse(name, args=args)


def draft() -> Release:
    found = draft_release()
    assert found is not None
    return found
