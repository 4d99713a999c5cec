"""A city against the median of its group, said and refused."""

from dataclasses import replace

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from empiria.reporting.claims import AgainstMedian, Estimate, Interval, Quadrant, Sides, SinceYear, Verdict
from empiria.reporting.claims.difference import difference
from empiria.reporting.words import Words
from tests.unit.reporting.claims import EN, plain, polish

PL = polish()


def remark(value: float | None, median: float | None, **more: object) -> AgainstMedian:
    claim = AgainstMedian(
        figure=Estimate(value=value), median=Estimate(value=median), decimals=1, unit="%", rank=7, ranked=25
    )
    return replace(claim, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("claim", "polish", "english"),
    [
        (
            remark(68.7, 66.2),
            "68,7%, o 2,5 punktu procentowego więcej niż mediana grupy (66,2); miejsce 7. z 25",
            "68.7%, 2.5 percentage points more than the group's median (66.2); place 7 of 25",
        ),
        (
            remark(22.1, 50.4, unit="na 1000 mieszkańców", ranked=116),
            "22,1 na 1000 mieszkańców, o 28,3 mniej niż mediana grupy (50,4); miejsce 7. ze 116",
            "22.1 na 1000 mieszkańców, 28.3 less than the group's median (50.4); place 7 of 116",
        ),
        (
            remark(12, 11, unit="osób", decimals=0),
            "12 osób, o 1 osobę więcej niż mediana grupy (11); miejsce 7. z 25",
            "12 osób, 1 osób more than the group's median (11); place 7 of 25",
        ),
        (
            remark(13.0, 11.0, unit="łóżek", decimals=0),
            "13 łóżek, o 2 łóżka więcej niż mediana grupy (11); miejsce 7. z 25",
            "13 łóżek, 2 łóżek more than the group's median (11); place 7 of 25",
        ),
    ],
)
def test_a_figure_against_the_median(claim: AgainstMedian, polish: str, english: str) -> None:
    assert (plain(claim.said(PL)), plain(claim.said(EN))) == (polish, english)


@pytest.mark.parametrize(
    ("unit", "decimals", "said"),
    [
        ("persons", 0, "30 persons, 72 persons fewer than the group's median (102)"),
        ("beds", 0, "30 beds, 72 beds fewer than the group's median (102)"),
        # A mean, a share, a rate, a time and a size are measured.
        ("rooms", 2, "30.00 rooms, 72.00 rooms less than the group's median (102.00)"),
        ("%", 0, "30%, 72 percentage points less than the group's median (102)"),
        ("persons per km²", 0, "30 persons per km², 72 less than the group's median (102)"),
        ("years", 0, "30 years, 72 years less than the group's median (102)"),
        ("ha", 0, "30 ha, 72 ha less than the group's median (102)"),
        ("", 2, "30.00, 72.00 points less than the group's median (102.00)"),
    ],
)
def test_english_has_fewer_of_what_is_counted_and_less_of_the_rest(
    unit: str, decimals: int, said: str
) -> None:
    claim = remark(30, 102, unit=unit, decimals=decimals)
    assert plain(claim.said(EN)) == f"{said}; place 7 of 25"
    assert " mniej niż mediana grupy" in plain(claim.said(PL))


@pytest.mark.parametrize(
    "claim",
    [
        remark(None, 1.0),
        remark(1.0, None),
        remark(1.04, 1.01),
        remark(2.0, 1.0, rank=None),
        remark(2.0, 1.0, ranked=2),
        AgainstMedian(
            figure=Estimate(value=2.0, places=Interval(3, 9)),
            median=Estimate(value=1.0, places=Interval(5, 5)),
            decimals=1,
            unit="",
            rank=6,
            ranked=9,
        ),
    ],
)
def test_nothing_is_said_where_nothing_can_be(claim: AgainstMedian) -> None:
    assert (claim.said(PL), claim.said(EN)) == ("", "")


@given(value=st.floats(-1e4, 1e4), median=st.floats(-1e4, 1e4))
@settings(max_examples=80, deadline=None)
def test_the_direction_said_is_that_of_the_values(value: float, median: float) -> None:
    said = remark(value, median).said(EN)
    assert ("more than" in said) <= (value > median)
    assert ("less than" in said) <= (value < median)
    mirrored = remark(median, value).said(EN)
    assert bool(said) == bool(mirrored)


@pytest.mark.parametrize(
    ("unit", "decimals", "amount", "polish", "english"),
    [
        ("%", 0, 1, "1 punkt procentowy", "1 percentage point"),
        ("% ludności", 0, -3, "3 punkty procentowe", "3 percentage points"),
        ("%", 1, 1.0, "1,0 punktu procentowego", "1.0 percentage points"),
        ("", 2, 0.35, "0,35 punktu", "0.35 points"),
        ("", 0, 5, "5 punktów", "5 points"),
        ("km", 1, -2, "2,0 km", "2.0 km"),
        ("km na 100 km²", 1, 2, "2,0", "2.0"),
        ("zł za m²", 0, 7431, "7 431", "7,431"),
        ("PLN per inhabitant", 0, 12, "12", "12"),
    ],
)
def test_the_size_of_a_difference(unit: str, decimals: int, amount: float, polish: str, english: str) -> None:
    assert plain(difference(amount, decimals, unit, PL)) == polish
    assert plain(difference(amount, decimals, unit, EN)) == english


def drawn(value: float | None, *ends: float) -> Estimate:
    """A score of change with from where to where it lies: half a point to either side, or as given."""
    low, high = ends or ((value or 0) - 0.5, (value or 0) + 0.5)
    return Estimate(value=value, interval=Interval(low, high))


def test_change_against_the_group() -> None:
    claim = SinceYear(
        since=2015, score=drawn(-0.2, -0.4, 0.0), median=Estimate(value=0.1), rank=18, ranked=25
    )
    assert plain(claim.said(PL)) == "Zmiana od 2015 r.: słabsza niż mediana grupy (18. z 25)."
    assert plain(claim.said(EN)) == "Change since 2015: weaker than the group's median (18 of 25)."
    level = replace(claim, score=drawn(0.103, 0.1, 0.11))
    assert plain(level.said(PL)) == "Zmiana od 2015 r.: nie do odróżnienia od mediany grupy (18. z 25)."
    assert replace(claim, ranked=2).said(PL) == ""


def test_a_change_that_was_not_drawn_has_a_place_and_no_verdict() -> None:
    claim = SinceYear(
        since=2015, score=Estimate(value=0.04), median=Estimate(value=-0.03), rank=12, ranked=25
    )
    assert (claim.verdict, plain(claim.said(PL))) == (
        "unknown",
        "Miejsce według zmiany od 2015 r.: 12. z 25.",
    )
    assert plain(claim.said(EN)) == "Place by change since 2015: 12 of 25."
    within = replace(claim, score=drawn(0.04, -0.15, 0.15))
    assert plain(within.said(PL)) == "Zmiana od 2015 r.: nie do odróżnienia od mediany grupy (12. z 25)."


def test_a_place_by_change_next_to_the_median_is_not_on_a_side_of_it() -> None:
    """Place 29 of 55, where the median is place 28."""
    score = Estimate(value=-0.02, interval=Interval(-0.01, 0.0), places=Interval(24, 33))
    median = Estimate(value=0.02, places=Interval(28, 28))
    claim = SinceYear(since=2011, score=score, median=median, rank=29, ranked=55)
    assert plain(claim.said(PL)) == "Zmiana od 2011 r.: nie do odróżnienia od mediany grupy (29. z 55)."
    apart = replace(claim, score=replace(score, places=Interval(29, 33)))
    assert plain(apart.said(EN)) == "Change since 2011: weaker than the group's median (29 of 55)."


def corner(x: float | None, y: float | None, count: int = 25) -> Quadrant:
    zero = Estimate(value=0.0)
    return Quadrant(
        situation=Estimate(value=x),
        change=Estimate(value=y, interval=None if y is None else Interval(y - 0.5, y + 0.5)),
        situation_median=zero,
        change_median=zero,
        count=count,
    )


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (corner(1, -1), "Sytuacja: lepsza niż mediana grupy. Zmiana: słabsza niż mediana grupy."),
        (corner(-1, 1), "Sytuacja: słabsza niż mediana grupy. Zmiana: lepsza niż mediana grupy."),
        (
            corner(0.004, 0),
            "Sytuacja: nie do odróżnienia od mediany grupy. Zmiana: nie do odróżnienia od mediany grupy.",
        ),
        (corner(None, 1), "Sytuacja lub zmiana nie jest znana, dlatego punktu nie narysowano."),
        (corner(1, 1, count=2), ""),
    ],
)
def test_the_corner_of_the_quadrant(claim: Quadrant, said: str) -> None:
    assert claim.said(PL) == said


def test_a_corner_whose_change_was_not_drawn_has_both_figures() -> None:
    claim = replace(corner(1, 1), change=Estimate(value=0.04), change_median=Estimate(value=-0.03))
    assert plain(claim.said(PL)) == "Sytuacja: lepsza niż mediana grupy. Zmiana: +0,04, mediana grupy: −0,03."
    assert plain(claim.said(EN)).endswith("Change: +0.04, the group's median −0.03.")


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("more",) * 4 + ("less",) * 7, "On the better side of the group's median: 4 of 11 areas."),
        (
            ("more", "level", "less", "unknown"),
            "On the better side of the group's median: 1 of 3 areas. Cannot be told apart from it: 1 area.",
        ),
        (
            ("unclear",) * 2,
            "On the better side of the group's median: 0 of 2 areas. Cannot be told apart from it: 2 areas.",
        ),
        (("unknown",), ""),
    ],
)
def test_what_is_not_told_from_the_median_is_not_called_better(
    verdicts: tuple[Verdict, ...], said: str
) -> None:
    assert plain(Sides(verdicts=verdicts).said(Words())) == said
