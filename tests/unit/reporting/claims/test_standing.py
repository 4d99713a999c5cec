"""Places: of the whole, of its parts, at the ends of a ranking, and how they moved."""

import pytest

from empiria.reporting.claims import (
    Estimate,
    Interval,
    Moved,
    OwnPlace,
    RankedName,
    RankingEnds,
    Situation,
    Standing,
    Standings,
)
from tests.unit.reporting.claims import EN, plain, polish

PL = polish()


@pytest.mark.parametrize(
    ("claim", "polish", "english"),
    [
        (
            Situation(year=2018, rank=7, ranked=25, noun="city"),
            "2018 r.: 7. miejsce wśród 25 miast grupy.",
            "In 2018: place 7 among 25 cities of the group.",
        ),
        (
            Situation(year=2018, rank=2, ranked=22, noun="municipality"),
            "2018 r.: 2. miejsce wśród 22 gmin grupy.",
            "In 2018: place 2 among 22 municipalities of the group.",
        ),
        (
            Situation(year=2018, rank=7, ranked=25, noun="city", interval=Interval(4, 12)),
            "2018 r.: 7. miejsce wśród 25 miast grupy; przy innych wyborach metody od 4. do 12.",
            "In 2018: place 7 among 25 cities of the group; by other choices of method 4 to 12.",
        ),
        (
            Situation(year=2018, rank=1, ranked=2, noun="city"),
            "2018 r.: porównywanych jest zbyt mało, by mówić o miejscu.",
            "In 2018: too few are compared to speak of a place.",
        ),
    ],
)
def test_place_of_the_whole(claim: Situation, polish: str, english: str) -> None:
    assert (plain(claim.said(PL)), plain(claim.said(EN))) == (polish, english)


def test_best_and_weakest_come_from_their_half_only() -> None:
    places = [Standing(title=t, rank=r, ranked=25) for t, r in (("A", 1), ("B", 3), ("C", 13), ("D", 25))]
    said = [plain(one) for one in Standings(places=places, count=2).said(PL)]
    assert said == ["Najwyższe miejsca: A (1. z 25) i B (3. z 25).", "Najniższe miejsca: D (25. z 25)."]
    assert Standings(places=places[:2], count=2).said(PL) == []


def test_who_shares_the_last_place_that_is_named_is_named_too() -> None:
    """Krosno 2018: three of its areas are fifth of seven, and two of five parts share each end."""
    krosno = [("Building", 7), ("Transport", 5), ("Networks", 5), ("Schools", 4), ("Trade", 1)]
    said = Standings(places=[Standing(title=t, rank=r, ranked=7) for t, r in krosno], count=2).said(EN)
    assert [plain(one) for one in said] == [
        "Best places: Trade (1 of 7).",
        "Weakest places: Building (7 of 7), Networks (5 of 7) and Transport (5 of 7).",
    ]


def test_a_place_whose_interval_leaves_its_half_is_neither_best_nor_weakest() -> None:
    halves = [
        Standing(title="A", rank=rank, ranked=25, interval=Interval(*interval)).half
        for rank, interval in ((2, (1, 12)), (2, (1, 13)), (24, (13, 25)), (24, (14, 25)))
    ]
    assert halves == ["upper", "neither", "neither", "lower"]
    assert Standing(title="A", rank=1, ranked=2).half == "neither"


def ranking(*rows: tuple[str, float, int | None], width: float | None = None) -> RankingEnds:
    return RankingEnds(
        year=2018,
        rows=[
            RankedName(
                name,
                Estimate(
                    value=value, interval=None if width is None else Interval(value - width, value + width)
                ),
                place,
            )
            for name, value, place in rows
        ],
        decimals=1,
        unit="",
    )


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            ranking(("Żory", 2, 1), *((name, 1, 2) for name in "ABCD")),
            ["W 2018 r. pierwsze miejsce: Żory (2,0); ostatnie: 4 gminy (1,0)."],
        ),
        (
            ranking(("Żory", 2, 1), ("A", 1.5, 2), ("B", 1, 3), ("C", 1, 3)),
            ["W 2018 r. pierwsze miejsce: Żory (2,0); ostatnie: B i C (1,0)."],
        ),
        (
            ranking(("Żory", 2, 1), ("A", 1.96, 2), ("B", 1, 3)),
            [
                "W 2018 r. pierwsze miejsce: Żory (2,0); ostatnie: B (1,0).",
                "Nie do odróżnienia od pierwszego miejsca: A.",
            ],
        ),
        (
            ranking(("Żory", 2, 1), ("A", 1.5, 2), ("B", 0, 3), width=0.3),
            [
                "W 2018 r. pierwsze miejsce: Żory (2,0); ostatnie: B (0,0).",
                "Nie do odróżnienia od pierwszego miejsca: A.",
            ],
        ),
        (
            ranking(("Żory", 2, 1), ("A", 1.5, 2), ("B", 1, 3), width=0.5),
            ["W 2018 r. pierwszego miejsca nie da się odróżnić od ostatniego."],
        ),
        (
            ranking(("Żory", 2.04, 1), ("A", 2.04, 1)),
            ["W 2018 r. wszystkie gminy (2) mają tę samą wartość: 2,0."],
        ),
        (
            ranking(("Żory", 2.04, 1), ("A", 1.97, 2)),
            ["W 2018 r. pierwszego miejsca nie da się odróżnić od ostatniego."],
        ),
        (
            ranking(("Żory", 2.06, None), ("A", 2.04, None)),
            ["W 2018 r. największej wartości nie da się odróżnić od najmniejszej."],
        ),
        (
            ranking(("Żory", 2.0, None), ("A", 1.97, None), ("B", 1, None)),
            ["W 2018 r. największa wartość: Żory i A (2,0); najmniejsza: B (1,0)."],
        ),
    ],
)
def test_ends_of_a_ranking(claim: RankingEnds, said: list[str]) -> None:
    assert [plain(one) for one in claim.said(PL)] == said


@pytest.mark.parametrize(
    ("places", "polish", "english"),
    [
        (-4, "o 4 miejsca niżej niż w 2015 r. (13. z 25)", "4 places lower than in 2015 (13 of 25)"),
        (-12, "o 12 miejsc niżej niż w 2015 r. (13. z 25)", "12 places lower than in 2015 (13 of 25)"),
        (1, "o 1 miejsce wyżej niż w 2015 r. (13. z 25)", "1 place higher than in 2015 (13 of 25)"),
        (0, "tak samo jak w 2015 r. (13. z 25)", "the same as in 2015 (13 of 25)"),
    ],
)
def test_a_move_is_said_with_its_direction_and_none_as_none(places: int, polish: str, english: str) -> None:
    claim = Moved(since=2015, rank=13, ranked=25, places=places)
    assert (plain(claim.said(PL)), plain(claim.said(EN))) == (polish, english)


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        # Nowy Sącz, 50–100 thousand, 2018 against 2015: the place then lies beyond the interval of now.
        ((8, 14), (12, 17), ", nie do odróżnienia od miejsca w 2015 r. (15. z 25)."),
        ((8, 12), (12, 17), ", nie do odróżnienia od miejsca w 2015 r. (15. z 25)."),
        ((8, 11), (12, 17), ", o 5 miejsc wyżej niż w 2015 r. (15. z 25)."),
        ((8, 11), None, ", w 2015 r.: 15. z 25."),
        (None, (12, 17), ", w 2015 r.: 15. z 25."),
    ],
)
def test_a_score_moved_where_the_intervals_of_both_places_lie_apart(
    now: tuple[int, int] | None, then: tuple[int, int] | None, said: str
) -> None:
    moved = Moved(
        since=2015,
        rank=15,
        ranked=25,
        places=5,
        now=Interval(*now) if now else None,
        then=Interval(*then) if then else None,
        is_score=True,
    )
    claim = OwnPlace(name="Nowy Sącz", year=2018, rank=10, ranked=25, moved=moved)
    assert plain(claim.said(PL)) == f"Nowy Sącz: 10. z 25 w 2018 r.{said}"
