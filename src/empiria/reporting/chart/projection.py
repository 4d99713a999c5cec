"""Degrees onto paper, and outlines thinned to what a screen can show."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from empiria.reporting.svg import fixed

TOLERANCE = 0.6  # a bend smaller than this, in units of the drawing, is not drawn
SMALLEST_RING = 3.0  # nor an island narrower than this


@dataclass(frozen=True)
class Projection:
    """Equirectangular about the middle parallel: simple, and for a country like Poland within 2 % of true shape."""

    west: float
    north: float
    squeeze: float  # cosine of the middle latitude
    scale: float  # units of the drawing per degree of latitude
    margin: float
    height: float

    @classmethod
    def fitted(
        cls,
        geometries: Sequence[dict[str, Any]],
        *,
        places: Sequence[tuple[float, float]],
        width: float,
        margin: float,
    ) -> "Projection":
        """So that all outlines and places fill the width."""
        points = [point for geometry in geometries for ring in rings_of(geometry) for point in ring]
        points = points or list(places) or [(14.0, 49.0), (24.2, 54.9)]
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        squeeze = math.cos(math.radians((south + north) / 2))
        scale = (width - 2 * margin) / max((east - west) * squeeze, 1e-9)
        return cls(west, north, squeeze, scale, margin, (north - south) * scale + 2 * margin)

    def __call__(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = self.margin + (longitude - self.west) * self.squeeze * self.scale
        return x, self.margin + (self.north - latitude) * self.scale


def all_rings_of(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Outer rings and holes of a Polygon or MultiPolygon: what lies in a hole is another unit's."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(point[0], point[1]) for point in ring]


def rings_of(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Outer rings of a Polygon or MultiPolygon; holes carry no meaning on a map this small."""
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        yield [(point[0], point[1]) for point in polygon[0]]


def thinned(points: Sequence[tuple[float, float]], tolerance: float) -> list[tuple[float, float]]:
    """Douglas and Peucker (1973): the points without those nearer than the tolerance to the line of the rest."""
    if len(points) < 3:
        return list(points)
    keep = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = math.hypot(bx - ax, by - ay)
        worst, furthest = tolerance, None
        for position in range(first + 1, last):
            px, py = points[position]
            if length:
                away = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
            else:
                away = math.hypot(px - ax, py - ay)
            if away > worst:
                worst, furthest = away, position
        if furthest is not None:
            keep.add(furthest)
            spans += [(first, furthest), (furthest, last)]
    return [points[position] for position in sorted(keep)]


def paths_of(geometry: dict[str, Any], projection: Projection) -> str:
    """Path data of an outline."""
    return "".join(_path(projection(*point) for point in ring) for ring in rings_of(geometry))


def _path(points: Iterable[tuple[float, float]]) -> str:
    ring = thinned(list(points), TOLERANCE)
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    if max(xs) - min(xs) < SMALLEST_RING and max(ys) - min(ys) < SMALLEST_RING:
        return ""
    return "M" + "L".join(f"{fixed(x)} {fixed(y)}" for x, y in ring[:-1]) + "Z"
