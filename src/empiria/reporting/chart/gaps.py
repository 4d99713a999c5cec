"""How far others stand from one in standard deviations: bars to both sides of it, over the band that counts as close."""

from collections.abc import Sequence

from empiria.reporting.chart.scale import Scale
from empiria.reporting.chart.strip import EDGE, HEIGHT, WIDTH
from empiria.reporting.svg import fixed, tag

THICK = 10.0
# Beyond this a bar ends at the edge: its number says how far it goes.
FARTHEST = 1.75


def gap_cells(gaps: Sequence[float | None], *, close: float) -> list[str]:
    """Each gap as a cell of a table, all on one scale; hidden from screen readers: the row says the same in words."""
    view = f"0 0 {fixed(WIDTH)} {fixed(HEIGHT)}"
    return [
        tag(
            "svg",
            _marks(gap, close),
            viewBox=view,
            class_="ch-strip",
            preserveAspectRatio="none",
            aria_hidden="true",
        )
        for gap in gaps
    ]


def _marks(gap: float | None, close: float) -> str:
    scale = Scale(-FARTHEST, FARTHEST, EDGE, WIDTH - EDGE)
    left = scale(-close)
    origin = scale(0.0)
    parts = [
        tag("rect", x=left, y=0.0, width=scale(close) - left, height=HEIGHT, class_="ch-band"),
        tag("path", d=f"M{fixed(origin)} 0V{fixed(HEIGHT)}", class_="ch-median"),
    ]
    if gap is not None:
        end = scale(min(max(gap, -FARTHEST), FARTHEST))
        width = max(abs(end - origin), 1.5)
        y = (HEIGHT - THICK) / 2
        parts.append(tag("rect", x=min(origin, end), y=y, width=width, height=THICK, class_="ch-series-1"))
    return "".join(parts)
