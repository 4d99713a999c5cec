"""A map of units as points: where they are, how large, and which class of situation they belong to."""

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from empiria.reporting.chart.labels import Anchor, Box, Label, dot_box, place_labels
from empiria.reporting.chart.projection import Projection, paths_of
from empiria.reporting.chart.quadrant import MAX_LINKS
from empiria.reporting.svg import drawing, escape, fixed, tag, text

MARGIN = 8.0


@dataclass(frozen=True, kw_only=True)
class Outline:
    """A boundary for orientation: the text of a GeoJSON Polygon or MultiPolygon in degrees."""

    name: str
    geometry: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A unit on the map. `shade` 1 (weakest) to 5 (strongest), None where its situation is not known."""

    name: str
    latitude: float
    longitude: float
    population: int | None = None
    shade: int | None = None
    url: str | None = None
    note: str = ""
    # Where colours say something else than a situation: the class of the dot.
    mark: str = ""


@dataclass(frozen=True)
class _Dot:
    place: Place
    x: float
    y: float
    radius: float


def points_map(
    outlines: Sequence[Outline],
    places: Sequence[Place],
    *,
    title: str,
    description: str,
    width: float = 540.0,
    max_labels: int = 14,
) -> str:
    """The map, as high as its outlines ask; dots are as large in area as their populations, the largest at the bottom.

    Up to a hundred units are links; more are one path for each class.
    """
    projection, ground = _ground(tuple(outlines), width)
    if not outlines:
        projection = Projection.fitted([], places=_degrees(places), width=width, margin=MARGIN)
    height = projection.height
    dots = sorted(_dots(places, projection, width), key=lambda dot: -dot.radius)
    frame = Box(0, 0, width, height)
    largest_first = [Anchor(d.place.name, d.x, d.y, d.radius, size=12.0) for d in dots]
    boxes = [dot_box(d.x, d.y, d.radius) for d in dots]
    labels = place_labels(largest_first, frame=frame, taken=boxes, limit=max_labels)
    has_links = len(dots) <= MAX_LINKS and any(dot.place.url for dot in dots)
    return drawing(
        tag("path", d=ground, class_="ch-outline") if ground else "",
        _links(dots) if len(dots) <= MAX_LINKS else _classes(dots),
        *(_label(label) for label in labels),
        width=width,
        height=height,
        class_="ch ch-map",
        title=title,
        description=description,
        has_links=has_links,
    )


@lru_cache(maxsize=8)
def _ground(outlines: tuple[Outline, ...], width: float) -> tuple[Projection, str]:
    """Outlines change with a reform, not with a page: they are read and thinned once for each size of map."""
    geometries = [json.loads(outline.geometry) for outline in outlines]
    projection = Projection.fitted(geometries, places=[], width=width, margin=MARGIN)
    return projection, "".join(paths_of(geometry, projection) for geometry in geometries)


def _degrees(places: Iterable[Place]) -> list[tuple[float, float]]:
    return [(place.longitude, place.latitude) for place in places]


def _dots(places: Sequence[Place], projection: Projection, width: float) -> list[_Dot]:
    """Area is proportional to population; the smallest can still be seen and hit."""
    largest = max((place.population or 0 for place in places), default=0) or 1
    top = width / 28 if len(places) <= MAX_LINKS else width / 45
    bottom = width / 110 if len(places) <= MAX_LINKS else width / 360
    dots = []
    for place in places:
        x, y = projection(place.longitude, place.latitude)
        dots.append(_Dot(place, x, y, max(bottom, top * math.sqrt((place.population or 0) / largest))))
    return dots


def _links(dots: Sequence[_Dot]) -> str:
    parts = []
    for dot in dots:
        place = dot.place
        said = f"{place.name}: {place.note}" if place.note else place.name
        circle = tag(
            "circle",
            tag("title", escape(said)),
            cx=dot.x,
            cy=dot.y,
            r=dot.radius,
            class_=place.mark or f"ch-class-{place.shade or 0}",
        )
        parts.append(
            tag("a", circle, href=place.url, aria_label=said, class_="ch-link") if place.url else circle
        )
    return "".join(parts)


def _classes(dots: Sequence[_Dot]) -> str:
    """One path for each class; every dot is two half circles."""
    parts = []
    for shade in range(6):
        path = "".join(
            f"M{fixed(d.x - d.radius)} {fixed(d.y)}a{fixed(d.radius)} {fixed(d.radius)} 0 1 0 {fixed(2 * d.radius)} 0"
            f"a{fixed(d.radius)} {fixed(d.radius)} 0 1 0 {fixed(-2 * d.radius)} 0"
            for d in dots
            if (d.place.shade or 0) == shade
        )
        if path:
            parts.append(tag("path", d=path, class_=f"ch-class-{shade}"))
    return "".join(parts)


def _label(label: Label) -> str:
    side = {"start": "", "end": " ch-end", "middle": " ch-middle"}[label.side]
    return text(label.anchor.name, label.x, label.y, f"ch-label{side}")
