"""One indicator over the years: the city's line over the group's median, with axes."""

from collections.abc import Sequence

from empiria.reporting.chart.labels import text_width
from empiria.reporting.chart.lines import labelled_years
from empiria.reporting.chart.scale import Scale, decimals_of, padded, ticks
from empiria.reporting.chart.sparkline import Point, line_path
from empiria.reporting.svg import drawing, fixed, tag, text
from empiria.reporting.words import Words

LEFT, RIGHT, TOP, BOTTOM = 64.0, 16.0, 32.0, 28.0


def timeline(
    city: Sequence[Point],
    group: Sequence[Point],
    *,
    title: str,
    description: str,
    name: str,
    words: Words,
    width: float = 640.0,
    height: float = 300.0,
) -> str:
    """Years to the right, values up, as they are (never turned round). A gap is a year without a figure."""
    years = sorted({year for year, _ in (*city, *group)})
    low, high = padded([value for _, value in (*city, *group) if value is not None], 0.08)
    x = Scale(years[0] if years else 0, years[-1] if years else 1, LEFT, width - RIGHT)
    y = Scale(low, high, height - BOTTOM, TOP)
    parts = _legend(name, words)
    marks = ticks(low, high)
    for value in marks:
        level = fixed(y(value))
        parts.append(tag("path", d=f"M{fixed(LEFT)} {level}H{fixed(width - RIGHT)}", class_="ch-grid"))
        label = words.number(value, decimals_of(marks))
        parts.append(text(label, LEFT - 8, y(value) + 4, "ch-tick ch-end"))
    for year in labelled_years(years, max(int((width - LEFT - RIGHT) // 44), 1)):
        parts.append(text(str(year), x(year), height - 8, "ch-tick ch-middle"))
    for points, line in ((group, "ch-group-line"), (city, "ch-you-line")):
        if path := line_path(points, x, y):
            parts.append(tag("path", d=path, class_=line))
    last = next(((year, value) for year, value in reversed(city) if value is not None), None)
    if last:
        parts.append(tag("path", d=f"M{fixed(x(last[0]))} {fixed(y(last[1]))}h0", class_="ch-you"))
    return drawing(
        *parts, width=width, height=height, class_="ch ch-timeline", title=title, description=description
    )


def _legend(name: str, words: Words) -> list[str]:
    """Which line is whose, above the lines."""
    start = LEFT + 26 + text_width(name, 12.0) + 18
    return [
        tag("path", d=f"M{fixed(LEFT)} 12h20", class_="ch-you-line"),
        text(name, LEFT + 26, 16.0),
        tag("path", d=f"M{fixed(start)} 12h20", class_="ch-group-line"),
        text(words.gettext("group median"), start + 26, 16.0),
    ]
