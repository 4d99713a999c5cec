"""Boundaries that tile a country, thinned for maps: neighbours keep their common line, so no gap and no overlap opens."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

# Of latitude, about a kilometre: on a map of the country as wide as a screen, a bend of a pixel or two.
TOLERANCE = 0.01
DECIMALS = 4  # about ten metres


def thin_coverage(geometries: Sequence[str], *, tolerance: float = TOLERANCE) -> list[str]:
    """The same GeoJSON polygons with fewer points, in the same order.

    Visvalingam and Whyatt (1993) as GEOS applies it to a coverage: a line that two polygons share is thinned once, and a
    point where three meet stays. Corners are left out while the triangle they make is smaller than the square of the
    tolerance (degrees of latitude; longitudes are squeezed for the measure). No polygon vanishes, and lines that do not
    match a neighbour's are thinned by themselves.
    """
    if not geometries:
        return []
    # Imported here: a large library that only an import needs.
    import shapely

    polygons = shapely.from_geojson(list(geometries))
    south, north = shapely.total_bounds(polygons)[[1, 3]]
    squeeze = np.array([math.cos(math.radians((south + north) / 2)), 1.0])

    def flattened(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        flat: npt.NDArray[np.float64] = points * squeeze
        return flat

    def degrees(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        rounded: npt.NDArray[np.float64] = (points / squeeze).round(DECIMALS)
        return rounded

    thinned = shapely.coverage_simplify(shapely.transform(polygons, flattened), tolerance)
    return [str(text) for text in shapely.to_geojson(shapely.transform(thinned, degrees))]
