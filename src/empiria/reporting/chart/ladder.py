"""A ranking, one unit a row: each as a dot on the scale of all, so that equal steps of places are not read as equal steps."""

from collections.abc import Sequence
from dataclasses import dataclass

from empiria.reporting.chart.scale import Scale
from empiria.reporting.chart.strip import HEIGHT, WIDTH, Spread
from empiria.reporting.chart.whisker import Ends, whisker
from empiria.reporting.svg import drawing, fixed, tag, text

PLACE_WIDTH, NAME_WIDTH, END_WIDTH, ROW = 44.0, 250.0, 96.0, 24.0
# Letters of a name that fit its column.
NAME_LETTERS = 38


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One unit; `end` stands at the right: its figure, or why there is none."""

    place: str
    name: str
    value: float | None
    end: str
    is_chosen: bool = False
    interval: Ends | None = None


def _ground(spread: Spread, scale: Scale, height: float) -> str:
    """The middle half and the median, behind all rows."""
    parts = []
    if spread.has_middle and spread.q1 is not None and spread.q3 is not None:
        left, right = sorted((scale(spread.q1), scale(spread.q3)))
        parts.append(
            tag("rect", x=left, y=0.0, width=max(right - left, 1.0), height=height, class_="ch-band")
        )
    if spread.has_middle and spread.median is not None:
        parts.append(tag("path", d=f"M{fixed(scale(spread.median))} 0V{fixed(height)}", class_="ch-median"))
    return "".join(parts)


def _dot(x: float, *, is_chosen: bool) -> str:
    point = f"M{fixed(x)} {fixed(HEIGHT / 2)}h0"
    if is_chosen:
        return f'<path d="{point}" class="ch-ring"/><path d="{point}" class="ch-you"/>'
    return f'<path d="{point}" class="ch-dots"/>'


def _marks(value: float | None, interval: Ends | None, scale: Scale, *, is_chosen: bool) -> str:
    if value is None:
        return ""
    line = whisker(interval, scale, HEIGHT / 2, is_chosen=is_chosen) if interval else ""
    return line + _dot(scale(value), is_chosen=is_chosen)


def rungs(
    spread: Spread,
    values: Sequence[float | None],
    *,
    chosen: int | None = None,
    intervals: Sequence[Ends | None] = (),
) -> list[str]:
    """Each value as a cell of a table, hidden from screen readers: the row says the same in words. `intervals`: of each
    value, or of none."""
    scale = spread.scale()
    ground = _ground(spread, scale, HEIGHT)
    view = f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}"
    return [
        tag(
            "svg",
            ground + _marks(value, interval, scale, is_chosen=place == chosen),
            viewBox=view,
            class_="ch-strip",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        for place, (value, interval) in enumerate(zip(values, intervals or [None] * len(values), strict=True))
    ]


def ladder(rows: Sequence[Rung], spread: Spread, *, title: str, description: str = "") -> str:
    """All rows as one drawing, for a file."""
    scale, left = spread.scale(), PLACE_WIDTH + NAME_WIDTH
    height = len(rows) * ROW
    parts = [tag("g", _ground(spread, scale, height), transform=f"translate({fixed(left)} 0)")]
    for position, row in enumerate(rows):
        top = position * ROW
        baseline = top + HEIGHT / 2 + 4
        named = "ch-you-text" if row.is_chosen else ""
        parts.append(text(row.place, PLACE_WIDTH - 12, baseline, "ch-end"))
        parts.append(text(_cut(row.name), PLACE_WIDTH, baseline, named))
        if marks := _marks(row.value, row.interval, scale, is_chosen=row.is_chosen):
            parts.append(tag("g", marks, transform=f"translate({fixed(left)} {fixed(top)})"))
        parts.append(text(row.end, left + WIDTH + END_WIDTH, baseline, "ch-end"))
    return drawing(
        *parts,
        width=left + WIDTH + END_WIDTH,
        height=height + 4.0,
        class_="ch",
        title=title,
        description=description,
    )


def _cut(name: str) -> str:
    return name if len(name) <= NAME_LETTERS else name[: NAME_LETTERS - 1].rstrip() + "…"
