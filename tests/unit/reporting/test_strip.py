"""Where a strip draws its marks."""

import re

from empiria.reporting.chart import Spread, strip
from empiria.reporting.chart.strip import EDGE, MAX_DOTS, WIDTH

SVG = Spread(values=(0, 25, 50, 75, 100), q1=25, median=50, q3=75)


def path_of(svg: str, class_: str) -> str | None:
    found = re.search(rf'<path d="([^"]*)" class="{class_}"', svg)
    return found.group(1) if found else None


def test_marks_stand_where_the_values_are() -> None:
    svg = strip(SVG, 75)
    span = WIDTH - 2 * EDGE
    assert path_of(svg, "ch-median") == "M150 2V22"
    assert path_of(svg, "ch-you") == f"M{EDGE + 0.75 * span:g} 12h0"
    assert path_of(svg, "ch-dots") == "M6 12h0m72 0h0m72 0h0m72 0h0m72 0h0"


def test_better_is_to_the_right_when_less_is_better() -> None:
    mirrored = Spread(values=(0, 25, 50, 75, 100), q1=25, median=50, q3=75, is_lower_better=True)
    assert path_of(strip(mirrored, 0), "ch-you") == f"M{WIDTH - EDGE:g} 12h0"
    assert path_of(strip(SVG, 0), "ch-you") == f"M{EDGE:g} 12h0"


def test_a_missing_city_is_not_drawn_at_all() -> None:
    svg = strip(SVG, None)
    assert path_of(svg, "ch-you") is None
    assert path_of(svg, "ch-dots") == path_of(strip(SVG, 0), "ch-dots")


def test_an_empty_group_draws_the_line_only() -> None:
    svg = strip(Spread(values=()), None)
    assert sorted(re.findall(r'class="(ch-\w+)"', svg)) == ["ch-grid", "ch-strip"]


def test_equal_values_stand_in_the_middle_as_one_dot() -> None:
    assert path_of(strip(Spread(values=(3, 3, 3)), 3), "ch-dots") == "M150 12h0"


def test_a_group_of_477_is_one_path_and_small() -> None:
    svg = strip(Spread(values=tuple((n * 37) % 477 for n in range(477)), q1=120, median=240, q3=360), 10)
    assert MAX_DOTS < 477
    assert svg.count("ch-columns") == 1
    assert "ch-dots" not in svg
    assert len(svg) < 2500


def test_far_outliers_do_not_squeeze_the_rest() -> None:
    values = (*range(1, 20), 10_000)
    scale = Spread(values=values, q1=5, median=10, q3=15).scale()
    assert scale(15) - scale(5) > WIDTH / 6
    assert scale(10_000) == WIDTH - EDGE


def test_a_strip_speaks_only_when_it_is_given_words() -> None:
    assert 'aria-hidden="true"' in strip(SVG, 1)
    assert 'role="img" aria-label="Zdrowie: 3. z 25"' in strip(SVG, 1, label="Zdrowie: 3. z 25")


def test_of_two_neither_a_median_nor_a_middle_half_is_drawn() -> None:
    svg = strip(Spread(values=(0, 100), q1=25, median=50, q3=75), 100)
    assert "ch-median" not in svg
    assert "ch-band" not in svg
    assert "ch-dots" in svg
    assert "ch-median" in strip(Spread(values=(0, 50, 100), q1=25, median=50, q3=75), 100)
