"""From where to where a figure may lie: a line with ends across, which is read without its colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from empiria.reporting.chart.scale import Scale
from empiria.reporting.svg import fixed, tag

Ends = tuple[float, float]
# Half the height of the ends.
CAP = 4.0
WIDTH, HEIGHT, EDGE = 120.0, 14.0, 4.0


def whisker(ends: Ends, scale: Scale, y: float, *, is_chosen: bool = False) -> str:
    """On the scale of a strip, at the height of its dots. One that goes on beyond the edge has no end across there."""
    left, right = sorted((scale(ends[0]), scale(ends[1])))
    inside = sorted(scale(end) for end in ends if scale.low <= end <= scale.high)
    caps = "".join(f"M{fixed(x)} {fixed(y - CAP)}v{fixed(2 * CAP)}" for x in inside)
    return tag(
        "path",
        d=f"M{fixed(left)} {fixed(y)}H{fixed(right)}{caps}",
        class_="ch-you-line" if is_chosen else "ch-whisker",
    )


@dataclass(frozen=True, kw_only=True)
class PlaceSpan:
    """A place, and from where to where it may lie."""

    place: float
    ends: Ends
    is_chosen: bool = False


def place_spans(rows: Sequence[PlaceSpan | None], *, ranked: int) -> list[str]:
    """Each as a cell of a table, from the last place at the left to the first at the right; hidden from screen readers, as
    the cell says the same in words."""
    scale = Scale(1.0, float(max(ranked, 2)), WIDTH - EDGE, EDGE)
    axis = tag("path", d=f"M{fixed(EDGE)} {fixed(HEIGHT / 2)}H{fixed(WIDTH - EDGE)}", class_="ch-grid")
    return ["" if row is None else _cell(row, scale, axis) for row in rows]


def _cell(row: PlaceSpan, scale: Scale, axis: str) -> str:
    point = tag(
        "path",
        d=f"M{fixed(scale(row.place))} {fixed(HEIGHT / 2)}h0",
        class_="ch-you" if row.is_chosen else "ch-dots",
    )
    return tag(
        "svg",
        axis + whisker(row.ends, scale, HEIGHT / 2, is_chosen=row.is_chosen) + point,
        viewBox=f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}",
        class_="ch-strip",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
