"""Situation against change."""

import re
from itertools import combinations

import hypothesis.strategies as st
from hypothesis import given, settings

from empiria.reporting.chart import Position, quadrant
from empiria.reporting.chart.labels import Box, text_width
from empiria.reporting.words import Words

names = st.sampled_from(["Przemyśl", "Łódź", "Jastrzębie-Zdrój", "Żory", "Gorzów Wielkopolski", "Chełm"])
numbers = st.floats(-3, 3)


def draw(positions: list[Position]) -> str:
    return quadrant(
        positions,
        title="Sytuacja i zmiana",
        description="",
        x_title="sytuacja",
        y_title="zmiana",
        words=Words(),
    )


def boxes(svg: str) -> list[Box]:
    """The box of every text that is not turned."""
    found = re.findall(
        r'<text x="([\d.]+)" y="([\d.]+)" class="(ch-(?:label|you-text|corner)[^"]*)">([^<]*)<', svg
    )
    result = []
    for x, y, classes, content in found:
        size = 14.5 if "you" in classes else 11.0 if "corner" in classes else 12.0
        wide = text_width(content, size)
        left = float(x) - (wide if "ch-end" in classes else wide / 2 if "ch-middle" in classes else 0)
        result.append(Box(left + 0.2, float(y) - size * 0.7, left + wide - 0.2, float(y) + size * 0.2))
    return result


@given(points=st.lists(st.tuples(names, numbers, numbers), min_size=1, max_size=40))
@settings(max_examples=40, deadline=None)
def test_no_two_texts_ever_overlap(points: list[tuple[str, float, float]]) -> None:
    positions = [Position(name=n, x=x, y=y, is_subject=i == 0) for i, (n, x, y) in enumerate(points)]
    labels = boxes(draw(positions))[4:]  # after the four corners
    assert not [pair for pair in combinations(labels, 2) if pair[0].overlaps(pair[1])]


def test_axes_cross_at_the_medians() -> None:
    svg = draw([Position(name=str(n), x=float(n), y=float(n)) for n in (-1, 0, 1)])
    middle = re.search(r'd="M([\d.]+) 10V370M32 ([\d.]+)H470"', svg)
    assert middle
    assert middle.groups() == ("251", "190")


def test_units_without_both_figures_are_not_drawn() -> None:
    known = [Position(name="A", x=1.0, y=1.0), Position(name="B", x=2.0, y=0.0)]
    assert draw([*known, Position(name="C", x=None, y=1.0)]) == draw(known)
    assert "No unit of the group has both figures." in draw([Position(name="C", x=None, y=1.0)])


def test_few_units_are_links_and_many_are_one_path() -> None:
    def positions(count: int) -> list[Position]:
        return [
            Position(name=f"M{n}", x=n % 17, y=n % 13, url=f"/monitor/{n}/", is_subject=n == 0)
            for n in range(count)
        ]

    few, many = draw(positions(25)), draw(positions(477))
    assert few.count("<a ") == 24
    assert 'role="group"' in few
    assert many.count("<a ") == 0
    assert many.count("<circle") == 1
    assert 'role="img"' in many


def test_names_are_escaped() -> None:
    svg = draw([Position(name='<script>"&', x=0, y=0, url="/x?a=1&b=2"), Position(name="B", x=1, y=1)])
    assert "<script>" not in svg
    assert "/x?a=1&amp;b=2" in svg
