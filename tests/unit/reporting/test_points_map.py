"""The map: where points stand, and how little an outline needs."""

import json
import re

import pytest

from empiria.reporting.chart import Outline, Place, points_map
from empiria.reporting.chart.projection import Projection, thinned

SQUARE = {"type": "Polygon", "coordinates": [[[14, 49], [24, 49], [24, 55], [14, 55], [14, 49]]]}


def draw(places: list[Place]) -> str:
    return points_map(
        [Outline(name="Polska", geometry=json.dumps(SQUARE))], places, title="Mapa", description=""
    )


def test_the_projection_fills_the_width_and_keeps_north_up() -> None:
    projection = Projection.fitted([SQUARE], places=[], width=500, margin=10)
    assert projection(14, 55) == pytest.approx((10, 10))
    assert projection(24, 49) == pytest.approx((490, projection.height - 10))
    # At 52° a degree of longitude is cos 52° of one of latitude.
    assert (projection.height - 20) / 480 == pytest.approx(6 / (10 * 0.6156615), rel=1e-6)


def test_thinning_keeps_corners_and_drops_what_lies_on_the_line() -> None:
    line = [(0.0, 0.0), (1.0, 0.1), (2.0, -0.1), (3.0, 0.0), (3.0, 5.0)]
    assert thinned(line, 0.2) == [(0.0, 0.0), (3.0, 0.0), (3.0, 5.0)]


def test_dots_grow_with_the_root_of_population_and_carry_their_class() -> None:
    svg = draw(
        [
            Place(name="Duże", latitude=52, longitude=19, population=1_600_000, shade=5, url="/monitor/1/"),
            Place(name="Mniejsze", latitude=51, longitude=17, population=400_000, shade=1, url="/monitor/2/"),
            Place(name="Bez oceny", latitude=50, longitude=20, population=400_000),
        ]
    )
    radii = {c: float(r) for r, c in re.findall(r'r="([\d.]+)" class="(ch-class-\d)"', svg)}
    assert radii["ch-class-5"] == pytest.approx(2 * radii["ch-class-1"], abs=0.11)
    assert radii["ch-class-0"] == radii["ch-class-1"]
    assert svg.count("<a ") == 2


def test_a_whole_country_is_one_path_for_each_class() -> None:
    places = [
        Place(
            name=str(n), latitude=49 + n % 60 / 10, longitude=14 + n % 97 / 10, population=n, shade=n % 5 + 1
        )
        for n in range(2479)
    ]
    svg = draw(places)
    assert svg.count("<circle") == 0
    assert len(re.findall(r'class="ch-class-\d"', svg)) == 5
    assert len(svg) < 150_000
