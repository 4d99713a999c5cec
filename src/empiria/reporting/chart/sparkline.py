"""A city's years in a table cell: its line over the group's median, with gaps where a year is missing."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from empiria.reporting.chart.scale import Scale, padded
from empiria.reporting.svg import escape, fixed

WIDTH, HEIGHT = 120.0, 28.0

Point = tuple[int, float | None]


def line_path(points: Iterable[Point], x: Scale, y: Scale) -> str:
    """A path over the known years. A missing year, or one that is not there at all, breaks it; a year alone is a dash."""
    left, wide = x.line()
    foot, high = y.line()
    known = [(year, left + wide * year, foot + high * value) for year, value in points if value is not None]
    if not known:
        return ""
    breaks = [n for n in range(1, len(known)) if known[n][0] != known[n - 1][0] + 1]
    pieces = []
    for first, last in pairwise((0, *breaks, len(known))):
        if last - first == 1:
            pieces.append(_dash(*known[first][1:]))
        else:
            spots = "L".join([f"{a:.1f} {b:.1f}" for _, a, b in known[first:last]])
            pieces.append("M" + spots.replace(".0 ", " ").replace(".0L", "L").removesuffix(".0"))
    return "".join(pieces)


def _dash(x: float, y: float) -> str:
    """A year alone, long enough to be seen in a thin line."""
    return f"M{fixed(x - 2)} {fixed(y)}h4"


def sparkline(
    city: Sequence[Point], group: Sequence[Point], *, label: str = "", flipped: bool = False
) -> str:
    """Two lines over the same years and values. `flipped` draws smaller values higher: up is then better.

    Empty when the city has no figure at all: a line of the group alone would be read as the city's.
    """
    known = [value for _, value in city if value is not None]
    if not known:
        return ""
    years = [year for year, _ in (*city, *group)]
    low, high = padded([*known, *(value for _, value in group if value is not None)], 0.05)
    x = Scale(min(years), max(years), 4.0, WIDTH - 6)
    y = Scale(low, high, *((4.0, HEIGHT - 4) if flipped else (HEIGHT - 4, 4.0)))
    last_year, last = next((year, value) for year, value in reversed(city) if value is not None)
    path = line_path(group, x, y)
    behind = f'<path d="{path}" class="ch-group-line"/>' if path else ""
    speech = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    # Written out: a page holds a hundred of them.
    return (
        f'<svg viewBox="0 0 {WIDTH:g} {HEIGHT:g}" class="ch-spark" preserveAspectRatio="none" {speech}>'
        f'{behind}<path d="{line_path(city, x, y)}" class="ch-you-line"/>'
        f'<path d="M{fixed(x(last_year))} {fixed(y(last))}h0" class="ch-you"/></svg>'
    )
