"""Whiskers: from where to where, on the scale of what they belong to."""

from empiria.reporting.chart import PlaceSpan, Rung, Spread, ladder, place_spans, rungs, strip
from empiria.reporting.chart.strip import EDGE, WIDTH

GROUP = Spread(values=(0.0, 50.0, 100.0), q1=25, median=50, q3=75)


def test_a_whisker_stands_on_the_scale_of_its_strip() -> None:
    drawn = strip(GROUP, 50, interval=(0, 100))
    assert f'd="M{EDGE:g} 12H{WIDTH - EDGE:g}M{EDGE:g} 8v8M{WIDTH - EDGE:g} 8v8" class="ch-you-line"' in drawn
    assert "ch-you-line" not in strip(GROUP, 50)
    assert "ch-you-line" not in strip(GROUP, None, interval=(0, 100))


def test_less_is_better_turns_it_round_and_the_edge_ends_nothing() -> None:
    mirrored = Spread(values=(0.0, 100.0), is_lower_better=True)
    assert f'd="M{EDGE:g} 12H150M150 8v8"' in strip(mirrored, 100, interval=(50, 120))


def test_rows_of_a_ranking_have_their_own() -> None:
    first, second, third = rungs(GROUP, [100, 0, None], chosen=0, intervals=[(50, 100), (0, 10), None])
    assert "ch-you-line" in first
    assert "ch-whisker" in second
    assert "ch-whisker" not in third
    rows = [Rung(place="1", name="A", value=100, end="100", interval=(50, 100))]
    assert "ch-whisker" in ladder(rows, GROUP, title="Ranking")


def test_the_scale_has_room_for_whiskers_that_reach_beyond_the_dots() -> None:
    interval = (60.0, 120.0)
    wide = GROUP.reaching([None, interval])
    assert wide.limits() == (0.0, 120.0)
    assert rungs(wide, [100], intervals=[interval])[0].count("8v8") == 2
    assert GROUP.reaching([None, (0.0, 100.0)]) is GROUP
    assert GROUP.reaching([(0.0, 1e6)]).limits()[1] == 75 + 3 * 50  # far outliers squeeze nothing


def test_the_first_place_is_at_the_right() -> None:
    first, last, none = place_spans(
        [
            PlaceSpan(place=1, ends=(1, 1)),
            PlaceSpan(place=25, ends=(13, 25), is_chosen=True),
            None,
        ],
        ranked=25,
    )
    assert 'd="M116 7h0"' in first
    assert 'd="M4 7H60M' in last
    assert none == ""
