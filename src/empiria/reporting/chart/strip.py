"""One row of a city against its group: every unit a dot, the middle half a band, the median a tick, the city in colour."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from empiria.reporting.chart.scale import Scale
from empiria.reporting.chart.whisker import Ends, whisker
from empiria.reporting.claims.estimate import SMALLEST_GROUP
from empiria.reporting.svg import drawing, fixed, tag, text

Positions = np.ndarray[Any, np.dtype[np.float64]]

WIDTH, HEIGHT = 300.0, 24.0
EDGE = 6.0
FENCE = 3.0  # interquartile ranges beyond the middle half; what lies further is drawn at the edge, as Tukey's far outliers


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The values of a group that are known, and which way is better. Quartiles as the table states them."""

    values: tuple[float, ...]
    q1: float | None = None
    median: float | None = None
    q3: float | None = None
    is_lower_better: bool = False
    # From where to where the whiskers reach that are drawn on the same scale.
    reach: Ends | None = None

    @property
    def has_middle(self) -> bool:
        """Of fewer than three neither a median nor a middle half says anything: what no sentence says is not drawn."""
        return len(self.values) >= SMALLEST_GROUP

    def reaching(self, whiskers: Iterable[Ends | None]) -> "Spread":
        """With room for some whiskers; itself where they lie within the values, as marks of one group are drawn once."""
        ends = [end for whisker in whiskers if whisker for end in whisker]
        if not ends or not self.values:
            return self
        low, high = min(ends), max(ends)
        if min(self.values) <= low and high <= max(self.values):
            return self
        return replace(self, reach=(low, high))

    def limits(self) -> tuple[float, float]:
        """Lowest and highest value drawn, or end of a whisker: all of them, but far outliers may not squeeze the rest together."""
        drawn = (*self.values, *(self.reach or ()))
        low, high = min(drawn), max(drawn)
        if self.q1 is None or self.q3 is None or self.q3 <= self.q1:
            return low, high
        room = FENCE * (self.q3 - self.q1)
        return max(low, self.q1 - room), min(high, self.q3 + room)

    def scale(self) -> Scale:
        """Better is always to the right."""
        low, high = self.limits()
        ends = (WIDTH - EDGE, EDGE) if self.is_lower_better else (EDGE, WIDTH - EDGE)
        return Scale(low, high, *ends)


MAX_DOTS = 60  # more units than this are columns, as high as their number asks: dots would hide one another
COLUMN = 3  # width of such a column


def columns_path(positions: Positions, y: float) -> str:
    """All units of a large group as one path: a column for each place, its height by the root of the count."""
    counts = np.bincount(np.rint(positions / COLUMN).astype(int))
    places = np.flatnonzero(counts)
    # Half heights in half units, from one and a half to eight.
    halves = np.maximum(np.rint(16 * np.sqrt(counts[places] / counts.max())), 3) / 2
    columns = zip(
        (places * COLUMN).tolist(), (y - halves).tolist(), (2 * halves).astype(int).tolist(), strict=True
    )
    return "".join(f"M{x} {top:g}v{height}" for x, top, height in columns)


def dots_path(positions: Positions, y: float) -> str:
    """All dots of a strip as one path: zero-length strokes with round caps, whole coordinates, each drawn once."""
    columns = np.unique(np.rint(positions).astype(int))
    steps = np.diff(columns, prepend=0)
    moves = "".join(f"m{step} 0h0" for step in steps[1:].tolist())
    return f"M{steps[0]} {fixed(y)}h0{moves}"


@lru_cache(maxsize=1024)
def _group_marks(spread: Spread) -> tuple[str, Scale | None]:
    """Line, band, dots and median, and the scale they stand on: the same for every city of the group, so drawn once."""
    middle = HEIGHT / 2
    parts = [tag("path", d=f"M0 {fixed(middle)}H{fixed(WIDTH)}", class_="ch-grid")]
    if not spread.values:
        return parts[0], None
    scale = spread.scale()
    if spread.has_middle and spread.q1 is not None and spread.q3 is not None:
        left, right = sorted((scale(spread.q1), scale(spread.q3)))
        width = max(right - left, 1.0)
        parts.append(tag("rect", x=left, y=4.0, width=width, height=HEIGHT - 8, rx=3, class_="ch-band"))
    positions = scale.many(spread.values)
    if len(positions) > MAX_DOTS:
        parts.append(tag("path", d=columns_path(positions, middle), class_="ch-columns"))
    else:
        parts.append(tag("path", d=dots_path(positions, middle), class_="ch-dots"))
    if spread.has_middle and spread.median is not None:
        tick = f"M{fixed(scale(spread.median))} 2V{fixed(HEIGHT - 2)}"
        parts.append(tag("path", d=tick, class_="ch-median"))
    return "".join(parts), scale


def _marks(spread: Spread, value: float | None, interval: Ends | None) -> str:
    group, scale = _group_marks(spread)
    if value is None or scale is None:
        return group
    point = f"M{fixed(scale(value))} {fixed(HEIGHT / 2)}h0"
    line = whisker(interval, scale, HEIGHT / 2, is_chosen=True) if interval else ""
    return f'{group}{line}<path d="{point}" class="ch-ring"/><path d="{point}" class="ch-you"/>'


def strip(spread: Spread, value: float | None, *, label: str = "", interval: Ends | None = None) -> str:
    """The row as an image that stretches with its column (`.ch-strip` keeps its height), the value with its whisker.

    Without `value` the city is not drawn: the words beside it say why. Without `label` the strip is hidden from
    screen readers, for a table row that holds the same figures.
    """
    view = f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}"
    speech: dict[str, object] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return tag(
        "svg",
        _marks(spread, value, interval),
        viewBox=view,
        class_="ch-strip",
        preserveAspectRatio="none",
        **speech,
    )


@dataclass(frozen=True, kw_only=True)
class StripRow:
    """A named row of a chart of strips; `end` stands at its right (the rank, or why there is none)."""

    name: str
    spread: Spread
    value: float | None
    end: str
    indent: int = 0
    interval: Ends | None = None


def strips(rows: Sequence[StripRow], *, title: str, description: str = "") -> str:
    """Rows under one another as one drawing, for a file or a document."""
    name_width, end_width, row_height = 300.0, 120.0, 30.0
    width = name_width + WIDTH + end_width
    parts = []
    for position, row in enumerate(rows):
        top = position * row_height
        baseline = top + HEIGHT / 2 + 4
        parts.append(text(_cut(row.name, 46 - 2 * row.indent), 14.0 * row.indent, baseline))
        parts.append(
            tag(
                "g",
                _marks(row.spread, row.value, row.interval),
                transform=f"translate({name_width:.0f} {top:.0f})",
            )
        )
        parts.append(text(row.end, width, baseline, "ch-end"))
    return drawing(
        *parts,
        width=width,
        height=len(rows) * row_height + 4.0,
        class_="ch",
        title=title,
        description=description,
    )


def _cut(name: str, length: int) -> str:
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"
