"""Charts as SVG: they work without scripts, take the page's colours by class, and stay small.

Every chart draws a missing value as missing and never at zero; where a better side exists, it is on the right.
"""

from empiria.reporting.chart.bars import Bar, Bars, bar_cells, bar_chart
from empiria.reporting.chart.gaps import gap_cells
from empiria.reporting.chart.ladder import Rung, ladder, rungs
from empiria.reporting.chart.lines import Line, lines, panel_chart, panels, stacked
from empiria.reporting.chart.points_map import Outline, Place, points_map
from empiria.reporting.chart.quadrant import Position, quadrant
from empiria.reporting.chart.sparkline import sparkline
from empiria.reporting.chart.strip import Spread, StripRow, strip, strips
from empiria.reporting.chart.timeline import timeline
from empiria.reporting.chart.whisker import Ends, PlaceSpan, place_spans

__all__ = [
    "Bar",
    "Bars",
    "Ends",
    "Line",
    "Outline",
    "Place",
    "PlaceSpan",
    "Position",
    "Rung",
    "Spread",
    "StripRow",
    "bar_cells",
    "bar_chart",
    "gap_cells",
    "ladder",
    "lines",
    "panel_chart",
    "panels",
    "place_spans",
    "points_map",
    "quadrant",
    "rungs",
    "sparkline",
    "stacked",
    "strip",
    "strips",
    "timeline",
]
