"""A city's years in a table cell: its line over the group's median, with gaps where a year is missing."""

from collections.abc import Iterable, Sequence

from empiria.reporting.chart.scale import Scale, padded
from empiria.reporting.svg import fixed, tag

WIDTH, HEIGHT = 120.0, 28.0

Point = tuple[int, float | None]


def line_path(points: Iterable[Point], x: Scale, y: Scale) -> str:
    """A path over the known years. A missing year, or one that is not there at all, breaks it; a year alone is a dash."""
    pieces: list[str] = []
    run: list[str] = []
    previous = 0
    for year, value in points:
        if value is None:
            continue
        if run and year != previous + 1:
            pieces.append(_run(run))
            run = []
        run.append(f"{x(year):.1f} {y(value):.1f}")
        previous = year
    if run:
        pieces.append(_run(run))
    return "".join(pieces)


def _run(spots: Sequence[str]) -> str:
    if len(spots) > 1:
        return ("M" + "L".join(spots)).replace(".0 ", " ").replace(".0L", "L").removesuffix(".0")
    across, up = (float(part) for part in spots[0].split())
    return _dash(across, up)


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
    low, high = padded([value for _, value in (*city, *group) if value is not None], 0.05)
    x = Scale(min(years), max(years), 4.0, WIDTH - 6)
    y = Scale(low, high, *((4.0, HEIGHT - 4) if flipped else (HEIGHT - 4, 4.0)))
    last_year, last = next((year, value) for year, value in reversed(city) if value is not None)
    parts = [tag("path", d=path, class_="ch-group-line") for path in [line_path(group, x, y)] if path]
    parts += [
        tag("path", d=line_path(city, x, y), class_="ch-you-line"),
        tag("path", d=f"M{fixed(x(last_year))} {fixed(y(last))}h0", class_="ch-you"),
    ]
    speech: dict[str, object] = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    return tag(
        "svg",
        *parts,
        viewBox=f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}",
        class_="ch-spark",
        preserveAspectRatio="none",
        **speech,
    )
