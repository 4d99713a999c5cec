"""When two figures are told apart, and what is never said of them."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import assume, given, settings

from empiria.reporting.claims import Ends, Estimate, Interval, Named, Verdict, compare_figures
from empiria.reporting.words import Words

MIRRORED: dict[Verdict, Verdict] = {
    "more": "less",
    "less": "more",
    "level": "level",
    "unclear": "unclear",
    "unknown": "unknown",
}
VALUES = st.floats(-1e6, 1e6)


def around(value: float, width: float) -> Estimate:
    return Estimate(value=value, interval=Interval(value - width, value + width))


@pytest.mark.parametrize(
    ("one", "other", "decimals", "verdict"),
    [
        (2.0, 1.0, 0, "more"),
        (1.0, 2.0, 0, "less"),
        (1.04, 1.01, 1, "level"),  # both are written 1.0
        (0.149, 0.151, 1, "unclear"),  # written 0.1 and 0.2, but nothing is left of their difference
        (0.149, 0.151, 3, "less"),
        (None, 1.0, 0, "unknown"),
        (float("nan"), 1.0, 0, "unknown"),
        (1.0, float("inf"), 0, "unknown"),
    ],
)
def test_published_figures_are_told_apart_at_the_precision_shown(
    one: float | None, other: float | None, decimals: int, verdict: Verdict
) -> None:
    assert compare_figures(Estimate(value=one), Estimate(value=other), decimals) == verdict


def test_intervals_that_meet_leave_it_open() -> None:
    assert compare_figures(around(2, 0.5), around(1, 0.5), 1) == "unclear"
    assert compare_figures(around(2, 0.4), around(1, 0.5), 1) == "more"
    assert compare_figures(around(2, 0.0), around(1, 0.0), 1) == "more"


def test_a_figure_without_an_interval_is_a_point_and_places_go_before_figures() -> None:
    assert compare_figures(around(2, 0.5), Estimate(value=1.6), 1) == "unclear"
    assert compare_figures(around(2, 0.3), Estimate(value=1.6), 1) == "more"
    first = replace(around(2, 5), places=Interval(1, 3))
    assert compare_figures(first, replace(around(1, 5), places=Interval(4, 6)), 1) == "more"
    assert compare_figures(first, replace(around(-9, 1), places=Interval(3, 6)), 1) == "unclear"


def test_places_that_contradict_the_figures_tell_nothing() -> None:
    higher = replace(around(2, 0.1), places=Interval(4, 6))
    lower = replace(around(1, 0.1), places=Interval(1, 3))
    assert compare_figures(higher, lower, 1) == compare_figures(lower, higher, 1) == "unclear"


@given(one=VALUES, other=VALUES, width=st.floats(0, 1e6), decimals=st.integers(0, 4))
@settings(max_examples=150, deadline=None)
def test_no_direction_against_the_values_or_within_an_interval_and_mirrors_mirror(
    one: float, other: float, width: float, decimals: int
) -> None:
    first, second = around(one, width), around(other, width)
    verdict = compare_figures(first, second, decimals)
    if verdict == "more":
        assert one - other > 2 * width - 1e-6
        assert round(one, decimals) > round(other, decimals)
    if verdict == "less":
        assert other - one > 2 * width - 1e-6
        assert round(one, decimals) < round(other, decimals)
    assert compare_figures(second, first, decimals) == MIRRORED[verdict]


@given(values=st.lists(st.integers(-50, 50), min_size=2, max_size=8), width=st.floats(0, 30))
@settings(max_examples=100, deadline=None)
def test_ends_name_the_ends_and_nobody_at_both(values: list[int], width: float) -> None:
    figures = [Named(str(place), around(value / 10, width / 10)) for place, value in enumerate(values)]
    ends = Ends(figures=figures, decimals=0)
    assume(ends.verdict in ("more", "less"))
    assert ends.verdict == "more"
    highest, lowest = {one.name for one in ends.highest}, {one.name for one in ends.lowest}
    assert str(values.index(max(values))) in highest
    assert str(values.index(min(values))) in lowest
    assert not highest & lowest
    assert not (highest | lowest) & {one.name for one in (*ends.near_highest, *ends.near_lowest)}
    assert len(ends.said("Homes", Words())) == 1 + bool(ends.near_highest) + bool(ends.near_lowest)
