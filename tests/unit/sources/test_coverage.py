"""Thinned boundaries: neighbours still share their line, nobody vanishes."""

import json
import math

import shapely

from empiria.sources.coverage import thin_coverage


def polygon(*points: tuple[float, float]) -> str:
    return json.dumps({"type": "Polygon", "coordinates": [[*points, points[0]]]})


def wavy(x: float) -> list[tuple[float, float]]:
    """A line from south to north with many small bends."""
    return [(x + 0.004 * math.sin(40 * step), 50 + step / 100) for step in range(101)]


def test_common_line_is_thinned_once_and_no_gap_opens() -> None:
    line = wavy(20.0)
    west = polygon(*line, (19.0, 51.0), (19.0, 50.0))
    east = polygon(*line, (21.0, 51.0), (21.0, 50.0))
    thinned = thin_coverage([west, east])
    left, right = (shapely.from_geojson(text) for text in thinned)
    assert shapely.get_num_coordinates(left) < 40
    assert shapely.coverage_is_valid([left, right])
    assert left.intersection(right).area == 0
    assert left.union(right).geom_type == "Polygon"
    assert len(left.union(right).interiors) == 0


def test_smallest_unit_and_a_unit_within_another_stay() -> None:
    hole = [(20.40, 50.40), (20.401, 50.40), (20.401, 50.401), (20.40, 50.401)]
    ring = [(20.0, 50.0), (20.0, 51.0), (21.0, 51.0), (21.0, 50.0), (20.0, 50.0)]
    around = json.dumps({"type": "Polygon", "coordinates": [ring, [*hole, hole[0]]]})
    outer, inner = (shapely.from_geojson(text) for text in thin_coverage([around, polygon(*hole)]))
    assert not inner.is_empty
    assert len(outer.interiors) == 1
    assert outer.intersection(inner).area == 0


def test_order_is_kept_and_nothing_is_asked_of_nothing() -> None:
    west, east = (
        polygon((19, 50), (19, 51), (20, 51), (20, 50)),
        polygon((20, 50), (20, 51), (21, 51), (21, 50)),
    )
    assert [shapely.from_geojson(text).bounds[0] for text in thin_coverage([east, west])] == [20, 19]
    assert thin_coverage([]) == []
