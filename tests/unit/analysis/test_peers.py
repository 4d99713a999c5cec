"""Peers: cases worked out by hand, plain counting, and what must make no difference."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empiria.analysis.errors import InputError
from empiria.analysis.index import compute_index
from empiria.analysis.peers import (
    Space,
    as_comparison_group,
    explain_peers,
    find_peers,
    lay_space,
    left_out,
    peer_stability,
)
from empiria.analysis.traits import TRAITS, Trait, read_traits
from tests.unit.analysis.samples import column, observations, recipe, units

Values = Mapping[str, Sequence[float | None]]
# Of (1, 2, 3, 4, 5) mean 3, deviation √2.5; of (0, 0, 0, 0, 10) mean 2, deviation √20.
X, Y = [1.0, 2.0, 3.0, 4.0, 5.0], [0.0, 0.0, 0.0, 0.0, 10.0]


def space(values: Values, *traits: Trait) -> Space:
    count = len(next(iter(values.values())))
    return lay_space(observations(values), units(count), traits or tuple(Trait(name) for name in values))


def test_distances_are_as_worked_out_by_hand() -> None:
    # From c to b and d: x differs by 1/√2.5 = 0.632456, y by 0; with weights 3 and 1, d = √(3·0.4/4) = 0.547723; b comes
    # before d. To a: twice that. To e: x by 2/√2.5, y by 10/√20; d = √((3·1.6 + 5)/4) = 1.565248.
    found = find_peers(space({"x": X, "y": Y}, Trait("x", 3), Trait("y")), unit="c")
    assert found.columns == ["unit", "peer", "position", "distance", "x", "y"]
    assert found.select("unit", "peer", "position").rows() == [
        ("c", "b", 1), ("c", "d", 2), ("c", "a", 3), ("c", "e", 4),
    ]  # fmt: skip
    assert found["distance"].to_list() == pytest.approx([0.547723, 0.547723, 1.095445, 1.565248], abs=1e-6)
    step = 1 / math.sqrt(2.5)
    assert found["x"].to_list() == pytest.approx([-step, step, -2 * step, 2 * step])
    assert found["y"].to_list() == pytest.approx([0, 0, 0, 10 / math.sqrt(20)])


def test_logarithms_make_a_doubling_count_the_same() -> None:
    found = find_peers(space({"x": [1, 2, 4, 8, -1]}, Trait("x", transform="log")), unit="b")
    assert found["peer"].to_list() == ["a", "c", "d"]  # e has no logarithm
    assert found["distance"][0] == found["distance"][1]


def test_a_missing_trait_is_left_out_and_too_few_are_not_compared() -> None:
    values = {"x": [1.0, 2.0, None, 4.0], "y": [1.0, 2.0, 3.0, None], "z": [1.0, 2.0, 4.0, None]}
    laid = space(values)
    found = find_peers(laid, unit="a")
    # c shares y and z, two thirds of the weight; d only x.
    assert found["peer"].to_list() == ["b", "c"]
    assert left_out(laid, unit="a") == {"d": ("y", "z")}
    assert found["x"].to_list()[1] is None
    spread = [np.std([1, 2, 3], ddof=1), np.std([1, 2, 4], ddof=1)]
    assert found["distance"][1] == pytest.approx(math.sqrt(((2 / spread[0]) ** 2 + (3 / spread[1]) ** 2) / 2))
    with pytest.raises(InputError, match="“d” lacks too many of the traits to be compared: y, z"):
        find_peers(space(values), unit="d")


def test_a_trait_that_never_varies_tells_nobody_apart() -> None:
    with_it = find_peers(space({"x": X, "same": [7.0] * 5}), unit="a")
    without = find_peers(space({"x": X}), unit="a")
    assert with_it["peer"].to_list() == without["peer"].to_list()
    assert set(with_it["same"]) == {0.0}


tables = st.integers(0, 2**32 - 1).map(np.random.default_rng)


@settings(max_examples=25, deadline=None)
@given(tables, st.integers(1, 8))
def test_all_against_all_is_what_plain_counting_gives(random: np.random.Generator, count: int) -> None:
    # Few distinct numbers, so that distances tie; gaps.
    raw = random.choice([1.0, 2.0, 3.0, 10.0, np.nan], (7, 3), p=[0.3, 0.2, 0.2, 0.1, 0.2])
    raw[0] = 1.0
    weights = [1.0, 2.0, 0.5]
    values = {name: [None if math.isnan(x) else x for x in raw[:, slot]] for slot, name in enumerate("xyz")}
    laid = space(values, *(Trait(name, weight) for name, weight in zip("xyz", weights, strict=True)))
    found = find_peers(laid, count=count)
    known = [[x for x in raw[:, slot] if not math.isnan(x)] for slot in range(3)]
    spread = [float(np.std(part, ddof=1)) if len(set(part)) > 1 else math.inf for part in known]
    for one in range(7):
        listed = []
        for other in range(7):
            shared = [slot for slot in range(3) if not np.isnan(raw[[one, other], slot]).any()]
            weight = sum(weights[slot] for slot in shared)
            if other == one or weight < 1.75:
                continue
            squares = sum(weights[s] * ((raw[one, s] - raw[other, s]) / spread[s]) ** 2 for s in shared)
            listed.append((round(math.sqrt(squares / weight), 7), "abcdefg"[other]))
        rows = found.filter(pl.col("unit") == "abcdefg"[one])
        assert rows["position"].to_list() == list(range(1, len(rows) + 1))
        assert [
            (round(distance, 7), peer) for distance, peer in rows.select("distance", "peer").rows()
        ] == sorted(listed)[:count]


@settings(max_examples=15, deadline=None)
@given(tables)
def test_neither_units_of_measurement_nor_the_order_of_rows_matter(random: np.random.Generator) -> None:
    points = random.normal(size=(6, 2)).round(3)
    first = observations({"x": points[:, 0].tolist(), "y": points[:, 1].tolist()})
    other = observations({"x": (1000 * points[:, 0] - 7).tolist(), "y": (-points[:, 1]).tolist()})
    traits = (Trait("x"), Trait("y"))
    one, two = (
        find_peers(lay_space(table, people, traits))
        for table, people in (
            (first, units(6)),
            (other.sample(fraction=1, shuffle=True, seed=1), units(6)[::-1]),
        )
    )
    assert one.select("unit", "peer", "position").equals(two.select("unit", "peer", "position"))
    assert one["distance"].to_list() == pytest.approx(two["distance"].to_list())
    pairs = {(unit, peer): distance for unit, peer, distance in one.select("unit", "peer", "distance").rows()}
    assert all(pairs[peer, unit] == distance for (unit, peer), distance in pairs.items())


def test_stability_says_where_the_peers_stood_in_every_year() -> None:
    earlier = observations({"x": [1, 5, 1.5, 9]}, period=2019)
    laid = lay_space(pl.concat([earlier, observations({"x": [1, 2, 4, None]})]), units(4), (Trait("x"),))
    peers = find_peers(laid, unit="a", count=1)
    assert peers["peer"].to_list() == ["b"]
    found = peer_stability(laid, peers).select("unit", "peer", "period", "position").rows()
    assert found == [("a", "b", 2019, 2), ("a", "b", 2020, 1)]
    assert find_peers(laid, unit="a", period=2019)["peer"].to_list() == ["c", "b", "d"]
    all_now = peer_stability(laid, find_peers(laid, unit="a", period=2019))
    assert all_now.filter(peer="d", period=2020)["position"].to_list() == [None]


def test_reasons_say_which_traits_are_close_and_which_are_not() -> None:
    laid = space({"x": X, "y": Y, "z": [1.0, 1.0, None, 1.0, 1.0]})
    found = explain_peers(laid, find_peers(laid, unit="c").filter(pl.col("peer").is_in(["b", "e"])))
    assert found.select("peer", "indicator", "reading").rows() == [
        ("b", "x", ""), ("b", "y", "close"), ("b", "z", ""), ("e", "x", "apart"), ("e", "y", "apart"), ("e", "z", ""),
    ]  # fmt: skip
    # x by 2/√2.5, squared 1.6; y by 10/√20, squared 5.
    assert found["share"].to_list() == [
        1.0,
        0.0,
        None,
        pytest.approx(1.6 / 6.6),
        pytest.approx(5 / 6.6),
        None,
    ]


def test_peers_are_a_group_to_compare_in() -> None:
    tables = observations({"x": X, "y": Y}), units(5)
    peers = find_peers(lay_space(*tables, (Trait("x"),)), unit="b", count=2)
    grouped = as_comparison_group(tables[1], peers)
    assert grouped["peers"].to_list() == ["b", "b", "b", None, None]
    scores = compute_index(recipe("x", compare="peers"), tables[0], grouped).scores
    assert column(scores, "x") == [-1.0, 0.0, 1.0, None, None]
    with pytest.raises(InputError, match="“peers” is there already"):
        as_comparison_group(grouped, peers)


def test_what_cannot_be_compared_is_refused() -> None:
    apart = pl.concat([observations({"x": X}), observations({"y": Y}, period=2021)])
    traits = (Trait("x"), Trait("y"))
    with pytest.raises(InputError, match="there is no period in which every trait is observed: x, y"):
        lay_space(apart, units(5), traits)
    with pytest.raises(InputError, match="node “y”: the indicator has no observation"):
        lay_space(observations({"x": X}), units(5), traits)
    laid = space({"x": X})
    with pytest.raises(InputError, match="the unit “q” is not among the units"):
        find_peers(laid, unit="q")
    with pytest.raises(InputError, match="not every trait is observed in 1999; all are in: 2020"):
        find_peers(laid, period=1999)


def test_traits_are_read_as_a_command_line_names_them() -> None:
    assert read_traits(None, None) == TRAITS
    assert read_traits("a, bdl:72305,bdl:1:log", None) == (
        Trait("a"), Trait("bdl:72305"), Trait("bdl:1", transform="log"),
    )  # fmt: skip
    assert [trait.weight for trait in read_traits("a,b:sqrt", "2,0.5")] == [2, 0.5]
    assert [trait.weight for trait in read_traits("a,b", "b=3")] == [1, 3]


@pytest.mark.parametrize(
    ("indicators", "weights", "told"),
    [
        (None, "1", "the default set has its own"),
        ("a,,b", None, "cannot be a trait"),
        ("a,a:log", None, "“a” cannot be a trait"),
        ("a,peer", None, "“peer” cannot be a trait"),
        ("a,b", "1", "expected 2 weights, as many as there are indicators; found 1"),
        ("a,b", "c=1", "there is a weight for “c”"),
        ("a,b", "1,many", "expected a weight of at least 0, found “many”"),
        ("a,b", "1,-1", "expected a weight of at least 0, found “-1”"),
        ("a,b", "1,nan", "expected a weight of at least 0, found “nan”"),
        ("a,b", "0,0", "all zero"),
    ],
)
def test_traits_that_make_no_sense_are_refused(
    indicators: str | None, weights: str | None, told: str
) -> None:
    with pytest.raises(InputError, match=told):
        read_traits(indicators, weights)
