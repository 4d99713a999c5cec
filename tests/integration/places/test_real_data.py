"""The official lists of 2020 and 2025, the outlines and the areas: what is known of them comes out, and quickly."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from empiria.apps.places.models import Boundary, Succession, Unit, UnitSpell
from empiria.apps.places.selectors import (
    find_units,
    outline_geometries,
    search_units,
    unit_by_address,
    unit_changes,
)
from empiria.apps.places.services import (
    UnitImportResult,
    import_areas,
    import_boundaries,
    import_units,
    set_populations,
)
from empiria.sources.areas import read_areas
from empiria.sources.boundaries import read_boundaries
from empiria.sources.terc import read_terc

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("places-real-data")]

# Thousands of rows are read and written in batches, never one by one: what makes an import quick, on any machine.
FEW_QUERIES = 100


def import_list(shared: Path, name: str) -> UnitImportResult:
    return import_units(reading=read_terc(shared / "data" / "terc" / name), by=None)


@pytest.fixture(scope="module")
def both(
    shared: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[UnitImportResult, UnitImportResult]]:
    """Both lists are imported for every test of this file, and taken back after the last; what the imports said."""
    with django_db_blocker.unblock(), transaction.atomic():
        first = import_list(shared, "TERC_Urzedowy_2020-09-26.csv")
        with CaptureQueriesContext(connection) as asked:
            second = import_list(shared, "TERC_Urzedowy_2025-11-18.csv")
        assert len(asked) <= FEW_QUERIES
        yield first, second
        transaction.set_rollback(True)


def test_list_of_2025_on_top_of_that_of_2020(
    shared: Path, both: tuple[UnitImportResult, UnitImportResult]
) -> None:
    first, second = both
    assert first.counts == {
        "new": 16 + 380 + 2477,
        "ended": 0,
        "renamed": 0,
        "changed_kind": 0,
        "moved": 0,
        "unchanged": 0,
    }
    assert [(c.teryt, c.name) for c in second.new] == [("1207132", "Szczawa"), ("2002162", "Grabówka")]
    assert second.ended == second.moved == ()
    assert [(c.teryt, c.before, c.after) for c in second.renamed] == [
        ("0206", "jeleniogórski", "karkonoski"),
        ("2212082", "Słupsk", "Redzikowo"),
        ("2604172", "Sitkówka-Nowiny", "Nowiny"),
    ]
    assert len(second.changed_kind) == 76
    assert {(c.before, c.after) for c in second.changed_kind} == {("2", "3")}
    current = Unit.objects.municipalities().open()
    assert [current.filter(kind=kind).count() for kind in "123"] == [302, 1459, 718]
    assert current.filter(parent__kind="city").count() == 66
    assert Unit.objects.filter(level="county", valid_to=None).count() == 380
    again = import_list(shared, "TERC_Urzedowy_2025-11-18.csv")
    assert (again.changes, again.unchanged) == (0, 16 + 380 + 2479)
    assert len(unit_changes(dt.date(2025, 1, 1))) == 2 + 3 + 76


@pytest.mark.usefixtures("both")
def test_successions_lead_from_every_code_that_old_figures_have() -> None:
    led = {}
    for teryt in ("0221091", "0606082", "0603152", "0809102", "3203042", "0202031", "1807102", "0265011"):
        unit, is_current = unit_by_address(teryt) or pytest.fail(teryt)
        led[teryt] = (unit.teryt, is_current)
    assert led == {
        "0221091": ("0265011", False),
        "0606082": ("0603153", False),
        "0603152": ("0603153", False),
        "0809102": ("0862011", False),
        "3203042": ("3203023", False),
        "0202031": ("0202033", False),
        "1807102": ("1807102", True),
        "0265011": ("0265011", True),
    }
    assert {
        code: str(begun)
        for code, begun in Unit.objects.exclude(valid_from=None).values_list("code", "valid_from")
    } == {
        "026501": "2013-01-01",
        "060315": "2006-01-01",
        "120713": "2025-01-01",
        "180710": "2010-01-01",
        "200216": "2025-01-01",
    }
    divided = Succession.objects.filter(predecessor__code="320304").values_list("successor__name", flat=True)
    assert list(divided) == ["Drawsko Pomorskie", "Złocieniec"]
    # 2,478 municipalities had figures in 2003–2009, 2,479 in 2010–2014, 2,478 to 2018, 2,477 to 2024 (BDL P1944).
    counts = [
        UnitSpell.objects.at(dt.date(year, 7, 1)).filter(unit__level="municipality").count()
        for year in (2003, 2009, 2010, 2014, 2015, 2018, 2019, 2024, 2025)
    ]
    assert counts == [2478, 2478, 2479, 2479, 2478, 2478, 2477, 2477, 2479]


@pytest.mark.usefixtures("both")
def test_names_on_pages_are_all_different() -> None:
    current = Unit.objects.municipalities().open().select_related("parent")
    names = [unit.display_name for unit in current]
    assert len(set(names)) == len(names) == 2479


@pytest.mark.usefixtures("both")
def test_outlines_of_2019_match_on_six_digits(shared: Path) -> None:
    reading = read_boundaries(shared / "data" / "geo-jusuff" / "poland.municipalities.json")
    with CaptureQueriesContext(connection) as asked:
        result = import_boundaries(reading=reading, by=None, valid_from=dt.date(2019, 1, 1))
    assert len(asked) <= FEW_QUERIES
    assert (result.added, result.replaced, result.unchanged, result.placed) == (2477, 0, 0, 2477)
    assert [(f.code, f.params["name"]) for f in result.findings] == [
        ("unit-without-shape", "Szczawa"),
        ("unit-without-shape", "Grabówka"),
    ]
    again = import_boundaries(reading=reading, by=None, valid_from=dt.date(2019, 1, 1))
    assert (again.changes, again.unchanged) == (0, 2477)
    assert Boundary.objects.at(dt.date(2018, 12, 31)).count() == 0
    assert len(outline_geometries("municipality")) == 2477


@pytest.mark.usefixtures("both")
def test_areas_of_the_register_sum_to_the_country(shared: Path) -> None:
    path = (
        shared / "data" / "bdl-population-gminas-2024" / "Wykaz_powierzchni_wg_stanu_na_01012025_ha_km2.xlsx"
    )
    result = import_areas(reading=read_areas(path), by=None)
    assert (result.findings, result.unchanged) == ([], 0)
    areas = Unit.objects.municipalities().open().values_list("area_ha", flat=True)
    assert sum(areas) == 31_393_293


@pytest.mark.usefixtures("both")
def test_larger_city_is_found_first() -> None:
    set_populations(values={"146501": (1_863_056, 2024), "143202": (25_000, 2024)}, by=None)
    assert [unit.name for unit in search_units("warsz")] == ["Warszawa"]
    assert [unit.teryt for unit in search_units("brzeziny kal")] == ["3007022"]
    assert [unit.teryt for unit in search_units("bielsko biala")] == ["2461011"]
    assert [unit.teryt for unit in search_units("lodz", limit=1)] == ["1061011"]


@pytest.mark.usefixtures("both")
@pytest.mark.parametrize(
    ("query", "today"),
    [
        ("sitkówka-nowiny", ["Nowiny"]),
        ("ostrowice", ["Drawsko Pomorskie", "Złocieniec"]),
        ("3203042", ["Drawsko Pomorskie", "Złocieniec"]),
        # The city itself first, then the rural municipality that gave up the name.
        ("słupsk", ["Słupsk", "Redzikowo"]),
    ],
)
def test_names_that_are_no_more_find_those_of_today(query: str, today: list[str]) -> None:
    assert [found.unit.name for found in find_units(query)] == today
