"""Polygons on the ellipsoid: their area, and a point inside that a label can stand on."""

import numpy as np
import numpy.typing as npt

Ring = npt.NDArray[np.float64]  # n × 2, longitude and latitude in degrees, closed
Polygon = list[Ring]  # the outer ring, then holes

SEMI_MAJOR = 6_378_137.0  # GRS 80, metres
ECCENTRICITY = 0.0818191910428158
SCAN_LINES = 9


def signed_area(ring: Ring) -> float:
    """Square degrees, positive where the ring runs counter-clockwise."""
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]  # near the origin, or digits are lost
    return float(np.dot(x[:-1], y[1:]) - np.dot(x[1:], y[:-1])) / 2


def area_hectares(polygons: list[Polygon]) -> float:
    """Hectares on the GRS 80 ellipsoid, holes taken off.

    The ring is mapped to the ellipsoidal cylindrical equal-area projection (Snyder, Map Projections: A Working
    Manual, 1987, formula 3-12), where the area is that of a plane polygon. Edges are straight there, not
    geodesics: for edges of a few kilometres the difference is far below a hectare.
    """
    return sum(
        abs(_plane_area(ring)) * (-1 if position else 1)
        for polygon in polygons
        for position, ring in enumerate(polygon)
    )


def _plane_area(ring: Ring) -> float:
    sine = np.sin(np.radians(ring[:, 1]))
    product = ECCENTRICITY * sine
    q = (1 - ECCENTRICITY**2) * (
        sine / (1 - product**2) - np.log((1 - product) / (1 + product)) / (2 * ECCENTRICITY)
    )
    plane = np.column_stack([np.radians(ring[:, 0]), q / 2])
    return signed_area(plane) * SEMI_MAJOR**2 / 10_000


def point_inside(polygons: list[Polygon]) -> tuple[float, float]:
    """Longitude and latitude of a point inside the largest polygon.

    Its centroid where that lies inside; for a crescent or a ring round a city, the middle of the longest chord
    among a few parallels.
    """
    polygon = max(polygons, key=lambda rings: abs(signed_area(rings[0])))
    longitude, latitude = _centroid(polygon[0])
    chords = _chords(polygon, latitude)
    if any(west < longitude < east for west, east in chords):
        return longitude, latitude
    south, north = polygon[0][:, 1].min(), polygon[0][:, 1].max()
    # shifted off the corners, which stand on round parallels more often than not
    parallels = south + (north - south) * (np.arange(SCAN_LINES) + 0.4871) / SCAN_LINES
    west, east, latitude = max(
        (
            (west, east, parallel)
            for parallel in parallels.tolist()
            for west, east in _chords(polygon, parallel)
        ),
        key=lambda chord: chord[1] - chord[0],
    )
    return (west + east) / 2, latitude


def _centroid(ring: Ring) -> tuple[float, float]:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    six_areas = 3 * cross.sum()
    longitude = ((x[:-1] + x[1:]) * cross).sum() / six_areas + ring[0, 0]
    latitude = ((y[:-1] + y[1:]) * cross).sum() / six_areas + ring[0, 1]
    return float(longitude), float(latitude)


def _chords(polygon: Polygon, latitude: float) -> list[tuple[float, float]]:
    """Stretches of a parallel inside the polygon, from west to east."""
    crossings: list[float] = []
    for ring in polygon:
        y0, y1 = ring[:-1, 1], ring[1:, 1]
        crossed = (y0 > latitude) != (y1 > latitude)
        x0, x1, y0, y1 = ring[:-1, 0][crossed], ring[1:, 0][crossed], y0[crossed], y1[crossed]
        crossings += (x0 + (latitude - y0) * (x1 - x0) / (y1 - y0)).tolist()
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))
