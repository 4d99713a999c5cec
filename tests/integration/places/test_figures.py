"""Outlines and areas on small units made by hand: history, findings, and what is left alone."""

import datetime as dt
import json

import polars as pl
import pytest

from empiria.analysis.errors import InputError
from empiria.apps.places.models import Boundary, Unit
from empiria.apps.places.selectors import drawn_outlines, outline_geometries, unit_table
from empiria.apps.places.services import import_areas, import_boundaries, import_units
from empiria.apps.system.models import AuditEntry
from empiria.sources.reading import Reading
from tests.integration.places.conftest import reading, unit_list

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def units(db: None) -> None:
    import_units(reading=unit_list("2025-01-01", "1401013 Białobrzegi", "1401022 Promna"), by=None)


def square(name: str) -> str:
    """A polygon that says which one it is."""
    corners = [[20, 52], [20, 53], [21, 53], [21, 52], [20, 52]]
    return json.dumps({"type": "Polygon", "name": name, "coordinates": [corners]})


def outlines(*rows: tuple[str, str, float]) -> Reading:
    table = pl.DataFrame(
        [
            {
                "unit": teryt[:6],
                "teryt": teryt,
                "level": "municipality",
                "name": "N",
                "geometry": square(geometry),
                "longitude": longitude,
                "latitude": 52.0,
                "area_ha": 1.0,
                "row": number,
            }
            for number, (teryt, geometry, longitude) in enumerate(rows, 1)
        ]
    )
    return reading(table, file="outlines.json")


def shapes() -> list[tuple[str, str, str, str]]:
    rows = Boundary.objects.values_list("unit__code", "geometry", "valid_from", "valid_to")
    return [
        (code, json.loads(geometry)["name"], str(begun), str(ended)) for code, geometry, begun, ended in rows
    ]


def test_later_outline_closes_the_earlier() -> None:
    first = outlines(("1401012", "a", 20.0), ("1401022", "b", 20.1), ("1499992", "c", 20.2))
    result = import_boundaries(reading=first, by=None, valid_from=dt.date(2019, 1, 1))
    assert [(f.code, f.row, f.params) for f in result.findings] == [
        ("unknown-unit", 3, {"teryt": "1499992", "name": "N"}),
        ("unit-without-shape", None, {"teryt": "1465011", "name": "Warszawa"}),
    ]
    second = outlines(("1401013", "a2", 99.0), ("1401022", "b", 99.0))
    result = import_boundaries(reading=second, by=None, valid_from=dt.date(2025, 1, 1))
    assert (result.added, result.replaced, result.unchanged, result.placed) == (1, 0, 1, 0)
    assert shapes() == [
        ("140101", "a", "2019-01-01", "2025-01-01"),
        ("140101", "a2", "2025-01-01", "None"),
        ("140102", "b", "2019-01-01", "None"),
    ]
    assert Unit.objects.get(code="140101").longitude == 20.0
    assert [(unit.code, geometry) for unit, geometry in outline_geometries("municipality")] == [
        ("140101", square("a2")),
        ("140102", square("b")),
    ]
    assert list(drawn_outlines("municipality")) == ["140101", "140102"]
    replaced = import_boundaries(
        reading=outlines(("1401013", "a3", 9.0)), by=None, valid_from=dt.date(2025, 1, 1)
    )
    assert (replaced.replaced, shapes()[1]) == (1, ("140101", "a3", "2025-01-01", "None"))


@pytest.mark.parametrize("date", [None, dt.date(2010, 1, 1)])
def test_older_or_undated_outline_is_refused_whole(date: dt.date | None) -> None:
    import_boundaries(reading=outlines(("1401013", "a", 20.0)), by=None, valid_from=dt.date(2019, 1, 1))
    before = shapes(), AuditEntry.objects.count()
    with pytest.raises(InputError, match="already known from 2019-01-01 on; these are older, or undated"):
        import_boundaries(
            reading=outlines(("1401022", "b", 20.0), ("1401013", "x", 1.0)), by=None, valid_from=date
        )
    assert (shapes(), AuditEntry.objects.count()) == before


def test_undated_outline_is_dated_by_the_next() -> None:
    import_boundaries(reading=outlines(("1401013", "a", 20.0)), by=None)
    import_boundaries(reading=outlines(("1401013", "b", 20.0)), by=None, valid_from=dt.date(2020, 1, 1))
    assert shapes() == [("140101", "a", "None", "2020-01-01"), ("140101", "b", "2020-01-01", "None")]


def test_areas_are_set_once_and_unknown_codes_found() -> None:
    table = pl.DataFrame(
        {
            "unit": ["140101", "149999"],
            "teryt": ["1401013", "1499992"],
            "level": ["municipality"] * 2,
            "name": ["N", "N"],
            "area_ha": [120.5, 1.0],
            "row": [2, 3],
        }
    )
    first = import_areas(reading=reading(table), by=None)
    assert (first.changed, first.unchanged, [f.row for f in first.findings]) == (1, 0, [3])
    entries = AuditEntry.objects.count()
    again = import_areas(reading=reading(table), by=None)
    assert (again.changed, again.unchanged, AuditEntry.objects.count()) == (0, 1, entries)
    row = unit_table().filter(pl.col("code") == "140101").row(0, named=True)
    assert row == {
        "code": "140101",
        "level": "municipality",
        "teryt": "1401013",
        "name": "Białobrzegi",
        "kind": "3",
        "parent": "1401",
        "valid_from": None,
        "valid_to": None,
        "area_ha": 120.5,
        "population": None,
        "population_year": None,
    }
