import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empiria.analysis.errors import InputError
from empiria.sources.boundaries import COLUMNS, read_boundaries
from empiria.sources.geometry import area_hectares, point_inside, signed_area
from tests.unit.sources.exports import save

SQUARE = [[20.0, 52.0], [20.0, 52.1], [20.1, 52.1], [20.1, 52.0], [20.0, 52.0]]  # clockwise
HOLE = [[20.02, 52.02], [20.08, 52.02], [20.08, 52.08], [20.02, 52.08], [20.02, 52.02]]  # against


def feature(
    code: Any = "0201011", rings: Any = None, *, kind: str = "Polygon", **properties: Any
) -> dict[str, Any]:
    coordinates = [SQUARE] if rings is None else rings
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": {"terc": code, "name": "Bolesławiec", **properties},
    }


def collection(*features: Any, **members: Any) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **members})


def read_one(folder: Path, *features: Any) -> dict[str, Any]:
    return read_boundaries(save(folder, collection(*features), "a.json")).table.row(0, named=True)


def test_read_boundaries_gives_the_whole_row(tmp_path: Path) -> None:
    rings = [[[x, y, 101.5] for x, y in SQUARE[::-1]], HOLE[::-1]]
    rings[0].insert(1, [20.1000000001, 52.0, 0])
    reading = read_boundaries(save(tmp_path, collection(feature(rings=rings)), "a.json"))
    row = reading.table.row(0, named=True)
    assert reading.table.columns == COLUMNS
    assert json.loads(row.pop("geometry")) == {
        "type": "Polygon",
        "coordinates": [[SQUARE[0], *SQUARE[1:]], HOLE],
    }
    assert row.pop("area_ha") == pytest.approx(7634.9 * 0.64, rel=0.01)
    assert row.pop("longitude") == pytest.approx(20.05, abs=0.05)
    assert 52.0 < row.pop("latitude") < 52.1
    assert row == {
        "unit": "020101",
        "teryt": "0201011",
        "level": "municipality",
        "name": "Bolesławiec",
        "row": 1,
    }
    assert reading.findings == []


def test_label_points_stand_inside_rings_and_crescents() -> None:
    square, hole = np.array(SQUARE), np.array(HOLE)
    x, y = point_inside([[square, hole]])
    assert not (20.02 <= x <= 20.08 and 52.02 <= y <= 52.08)
    crescent = np.array(
        [
            [20, 52],
            [20.1, 52],
            [20.1, 52.1],
            [20, 52.1],
            [20, 52.09],
            [20.09, 52.09],
            [20.09, 52.01],
            [20, 52.01],
            [20, 52],
        ]
    )
    x, y = point_inside([[crescent]])
    assert y < 52.01 or y > 52.09 or x > 20.09


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0.2, 1), min_size=3, max_size=40),
    st.floats(14.5, 23.5),
    st.floats(49.5, 54.5),
)
def test_label_points_stand_inside_every_star(radii: list[float], longitude: float, latitude: float) -> None:
    """A star's points lie round its centre, so a point is inside when its ray's edge is farther away."""
    angles = np.arange(len(radii)) * 2 * np.pi / len(radii)
    ring = np.column_stack(
        [
            longitude + 0.1 * np.array(radii) * np.cos(angles),
            latitude + 0.1 * np.array(radii) * np.sin(angles),
        ]
    )
    ring = np.vstack([ring, ring[:1]])
    x, y = point_inside([[ring]])
    turns = np.arctan2(ring[:, 1] - y, ring[:, 0] - x)
    winding = ((np.diff(turns) + np.pi) % (2 * np.pi) - np.pi).sum() / (2 * np.pi)
    assert round(abs(winding)) == 1


def test_areas_are_those_of_the_ellipsoid() -> None:
    """A cell of one degree at 52° N, and the whole northern hemisphere of GRS 80 (255 032 810.857 km² × 10⁶)."""
    edge = np.linspace(0, 90, 2)
    hemisphere = np.array([[-180, edge[0]], [180, edge[0]], [180, edge[1]], [-180, edge[1]], [-180, edge[0]]])
    assert area_hectares([[hemisphere]]) == pytest.approx(255_032_810.857 * 100, rel=1e-9)
    assert area_hectares([[np.array(SQUARE), np.array(HOLE)]]) < area_hectares([[np.array(SQUARE)]])


@pytest.mark.parametrize("key", ["terc", "TERYT", "JPT_KOD_JE", "code"])
def test_read_boundaries_finds_the_code(tmp_path: Path, key: str) -> None:
    content = collection({**feature(), "properties": {"id": 7, key: "1465", "JPT_NAZWA_": "powiat Warszawa"}})
    row = read_boundaries(save(tmp_path, content, "a.json")).table.row(0, named=True)
    assert (row["unit"], row["level"], row["name"]) == ("1465", "county", "powiat Warszawa")


def test_read_boundaries_shows_names_as_they_are_written(tmp_path: Path) -> None:
    content = collection(feature("00", name="POLSKA"), feature("02", name="DOLNOŚLĄSKIE"))
    assert read_boundaries(save(tmp_path, content, "a.json")).table["name"].to_list() == [
        "Polska",
        "dolnośląskie",
    ]


def test_read_boundaries_restores_zeros_of_numbers(tmp_path: Path) -> None:
    reading = read_boundaries(save(tmp_path, collection(feature(201011), feature(1465011)), "a.json"))
    assert reading.table["teryt"].to_list() == ["0201011", "1465011"]
    assert [finding.code for finding in reading.findings] == ["zeros-restored"]


def test_read_boundaries_leaves_out_districts_and_specks(tmp_path: Path) -> None:
    speck = [[20.0, 52.0], [20.000001, 52.0], [20.000001, 52.000001], [20.0, 52.0]]
    content = collection(feature("1465028"), feature("1465011", [[SQUARE], [speck]], kind="MultiPolygon"))
    reading = read_boundaries(save(tmp_path, content, "a.json"))
    assert json.loads(reading.table["geometry"][0])["type"] == "Polygon"
    assert [(finding.code, finding.row) for finding in reading.findings] == [("parts", 1), ("rings-lost", 2)]


def moved(dx: float, dy: float, factor: float = 1.0) -> list[list[list[float]]]:
    return [[[x * factor + dx, y * factor + dy] for x, y in SQUARE]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "line 1: The JSON is damaged or was cut off"),
        (collection(feature())[:200], "line 1: The JSON is damaged"),
        ("[" * 100_000, "The JSON is "),
        ("[1,\n" + "7" * 5000 + "]", "line 2: A number in the JSON has thousands of digits"),
        ("[]", "The file is not a GeoJSON FeatureCollection"),
        (json.dumps(feature()), "The file is not a GeoJSON FeatureCollection"),
        (collection(), "The FeatureCollection has no features"),
        (collection(7), "Feature 1 has no properties"),
        (collection({"type": "Feature", "properties": {"id": 1}}), "No property holds a TERYT code"),
        (collection(feature(), feature(None)), "Feature 2 has no code in “terc”"),
        (collection(feature("0201016")), "line 1, column “terc”: “0201016” is not a code"),
        (collection(feature("0201011"), feature("0201012")), "Features 1 and 2 are the same unit, 020101"),
        (collection(feature(201011)), "201011 is stored as a number"),
        (collection(feature(kind="Point", rings=[20, 52])), r"Feature 1 is no polygon \(Point\)"),
        (collection({**feature(), "geometry": None}), "Feature 1 is no polygon"),
        (collection(feature(rings=[])), "Feature 1 has no coordinates"),
        (collection(feature(rings=[[["a", 1]] * 4])), "Feature 1 has coordinates that are not numbers"),
        (collection(feature(rings=[[[20, 52, 0], [20]] * 2])), "Feature 1 has coordinates that are not numbers"),
        (collection(feature(rings=[[[float("nan"), 52]] * 4])), "Feature 1 has coordinates that are not numbers"),
        (collection(feature(rings=[SQUARE[:-1]])), "Feature 1 has a ring that is not closed"),
        (collection(feature(rings=[[SQUARE[0]] * 5])), "Feature 1 has no area"),
        (collection(feature(rings=moved(0, 0, 25_000))), "Feature 1 is in a projection .500000, 1.3e.06"),
        (collection(feature(), crs={"properties": {"name": "EPSG:2180"}}), "Coordinates are in a projection"),
        (collection(feature(rings=[[[y, x] for x, y in SQUARE]])), "Feature 1 lies outside Poland .52, 20.; longitude comes"),
        (collection(feature(rings=moved(-20, 0))), "Feature 1 lies outside Poland"),
    ],
)  # fmt: skip
def test_read_boundaries_refuses_what_cannot_be_drawn(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(InputError, match=f"^a.json.*{message}"):
        read_boundaries(save(tmp_path, content, "a.json"))


@pytest.mark.parametrize(
    ("file", "level", "count"),
    [
        ("municipalities", "municipality", 2477), ("counties", "county", 380),
        ("voivodeships", "voivodeship", 16), ("country", "country", 1),
    ],
)  # fmt: skip
def test_read_boundaries_reads_the_real_files(shared: Path, file: str, level: str, count: int) -> None:
    reading = read_boundaries(shared / f"data/geo-jusuff/poland.{file}.json")
    table = reading.table
    assert (table.height, table["unit"].n_unique(), table["level"].unique().to_list()) == (
        count,
        count,
        [level],
    )
    assert reading.findings == []
    assert table["area_ha"].sum() == pytest.approx(31_270_000, rel=1e-3)
    for text in table["geometry"]:
        geometry = json.loads(text)
        for polygon in (
            [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        ):
            areas = [signed_area(np.array(ring)) for ring in polygon]
            assert areas[0] < 0
            assert all(area > 0 for area in areas[1:])
    assert table.select(pl.col("longitude", "latitude").is_finite().all()).row(0) == (True, True)
