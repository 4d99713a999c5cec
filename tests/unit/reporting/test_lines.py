"""Lines over years: gaps stay gaps."""

import re

from empiria.reporting.chart import sparkline, timeline
from empiria.reporting.chart.scale import Scale, decimals_of, ticks
from empiria.reporting.chart.sparkline import line_path
from empiria.reporting.words import Words

X, Y = Scale(2003, 2007, 0, 40), Scale(0, 10, 10, 0)


def test_a_line_breaks_where_a_year_is_missing_and_a_lone_year_is_a_dash() -> None:
    points = [(2003, 0.0), (2004, 10.0), (2005, None), (2006, 5.0), (2007, None)]
    assert line_path(points, X, Y) == "M0 10L10 0M28 5h4"


def test_a_year_that_is_not_listed_breaks_the_line_too() -> None:
    assert line_path([(2003, 1.0), (2005, 1.0)], X, Y) == "M-2 9h4M18 9h4"


def test_a_missing_value_is_never_drawn_at_zero() -> None:
    group = [(2003, 5.0), (2004, 5.0), (2005, 5.0)]
    svg = sparkline([(2003, 5.0), (2004, None), (2005, 6.0)], group)
    city = re.search(r'd="([^"]*)" class="ch-you-line"', svg)
    assert city
    assert (
        city.group(1) == "M2 23.1h4M112 4.9h4"
    )  # two years alone, nothing between them and nothing at the bottom


def test_no_figure_at_all_draws_nothing() -> None:
    assert sparkline([(2003, None)], [(2003, 4.0)]) == ""


def test_ticks_are_round_and_inside() -> None:
    assert ticks(0, 100) == [0, 50, 100]
    assert ticks(1.3, 9.1) == [2, 4, 6, 8]
    assert ticks(7, 95) == [20, 40, 60, 80]
    assert decimals_of(ticks(0.1, 0.5)) == 1
    assert ticks(3, 3) == [3]


def test_a_timeline_names_its_lines_and_years_without_crowding() -> None:
    svg = timeline(
        [(year, float(year)) for year in range(2003, 2025)],
        [(year, 2000.0) for year in range(2003, 2025)],
        title="Ludność",
        description="",
        name="Przemyśl",
        words=Words(language="pl"),
    )
    assert ">Przemyśl<" in svg
    assert ">2024<" in svg
    assert ">2023<" not in svg
