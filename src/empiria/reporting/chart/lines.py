"""Several lines over the years in one frame, each told by its number as well as its colour; and panels of one line each."""

from collections.abc import Sequence
from dataclasses import dataclass

from empiria.reporting.chart.bars import cut
from empiria.reporting.chart.labels import text_width
from empiria.reporting.chart.scale import Scale, decimals_of, padded, ticks
from empiria.reporting.chart.sparkline import Point, line_path
from empiria.reporting.svg import drawing, fixed, size_of, tag, text
from empiria.reporting.words import Words

LEFT, RIGHT, TOP, BOTTOM = 56.0, 30.0, 10.0, 26.0
# Height of a line of the legend, and of a number at the end of a line.
LEGEND_LINE, NUMBER = 20.0, 12.0
# Room for a letter of the legend.
LETTER = 6.6
PANEL_WIDTH, PANEL_HEIGHT, PANEL_NAME = 200.0, 120.0, 22.0
PANELS_A_ROW = 3


@dataclass(frozen=True, kw_only=True)
class Line:
    """One of those compared over the years; a year without a figure is a gap."""

    number: int
    name: str
    points: Sequence[Point]

    @property
    def last(self) -> tuple[int, float] | None:
        return next(((year, value) for year, value in reversed(self.points) if value is not None), None)


@dataclass(frozen=True)
class _Frame:
    """Scales and size shared by the lines of a chart."""

    x: Scale
    y: Scale
    years: tuple[int, ...]
    width: float
    height: float


def _known(lines: Sequence[Line], behind: Sequence[Point]) -> tuple[list[int], list[float]]:
    points = [point for line in lines for point in line.points] + list(behind)
    return sorted({year for year, _ in points}), [value for _, value in points if value is not None]


def lines(
    compared: Sequence[Line],
    behind: Sequence[Point],
    *,
    behind_name: str,
    title: str,
    description: str,
    words: Words,
    width: float = 640.0,
    height: float = 300.0,
) -> str:
    """All lines in one frame over the median of the group, a legend above, each line's number at its end."""
    legend, used = _legend(compared, behind_name if behind else "", width)
    years, values = _known(compared, behind)
    low, high = padded(values, 0.06)
    top = used + TOP
    frame = _Frame(
        Scale(years[0] if years else 0, years[-1] if years else 1, LEFT, width - RIGHT),
        Scale(low, high, top + height - BOTTOM, top),
        tuple(years),
        width,
        top + height,
    )
    parts = [*legend, *_axes(frame, low, high, words)]
    if path := line_path(behind, frame.x, frame.y):
        parts.append(tag("path", d=path, class_="ch-group-line"))
    parts += [_line(line, frame) for line in compared]
    parts += _numbers(compared, frame)
    return drawing(
        *parts,
        width=width,
        height=frame.height,
        class_="ch ch-timeline",
        title=title,
        description=description,
    )


def _line(line: Line, frame: _Frame) -> str:
    path = line_path(line.points, frame.x, frame.y)
    return tag("path", d=path, class_=f"ch-series-{line.number} ch-line") if path else ""


def _axes(frame: _Frame, low: float, high: float, words: Words) -> list[str]:
    parts, marks = [], ticks(low, high)
    for value in marks:
        level = fixed(frame.y(value))
        parts.append(tag("path", d=f"M{fixed(LEFT)} {level}H{fixed(frame.width - RIGHT)}", class_="ch-grid"))
        label = words.number(value, decimals_of(marks))
        parts.append(text(label, LEFT - 8, frame.y(value) + 4, "ch-tick ch-end"))
    room = max(int((frame.width - LEFT - RIGHT) // 44), 1)
    for year in labelled_years(frame.years, room):
        parts.append(text(str(year), frame.x(year), frame.height - 8, "ch-tick ch-middle"))
    return parts


def labelled_years(years: Sequence[int], room: int) -> list[int]:
    """Every year where there is room, else every second, fifth or tenth, counted back from the last."""
    if not years:
        return []
    span = years[-1] - years[0]
    step = next((step for step in (1, 2, 5, 10) if span // step + 1 <= room), 20)
    return [year for year in range(years[0], years[-1] + 1) if (years[-1] - year) % step == 0]


def _numbers(compared: Sequence[Line], frame: _Frame) -> list[str]:
    """Each line's number beside its last year; where lines end close together, the numbers stand apart."""
    ends = sorted(((frame.y(line.last[1]), line) for line in compared if line.last), key=lambda end: end[0])
    parts, floor = [], 0.0
    lowest = frame.height - BOTTOM - NUMBER * len(ends)
    for position, (level, line) in enumerate(ends):
        floor = max(min(level, lowest + NUMBER * (position + 1)), floor + NUMBER)
        parts.append(text(line.number, frame.width - RIGHT + 8, floor + 4, "ch-number"))
    return parts


def _legend(compared: Sequence[Line], behind: str, width: float) -> tuple[list[str], float]:
    """Who is who above the lines, on as many lines as are needed; and how high that is."""
    named = [(f"{line.number}. {line.name}", f"ch-series-{line.number} ch-line") for line in compared]
    if behind:
        named.append((behind, "ch-group-line"))
    parts, x, y = [], 0.0, LEGEND_LINE
    for name, class_ in named:
        short = cut(name, int((width - 44) / LETTER))
        room = 26 + text_width(short, 12.0) + 18
        if x and x + room > width:
            x, y = 0.0, y + LEGEND_LINE
        parts.append(tag("path", d=f"M{fixed(x)} {fixed(y - 4)}h20", class_=class_))
        parts.append(text(short, x + 26, y))
        x += room
    return parts, y + 6.0


def panels(compared: Sequence[Line], *, title: str) -> list[str]:
    """A small drawing for each: its own line over those of the others, all on one scale."""
    years, values = _known(compared, ())
    low, high = padded(values, 0.06)
    frame = _Frame(
        Scale(years[0] if years else 0, years[-1] if years else 1, 6.0, PANEL_WIDTH - 10),
        Scale(low, high, PANEL_HEIGHT - 20, 8.0),
        tuple(years),
        PANEL_WIDTH,
        PANEL_HEIGHT,
    )
    return [
        drawing(
            *_panel(line, compared, frame),
            width=PANEL_WIDTH,
            height=PANEL_HEIGHT,
            class_="ch ch-panel",
            title=f"{title}: {line.name}",
        )
        for line in compared
    ]


def _panel(line: Line, compared: Sequence[Line], frame: _Frame) -> list[str]:
    foot = frame.height - 20
    parts = [tag("path", d=f"M0 {fixed(foot)}H{fixed(frame.width)}", class_="ch-rule")]
    for other in compared:
        path = line_path(other.points, frame.x, frame.y) if other is not line else ""
        if path:
            parts.append(tag("path", d=path, class_="ch-group-line"))
    parts.append(_line(line, frame))
    if frame.years:
        parts.append(text(frame.years[0], 0.0, frame.height - 5, "ch-tick"))
        parts.append(text(frame.years[-1], frame.width, frame.height - 5, "ch-tick ch-end"))
    return parts


def panel_chart(compared: Sequence[Line], *, title: str) -> str:
    """The panels as one drawing, each under its name, for a file."""
    parts = []
    for position, (line, panel) in enumerate(zip(compared, panels(compared, title=title), strict=True)):
        left = (position % PANELS_A_ROW) * (PANEL_WIDTH + 24)
        top = (position // PANELS_A_ROW) * (PANEL_HEIGHT + PANEL_NAME + 10)
        parts.append(text(cut(f"{line.number}. {line.name}", 32), left, top + 14))
        parts.append(_placed(panel, left, top + PANEL_NAME))
    rows = -(-len(compared) // PANELS_A_ROW)
    return drawing(
        *parts,
        width=PANELS_A_ROW * (PANEL_WIDTH + 24) - 24,
        height=max(rows, 1) * (PANEL_HEIGHT + PANEL_NAME + 10),
        class_="ch",
        title=title,
    )


def stacked(charts: Sequence[tuple[str, str]], *, title: str, description: str = "") -> str:
    """Several drawings under their headings as one, for a file."""
    parts, top, width = [], 0.0, 0.0
    for heading, chart in charts:
        wide, high = size_of(chart)
        parts.append(text(heading, 0.0, top + 18, "ch-strong"))
        parts.append(_placed(chart, 0.0, top + 28))
        top, width = top + 28 + high + 16, max(width, wide)
    return drawing(
        *parts, width=width, height=max(top, 1.0), class_="ch", title=title, description=description
    )


def _placed(chart: str, x: float, y: float) -> str:
    """A drawing within another, where it stands and as large as it is."""
    width, height = size_of(chart)
    place = f'x="{fixed(x)}" y="{fixed(y)}" width="{fixed(width)}" height="{fixed(height)}"'
    return chart.replace("<svg ", f"<svg {place} ", 1)
