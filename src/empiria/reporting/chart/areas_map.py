"""A map of units as areas, each in the colour of its class; where an outline is not known, as a point at its place."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

from empiria.reporting.chart.projection import Projection, all_rings_of
from empiria.reporting.chart.quadrant import MAX_LINKS
from empiria.reporting.svg import drawing, escape, fixed, tag, text

WIDTH, MARGIN = 720.0, 8.0
# Of the legend of a file: a line, and the swatch at its start.
LINE, SWATCH = 20.0, 14.0
MISSING, HATCH = "ch-missing", "map-hatch"


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A unit on the map: its class of colour (`shade`, as the palette names it; empty where its figure is missing), and
    where a point stands when no outline of `code` is known. `note` is read out beside the name."""

    code: str
    name: str
    note: str
    shade: str = ""
    url: str = ""
    position: tuple[float, float] | None = None
    population: int | None = None
    # Not what is looked for: pale behind the rest.
    is_faint: bool = False
    # One of those that are looked at together.
    is_picked: bool = False
    is_chosen: bool = False

    @property
    def said(self) -> str:
        return f"{self.name}: {self.note}"


@dataclass(frozen=True, kw_only=True)
class Key:
    """A line of the legend; pale where its units are."""

    shade: str
    label: str
    is_faint: bool = False


def areas_map(
    areas: Mapping[str, str],
    borders: Sequence[str],
    marks: Sequence[Mark],
    *,
    title: str,
    description: str,
    legend: Sequence[Key] = (),
    width: float = WIDTH,
) -> str:
    """The map, as high as its outlines ask. `areas` are GeoJSON texts by unit, thinned together; `borders` the same of the
    units above them. Points are as large in area as their populations.

    Up to a hundred units are links; more are named when they are pointed at. With `legend` it stands below, for a file.
    """
    paths, frame, projection = _ground(tuple(areas.items()), tuple(borders), width)
    if projection is None:
        places = [(mark.position[1], mark.position[0]) for mark in marks if mark.position]
        projection = Projection.fitted([], places=places, width=width, margin=MARGIN)
    has_links = len(marks) <= MAX_LINKS and any(mark.url for mark in marks)
    drawn = [mark for mark in marks if mark.code in paths]
    dots = [mark for mark in marks if mark.code not in paths and mark.position]
    radii = _radii(dots, width)

    def circle(mark: Mark) -> str:
        latitude, longitude = mark.position or (0.0, 0.0)
        x, y = projection(longitude, latitude)
        return f'<circle cx="{fixed(x)}" cy="{fixed(y)}" r="{fixed(radii[mark.code])}"'

    dots.sort(key=lambda mark: -radii[mark.code])
    chosen = "".join(
        f'<path d="{paths[mark.code]}" class="ch-you-line"/>'
        if mark.code in paths
        else f'{circle(mark)} class="ch-you-line"/>'
        for mark in marks
        if mark.is_chosen and (mark.code in paths or mark.position)
    )
    parts = [
        _hatch(),
        tag("path", d=frame, class_="ch-outline") if frame and not drawn else "",
        _layer(sorted(drawn, key=_order), lambda mark: f'<path d="{paths[mark.code]}"', has_links=has_links),
        tag("path", d=frame, class_="ch-border") if frame and drawn else "",
        _layer(dots, circle, has_links=has_links),
        chosen,
        _legend(legend, top=projection.height),
    ]
    return drawing(
        *parts,
        width=width,
        height=projection.height + LINE * len(legend),
        class_="ch ch-map ch-areas",
        title=title,
        description=description,
        has_links=has_links,
    )


@lru_cache(maxsize=4)
def _ground(
    areas: tuple[tuple[str, str], ...], borders: tuple[str, ...], width: float
) -> tuple[Mapping[str, str], str, Projection | None]:
    """Path data of every area and of the borders: they change with a reform, not with a page."""
    shapes = {code: json.loads(geometry) for code, geometry in areas}
    lines = [json.loads(geometry) for geometry in borders]
    if not shapes and not lines:
        return {}, "", None
    projection = Projection.fitted([*shapes.values(), *lines], places=[], width=width, margin=MARGIN)
    paths = {code: path_of(shape, projection) for code, shape in shapes.items()}
    return paths, "".join(path_of(line, projection) for line in lines), projection


def path_of(geometry: dict[str, Any], projection: Projection) -> str:
    """Path data of all rings, holes too, in steps of a tenth: each from one rounded point to the next, so that neighbours
    draw the same line."""
    parts = []
    for ring in all_rings_of(geometry):
        points = [tuple(round(10 * number) for number in projection(*point)) for point in ring]
        kept = [point for point, _ in groupby(points)]
        if len(kept) < 4:
            continue
        (x, y), steps = kept[0], []
        for next_x, next_y in kept[1:-1]:
            steps.append(f"{_tenths(next_x - x)} {_tenths(next_y - y)}")
            x, y = next_x, next_y
        parts.append(f"M{_tenths(kept[0][0])} {_tenths(kept[0][1])}l{' '.join(steps)}z")
    return "".join(parts)


def _tenths(number: int) -> str:
    """12 is 1.2, 10 is 1, −5 is −.5."""
    whole, tenth = divmod(abs(number), 10)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole or ''}.{tenth}" if tenth else f"{sign}{whole}"


def _hatch() -> str:
    """Missing figures are drawn as missing: oblique lines, on screen and on paper."""
    lines = tag("path", d="M-1 5L5 -1M-1 9L9 -1M3 9L9 3", class_="ch-hatching")
    return f'<defs><pattern id="{HATCH}" width="8" height="8" patternUnits="userSpaceOnUse">{lines}</pattern></defs>'


def _radii(dots: Sequence[Mark], width: float) -> dict[str, float]:
    """Area is proportional to population; the smallest can still be seen and hit."""
    largest = max((mark.population or 0 for mark in dots), default=0) or 1
    top, bottom = (width / 30, width / 120) if len(dots) <= MAX_LINKS else (width / 45, width / 360)
    return {mark.code: max(bottom, top * math.sqrt((mark.population or 0) / largest)) for mark in dots}


def _order(mark: Mark) -> tuple[bool, str, bool]:
    """Those that are looked at come last: their borders lie over their neighbours'."""
    return mark.is_picked, mark.shade, mark.is_faint


def _class(mark: Mark) -> tuple[str, bool, bool]:
    return mark.shade, mark.is_faint, mark.is_picked


def _layer(marks: Sequence[Mark], shape: Callable[[Mark], str], *, has_links: bool) -> str:
    """Neighbours in the list of the same class share a group that names it: thousands would repeat it."""
    parts = []
    for (shade, is_faint, is_picked), group in groupby(marks, key=_class):
        shapes = (_marked(mark, shape(mark), has_links=has_links) for mark in group)
        paint = _paint(shade)
        paint["class_"] += " ch-faint" if is_faint else " ch-picked" if is_picked else ""
        parts.append(tag("g", "".join(shapes), **paint))
    return "".join(parts)


def _marked(mark: Mark, opening: str, *, has_links: bool) -> str:
    """The shape with its name: a link, or what a pointer finds (the page's script follows `data-unit`)."""
    named = f"<title>{escape(mark.said)}</title>"
    if has_links and mark.url:
        link = f'<a href="{escape(mark.url)}" aria-label="{escape(mark.said)}" class="ch-link">'
        return f"{link}{opening}>{named}{_closed(opening)}</a>"
    return f'{opening} data-unit="{escape(mark.code)}">{named}{_closed(opening)}'


def _closed(opening: str) -> str:
    return "</path>" if opening.startswith("<path") else "</circle>"


def _legend(keys: Sequence[Key], *, top: float) -> str:
    return "".join(
        _swatch(key, MARGIN, top + LINE * place)
        + text(key.label, MARGIN + SWATCH + 8, top + LINE * place + 11.0)
        for place, key in enumerate(keys)
    )


def _swatch(key: Key, x: float, y: float) -> str:
    paint = _paint(key.shade)
    paint["class_"] += " ch-faint" if key.is_faint else ""
    return tag("rect", x=x, y=y, width=SWATCH, height=SWATCH, **paint)


def _paint(shade: str) -> dict[str, str]:
    return {"class_": f"ch-{shade}"} if shade else {"class_": MISSING, "fill": f"url(#{HATCH})"}
