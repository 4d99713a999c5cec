"""Differences in standard deviations, drawn to both sides of one."""

import re

from empiria.reporting.chart import gap_cells
from empiria.reporting.chart.gaps import FARTHEST
from empiria.reporting.chart.strip import EDGE, WIDTH


def bar(drawing: str) -> tuple[float, float] | None:
    """Where the bar begins and how long it is."""
    found = re.search(r'<rect x="([\d.]+)"[^>]*width="([\d.]+)"[^>]*class="ch-series-1"', drawing)
    return (float(found[1]), float(found[2])) if found else None


def test_bars_go_to_the_side_of_the_difference_and_end_at_the_edge() -> None:
    lower, higher, far, unknown = gap_cells([-0.5, 0.5, 10 * FARTHEST, None], close=0.25)
    left, right, edge = bar(lower), bar(higher), bar(far)
    assert left
    assert right
    assert edge
    assert left[0] + left[1] == right[0] == WIDTH / 2
    assert left[1] == right[1]
    assert edge[0] + edge[1] == WIDTH - EDGE
    assert bar(unknown) is None
    assert unknown.count('class="ch-band"') == 1
