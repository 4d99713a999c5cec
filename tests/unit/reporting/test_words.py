"""Numbers as readers write them, counted and with their units; what is missing and why."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from empiria.reporting import sentences
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


def test_a_unit_that_is_a_noun_follows_its_number() -> None:
    assert [PL.quantity(value, 0, "osób") for value in (1, 2, 5)] == [
        "1\u00a0osoba",
        "2\u00a0osoby",
        "5\u00a0osób",
    ]
    assert PL.quantity(1, 0, "osób", case="accusative") == "1\u00a0osobę"


def test_so_many_of_so_many() -> None:
    assert PL.share(3, 66, "municipality") == "3 z\u00a066\u00a0gmin"
    assert PL.share(7, 116, "municipality") == "7 ze\u00a0116\u00a0gmin"
    assert EN.share(1, 1, "municipality") == "1 of\u00a01\u00a0municipality"


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


def test_year_without_overall_place_says_why() -> None:
    said = [
        sentences.no_situation(year=2024, status=status, words=EN) for status in ("too few", "no group", "")
    ]
    assert said == [
        "The overall place was not computed for 2024: too few indicators have data.",
        "The overall place was not computed for 2024: no comparison group.",
        "The overall place was not computed for 2024.",
    ]


def test_reasons_are_words_and_unknown_ones_are_shown_as_they_are() -> None:
    assert sentences.reason("missing", EN) == "no data"
    assert sentences.reason("flood", EN) == "flood"


def test_who_is_missing_is_named_with_the_reason() -> None:
    said = sentences.missing([("A", "no data"), ("B", "too few figures")], EN)
    assert said == "Without a figure: A (no data) and B (too few figures)."
    assert sentences.missing([], EN) == ""
