"""The highest and the lowest of those compared, and ways through the years."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from empiria.reporting import lying
from empiria.reporting.claims import Ends, Estimate, Interval, Named, Trend, named
from tests.unit.reporting.claims import EN, plain, polish

PL = polish()


def ends(*figures: tuple[str, float | None], unit: str = "km", width: float | None = None) -> Ends:
    return Ends(
        figures=[
            Named(
                name,
                Estimate(
                    value=value,
                    interval=Interval(value - width, value + width)
                    if value is not None and width is not None
                    else None,
                ),
            )
            for name, value in figures
        ],
        decimals=1,
        unit=unit,
    )


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            ends(("A", 1.04), ("B", 3.0), ("C", 1.01), ("D", None)),
            ["Homes: highest – B (3.0 km), lowest – A and C (1.0 km)."],
        ),
        (ends(("A", 1.01), ("B", 1.04)), ["Homes: the same figure, 1.0 km."]),
        (ends(("A", 1.04), ("B", 1.06)), ["Homes: from 1.0 km to 1.1 km, which cannot be told apart."]),
        (ends(("A", 1.0), ("B", None)), []),
        (
            ends(("A", 1.0), ("B", 1.5), width=0.3),
            ["Homes: from 1.0 km to 1.5 km, which cannot be told apart."],
        ),
        (
            ends(("A", 1.0), ("B", 1.5), ("C", 2.0), width=0.3),
            [
                "Homes: highest – C (2.0 km), lowest – A (1.0 km).",
                "Cannot be told apart from the highest: B.",
                "Cannot be told apart from the lowest: B.",
            ],
        ),
    ],
)
def test_ends_of_those_compared(claim: Ends, said: list[str]) -> None:
    assert [plain(one) for one in claim.said("Homes", EN)] == said


def test_ends_in_polish() -> None:
    said = ends(("Żory", 3.0), ("Bytom", 1.0), ("Tychy", 1.0), unit="%").said("Praca", PL)
    assert said == ["Praca: najwyżej – Żory (3,0%), najniżej – Bytom i Tychy (1,0%)."]


def test_more_than_three_are_counted() -> None:
    assert plain(named("ABC", PL, "1")) == "A, B i C (1)"
    assert plain(named("ABCD", PL, "1")) == "4 gminy (1)"
    assert plain(named("ABCDE", PL)) == "5 gmin"


@pytest.mark.parametrize(
    ("points", "unit", "polish", "english"),
    [
        (
            [(2003, 8.9), (2010, None), (2018, 11.9)],
            "%",
            "2003–2018: wzrost o 3,0 punktu procentowego, od 8,9 do 11,9%.",
            "2003–2018: up by 3.0 percentage points, from 8.9 to 11.9%.",
        ),
        (
            [(2003, 11.9), (2018, 8.9)],
            "zł",
            "2003–2018: spadek o 3,0 zł, od 11,9 do 8,9 zł.",
            "2003–2018: down by 3.0 zł, from 11.9 to 8.9 zł.",
        ),
        ([(2003, 8.94), (2018, 8.91)], "", "2003–2018: bez zmiany, 8,9.", "2003–2018: no change, 8.9."),
        ([(2003, 8.9)], "", "2003: 8,9, jedyny rok z danymi.", "2003: 8.9, the only year."),
        ([(2003, None)], "", "Brak danych we wszystkich latach.", "No figure in any year."),
    ],
)
def test_a_way_through_the_years(
    points: list[tuple[int, float | None]], unit: str, polish: str, english: str
) -> None:
    claim = Trend.of(points, decimals=1, unit=unit)
    assert (plain(claim.said(PL)), plain(claim.said(EN))) == (polish, english)


def test_a_way_with_its_name() -> None:
    claim = Trend.of([(2003, 1.0), (2018, 2.5)], decimals=1, unit="osób", name="Żory")
    assert plain(claim.said(PL)) == "Żory, 2003–2018: wzrost o 1,5 osoby, od 1,0 do 2,5 osoby."
    nothing = Trend.of([], decimals=1, unit="", name="Żory")
    assert nothing.said(PL) == "Żory: brak danych we wszystkich latach."


@pytest.mark.parametrize(
    ("intervals", "polish", "english"),
    [
        ({}, "Żory: 0,1 w 2003 r., 0,5 w 2018 r.", "Żory: 0.1 in 2003, 0.5 in 2018."),
        (
            {2018: Interval(0.4, 0.6)},
            "Żory: 0,1 w 2003 r., 0,5 w 2018 r.",
            "Żory: 0.1 in 2003, 0.5 in 2018.",
        ),
        (
            {2003: Interval(0.0, 0.4), 2018: Interval(0.3, 0.6)},
            "Żory, 2003–2018: zmiana nie do odróżnienia od jej braku, od 0,1 do 0,5.",
            "Żory, 2003–2018: a change that cannot be told from none, from 0.1 to 0.5.",
        ),
        (
            {2003: Interval(0.0, 0.2), 2018: Interval(0.4, 0.6)},
            "Żory, 2003–2018: wzrost o 0,4 punktu, od 0,1 do 0,5.",
            "Żory, 2003–2018: up by 0.4 points, from 0.1 to 0.5.",
        ),
    ],
)
def test_the_way_of_a_score_is_said_only_where_both_intervals_tell_it(
    intervals: dict[int, Interval], polish: str, english: str
) -> None:
    claim = Trend.of([(2003, 0.1), (2018, 0.5)], decimals=1, unit="", name="Żory", intervals=intervals)
    assert (plain(claim.said(PL)), plain(claim.said(EN))) == (polish, english)


@given(first=st.floats(-1e4, 1e4), last=st.floats(-1e4, 1e4), decimals=st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_up_is_up_and_down_is_down(first: float, last: float, decimals: int) -> None:
    said = Trend.of([(2003, first), (2018, last)], decimals=decimals, unit="%").said(EN)
    back = Trend.of([(2003, last), (2018, first)], decimals=decimals, unit="%").said(EN)
    assert (": up by" in said) == (": down by" in back)
    assert (": up by" in said) <= (last > first)
    assert (": down by" in said) <= (last < first)
    assert (": no change" in said) == (": no change" in back)


@pytest.mark.parametrize(
    ("known", "units", "polish", "english"),
    [
        (0, 66, "W 2018 r. dane ma 0 z 66 gmin.", "In 2018, 0 of 66 municipalities have a figure."),
        (1, 66, "W 2018 r. dane ma 1 z 66 gmin.", "In 2018, 1 of 66 municipalities has a figure."),
        (3, 66, "W 2018 r. dane mają 3 z 66 gmin.", "In 2018, 3 of 66 municipalities have a figure."),
        (12, 116, "W 2018 r. dane ma 12 ze 116 gmin.", "In 2018, 12 of 116 municipalities have a figure."),
        (1, 1, "W 2018 r. dane ma 1 z 1 gminy.", "In 2018, 1 of 1 municipality has a figure."),
    ],
)
def test_coverage_agrees_with_both_its_numbers(known: int, units: int, polish: str, english: str) -> None:
    found = [
        plain(lying.coverage_sentence(year=2018, known=known, units=units, words=words)) for words in (PL, EN)
    ]
    assert found == [polish, english]


def test_extremes_name_all_that_look_the_same() -> None:
    def said(*values: float) -> str:
        figures = [Named(name, Estimate(value=value)) for name, value in zip("ABCDEF", values, strict=False)]
        return plain(lying.extremes_sentence(figures, decimals=1, unit="%", words=PL))

    assert said(0, 0.01, 5, 9) == "Najmniej: A i B (0,0); najwięcej: D (9,0); mediana: 2,5%."
    assert said(0, 0, 0, 0, 9) == "Najmniej: 4 gminy (0,0); najwięcej: E (9,0); mediana: 0,0%."
    assert said(1, 1.01, 1.02) == "Wszędzie ta sama wartość: 1,0%."
    assert said(1, 2) == ""
    assert said(1.04, 1.05, 1.06) == "Od 1,0 do 1,1, wartości nie do odróżnienia; mediana: 1,1%."


def test_extremes_tell_whose_intervals_meet_theirs() -> None:
    figures = ends(("A", 0), ("B", 1), ("C", 1.5), ("D", 3), width=0.6).figures
    assert plain(lying.extremes_sentence(figures, decimals=1, unit="", words=EN)) == (
        "Lowest: A (0.0); highest: D (3.0); median: 1.2. Cannot be told apart from the lowest: B."
    )


def test_a_median_alone_needs_three() -> None:
    assert lying.median_sentence([1, 2, 4], decimals=1, unit="", words=PL) == "Mediana: 2,0."
    assert lying.median_sentence([1, 2], decimals=1, unit="", words=PL) == ""
