"""Numbers as readers write them, and sentences that are right for every name."""

import inspect
import re

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from empiria.reporting import sentences
from empiria.reporting.sentences import Standing
from empiria.reporting.words import Words

PL, EN = Words(language="pl"), Words(language="en")


@pytest.mark.parametrize(
    ("value", "decimals", "polish", "english"),
    [
        (7431.5, 1, "7\u00a0431,5", "7,431.5"),
        (1234567, 0, "1\u00a0234\u00a0567", "1,234,567"),
        (-0.26, 1, "−0,3", "−0.3"),
        (-0.04, 1, "0,0", "0.0"),
        (0, 2, "0,00", "0.00"),
        (None, 1, "—", "—"),
    ],
)
def test_numbers(value: float | None, decimals: int, polish: str, english: str) -> None:
    assert (PL.number(value, decimals), EN.number(value, decimals)) == (polish, english)


@given(value=st.floats(-1e9, 1e9), decimals=st.integers(0, 4))
@settings(max_examples=100, deadline=None)
def test_a_written_number_reads_back(value: float, decimals: int) -> None:
    text = PL.number(value, decimals).replace("\u00a0", "").replace(",", ".").replace("−", "-")
    assert float(text) == pytest.approx(value, abs=0.5 * 10**-decimals + 1e-6)


def test_signs_are_said_only_when_something_is_left_after_rounding() -> None:
    assert [EN.signed(v, 1) for v in (1.25, -1.25, 0.04, -0.04, None)] == ["+1.2", "−1.2", "0.0", "0.0", "—"]


def test_units_and_places() -> None:
    assert EN.quantity(5.0, 1, "%") == "5.0%"
    assert EN.quantity(None, 1, "%") == "—"
    assert EN.place(7, 25) == "7\u00a0of\u00a025"
    assert EN.place(None, 25) == "—"


@pytest.mark.parametrize(
    ("value", "polish", "english"),
    [
        (0.01, "0,01", "0.01"),
        (12.385, "12,385", "12.385"),
        (3175674.0, "3\u00a0175\u00a0674", "3,175,674"),
        (-5.0, "−5", "−5"),
        (0.1 + 0.2, "0,3", "0.3"),
    ],
)
def test_exact_numbers_have_the_decimals_they_have(value: float, polish: str, english: str) -> None:
    assert (PL.exact(value), EN.exact(value)) == (polish, english)


def test_params_of_a_message_are_written_as_the_reader_does() -> None:
    params = {"sum": 1234.5, "count": 12000, "units": "osoba", "period": 2024, "row": 12000, "flag": True}
    assert PL.params(params) == params | {"sum": "1\u00a0234,5", "count": "12\u00a0000"}
    assert EN.params(params) == params | {"sum": "1,234.5", "count": "12,000"}


def test_no_message_takes_a_name() -> None:
    assert not re.search(r"%\((name|city|unit)\)", inspect.getsource(sentences))


def test_situation_and_change_in_english() -> None:
    assert (
        sentences.situation(year=2018, rank=7, ranked=25, noun="city", words=EN)
        == "In 2018: place 7 among 25 cities of the group."
    )
    assert (
        sentences.change(since=2015, score=-0.2, median=0.1, rank=18, ranked=25, words=EN)
        == "Change since 2015: weaker than the group's median (18\u00a0of\u00a025)."
    )
    assert (
        sentences.change(since=2015, score=0.1, median=0.1, rank=None, ranked=None, words=EN)
        == "Change since 2015: equal to the group's median."
    )


def test_a_place_among_municipalities_is_said_of_the_group() -> None:
    said = sentences.situation(year=2018, rank=2, ranked=66, noun="municipality", words=EN)
    assert said == "In 2018: place 2 among 66 municipalities of the group."


def test_year_without_overall_place_says_why() -> None:
    said = [
        sentences.no_situation(year=2024, status=status, words=EN) for status in ("too few", "no group", "")
    ]
    assert said == [
        "The overall place was not computed for 2024: too few indicators have data.",
        "The overall place was not computed for 2024: no comparison group.",
        "The overall place was not computed for 2024.",
    ]


def test_best_and_weakest_come_from_their_half_only() -> None:
    standings = [Standing(title=t, rank=r, ranked=25) for t, r in (("A", 1), ("B", 3), ("C", 13), ("D", 25))]
    assert sentences.extremes(standings, count=2, words=EN) == [
        "Best places: A (1\u00a0of\u00a025), B (3\u00a0of\u00a025).",
        "Weakest places: D (25\u00a0of\u00a025).",
    ]
    assert sentences.extremes([Standing(title="C", rank=13, ranked=25)], count=2, words=EN) == []


@pytest.mark.parametrize(
    ("above", "equal", "said"),
    [
        (4, 0, "On the better side of the group's median: 4 of 11 areas."),
        (4, 1, "On the better side of the group's median: 4 of 11 areas. Exactly at it: 1 area."),
        (0, 4, "On the better side of the group's median: 0 of 11 areas. Exactly at it: 4 areas."),
    ],
)
def test_what_is_at_the_median_is_not_called_better(above: int, equal: int, said: str) -> None:
    assert sentences.above_median(above=above, equal=equal, count=11, words=EN) == said


def test_a_value_against_its_group() -> None:
    text = sentences.against_median(
        value=50.4, median=22.1, decimals=1, unit="per 1,000", words=EN, rank=25, ranked=25
    )
    assert text == "50.4\u00a0per 1,000 against 22.1 (group median) · place 25\u00a0of\u00a025"


def test_reasons_are_words_and_unknown_ones_are_shown_as_they_are() -> None:
    assert sentences.reason("missing", EN) == "no data"
    assert sentences.reason("flood", EN) == "flood"


@pytest.mark.parametrize(
    ("x", "y", "said"),
    [
        (1, 1, "Situation and change: not weaker than the group's median."),
        (1, -1, "Situation not weaker, change weaker than the group's median."),
        (None, 1, "Situation or change is not known, so the point is not drawn."),
    ],
)
def test_the_corner_of_the_quadrant(x: float | None, y: float | None, said: str) -> None:
    assert sentences.quadrant(x=x, y=y, x_median=0, y_median=0, words=EN) == said


def test_a_trend_needs_two_years() -> None:
    said = sentences.trend(first=(2003, 8.9), last=(2018, 11.9), decimals=1, unit="%", words=EN)
    assert said == "From 8.9 in 2003 to 11.9% in 2018."
    assert sentences.trend(first=None, last=None, decimals=1, unit="", words=EN) == "No figure in any year."
