"""A ranking as rows of one scale."""

import re

from empiria.reporting.chart import Rung, Spread, ladder, rungs
from empiria.reporting.chart.strip import EDGE, WIDTH

GROUP = Spread(values=(0, 50, 100), q1=25, median=50, q3=75)


def test_every_row_stands_on_the_scale_of_all_and_the_missing_one_is_not_drawn() -> None:
    first, missing, last = rungs(GROUP, [100, None, 0], chosen=2)
    assert f'<path d="M{WIDTH - EDGE:g} 12h0" class="ch-dots"/>' in first
    assert f'<path d="M{EDGE:g} 12h0" class="ch-you"/>' in last
    assert "ch-dots" not in missing + last
    assert "ch-median" in missing


def test_better_is_to_the_right_where_less_is_better() -> None:
    mirrored = Spread(values=(0, 50, 100), q1=25, median=50, q3=75, is_lower_better=True)
    assert f"M{EDGE:g} 12h0" in rungs(mirrored, [100])[0]


def test_drawing_has_a_line_for_every_row_and_says_who_is_chosen() -> None:
    rows = [
        Rung(place="1", name="Żory & co", value=100, end="100,0", is_chosen=True),
        Rung(place="", name="Bytom", value=None, end="no data"),
    ]
    drawn = ladder(rows, GROUP, title="Ranking")
    assert re.findall(r'<text[^>]*?(?: class="([^"]*)")?>([^<]*)</text>', drawn) == [
        ("ch-end", "1"),
        ("ch-you-text", "Żory &amp; co"),
        ("ch-end", "100,0"),
        ("ch-end", ""),
        ("", "Bytom"),
        ("ch-end", "no data"),
    ]
    assert drawn.count('class="ch-you"') == 1
