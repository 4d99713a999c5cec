"""Bars of those compared in one measure, over the middle half and the median of their group; longer is more."""

from collections.abc import Sequence
from dataclasses import dataclass

from empiria.reporting.chart.scale import Scale
from empiria.reporting.chart.strip import EDGE, HEIGHT, WIDTH
from empiria.reporting.svg import drawing, fixed, tag, text

THICK = 12.0
NAME_WIDTH, END_WIDTH, ROW, HEADING = 230.0, 150.0, 24.0, 34.0
NAME_LETTERS = 34


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One of those compared; `number` gives its colour, `end` stands at the right: the figure, or why there is none."""

    number: int
    name: str
    value: float | None
    end: str


@dataclass(frozen=True, kw_only=True)
class Bars:
    """A measure with its bars and the group behind them."""

    title: str
    bars: Sequence[Bar]
    q1: float | None = None
    median: float | None = None
    q3: float | None = None

    def scale(self) -> Scale:
        """From zero: a bar's length says how much; to both sides where there is less than nothing."""
        behind = [one for one in (self.q1, self.q3) if one is not None]
        values = [0.0, *behind, *(bar.value for bar in self.bars if bar.value is not None)]
        return Scale(min(values), max(values), EDGE, WIDTH - EDGE)

    def marks(self, bar: Bar) -> str:
        """One bar over its group."""
        scale = self.scale()
        parts = []
        if self.q1 is not None and self.q3 is not None:
            left = scale(self.q1)
            width = max(scale(self.q3) - left, 1.0)
            parts.append(tag("rect", x=left, y=0.0, width=width, height=HEIGHT, class_="ch-band"))
        origin = scale(0.0)
        parts.append(tag("path", d=f"M{fixed(origin)} 0V{fixed(HEIGHT)}", class_="ch-rule"))
        if bar.value is not None:
            end = scale(bar.value)
            left, width = min(origin, end), max(abs(end - origin), 1.0)
            y = (HEIGHT - THICK) / 2
            parts.append(
                tag("rect", x=left, y=y, width=width, height=THICK, class_=f"ch-series-{bar.number}")
            )
        if self.median is not None:
            parts.append(tag("path", d=f"M{fixed(scale(self.median))} 0V{fixed(HEIGHT)}", class_="ch-median"))
        return "".join(parts)


def bar_cells(bars: Bars) -> list[str]:
    """Each bar as a cell of a table, hidden from screen readers: the row says the same in words."""
    view = f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}"
    return [
        tag(
            "svg",
            bars.marks(bar),
            viewBox=view,
            class_="ch-strip",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        for bar in bars.bars
    ]


def bar_chart(blocks: Sequence[Bars], *, title: str, description: str = "") -> str:
    """All measures under one another as one drawing, for a file."""
    parts, top = [], 0.0
    width = NAME_WIDTH + WIDTH + END_WIDTH
    for block in blocks:
        parts.append(text(block.title, 0.0, top + HEADING - 12, "ch-strong"))
        top += HEADING
        for bar in block.bars:
            baseline = top + HEIGHT / 2 + 4
            parts.append(text(f"{bar.number}. {cut(bar.name, NAME_LETTERS)}", 0.0, baseline))
            where = f"translate({fixed(NAME_WIDTH)} {fixed(top)})"
            parts.append(tag("g", block.marks(bar), transform=where))
            parts.append(text(bar.end, width, baseline, "ch-end"))
            top += ROW
    return drawing(*parts, width=width, height=top + 4.0, class_="ch", title=title, description=description)


def cut(name: str, length: int) -> str:
    """A name as long as there is room for it."""
    return name if len(name) <= length else name[: length - 1].rstrip() + "…"
