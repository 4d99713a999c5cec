"""Those compared as bars, as lines in one frame and as panels."""

import re
from itertools import pairwise

from empiria.reporting.chart import Bar, Bars, Line, bar_cells, bar_chart, lines, panel_chart, panels, stacked
from empiria.reporting.chart.bars import EDGE
from empiria.reporting.chart.strip import WIDTH
from empiria.reporting.words import Words

WORDS = Words()
HOMES = Line(number=1, name="Żory", points=((2010, 1.0), (2011, 2.0), (2013, 4.0)))
OTHER = Line(number=2, name="Bytom & co", points=((2010, 4.0), (2011, 4.1), (2013, None)))


def bars(*values: float | None) -> Bars:
    return Bars(
        title="Score",
        bars=[Bar(number=n, name=f"City {n}", value=one, end=str(one)) for n, one in enumerate(values, 1)],
        q1=-1,
        median=0.5,
        q3=1,
    )


def test_bars_begin_at_zero_and_go_both_ways() -> None:
    worse, better, missing = bar_cells(bars(-2, 2, None))
    half = (WIDTH - 2 * EDGE) / 2
    assert f'<rect x="{EDGE:g}" y="6" width="{half:g}" height="12" class="ch-series-1"/>' in worse
    assert f'<rect x="{EDGE + half:g}" y="6" width="{half:g}" height="12" class="ch-series-2"/>' in better
    assert "ch-series" not in missing
    assert "ch-median" in missing


def test_bars_of_amounts_begin_at_the_left() -> None:
    cell = bar_cells(Bars(title="Homes", bars=[Bar(number=1, name="A", value=10, end="10")]))[0]
    assert f'<rect x="{EDGE:g}" y="6" width="{WIDTH - 2 * EDGE:g}"' in cell


def test_chart_of_bars_names_every_measure_and_everybody() -> None:
    drawn = bar_chart([bars(-2, 2), bars(1, None)], title="Comparison")
    assert re.findall(r">(\d\. City \d)<", drawn) == ["1. City 1", "2. City 2"] * 2
    assert drawn.count(">Score<") == 2


def test_lines_have_a_legend_and_their_numbers_at_their_ends_apart_from_one_another() -> None:
    drawn = lines(
        [HOMES, OTHER],
        [(2010, 3.0), (2013, 3.0)],
        behind_name="median",
        title="Homes",
        description="",
        words=WORDS,
    )
    assert re.findall(r">(1\. Żory|2\. Bytom &amp; co|median)<", drawn) == [
        "1. Żory",
        "2. Bytom &amp; co",
        "median",
    ]
    levels = [float(y) for y in re.findall(r'<text x="[^"]*" y="([^"]*)" class="ch-number"', drawn)]
    assert len(levels) == 2
    assert abs(levels[0] - levels[1]) >= 12


def test_numbers_of_eight_equal_lines_stay_apart_and_inside() -> None:
    equal = [Line(number=n, name=str(n), points=((2010, 1.0), (2011, 1.0))) for n in range(1, 9)]
    drawn = lines(equal, [], behind_name="", title="Homes", description="", words=WORDS)
    levels = [float(y) for y in re.findall(r'<text x="[^"]*" y="([^"]*)" class="ch-number"', drawn)]
    height = float(re.findall(r'viewBox="0 0 640 ([\d.]+)"', drawn)[0])
    assert [round(b - a) for a, b in pairwise(levels)] == [12] * 7
    assert max(levels) < height


def test_a_missing_year_breaks_the_line() -> None:
    drawn = lines([HOMES], [], behind_name="", title="Homes", description="", words=WORDS)
    path = re.findall(r'<path d="([^"]*)" class="ch-series-1 ch-line"/>', drawn)[-1]
    assert path.count("M") == 2


def test_nobody_with_a_figure_is_no_error() -> None:
    nobody = [Line(number=1, name="A", points=())]
    assert "<svg" in lines(nobody, [], behind_name="", title="Homes", description="", words=WORDS)
    assert len(panels(nobody, title="Homes")) == 1


def test_each_panel_marks_one_line_over_the_others() -> None:
    first, second = panels([HOMES, OTHER], title="Homes")
    assert ("ch-series-1 " in first, "ch-series-2 " in first) == (True, False)
    assert ("ch-series-1 " in second, "ch-series-2 " in second) == (False, True)
    assert "ch-group-line" in first


def test_panels_and_charts_stack_into_one_drawing() -> None:
    drawn = stacked([("Homes", panel_chart([HOMES, OTHER], title="Homes"))] * 2, title="Comparison")
    assert drawn.count(">2. Bytom &amp; co<") == 2
    assert drawn.count('viewBox="0 0 200 120"') == 4
