"""Intervals and shares: cases worked out by hand, and what must hold of every recipe."""

from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings

from empiria.analysis.errors import InputError
from empiria.analysis.index import compute_index
from empiria.analysis.recipe import Recipe, Uncertainty
from empiria.analysis.uncertainty import UncertaintyResult, compute_uncertainty
from tests.unit.analysis.samples import ENGINES, column, observations, recipe, units
from tests.unit.analysis.strategies import recipes, tables
from tests.unit.analysis.test_properties import Tables, assert_near, quick

QUANTILES = ("p05", "p50", "p95")
EVERYTHING = {
    "weights": 0.25,
    "normalise": ["zscore", "minmax"],
    "aggregate": ["mean", "geometric"],
    "leave_out": True,
}
NUMBERS = {"x": [1.0, 4.0, 2.0, 8.0, 5.0], "y": [3.0, 1.0, 4.0, 1.5, 9.0], "z": [2.0, 6.0, 5.0, 3.0, 5.5]}


def uncertain(*leaves: Any, replicates: int = 200, seed: int = 1, **keys: Any) -> UncertaintyResult:
    """Leaves x, y, z over the NUMBERS, or over `values`."""
    values = keys.pop("values", NUMBERS)
    specification = recipe(*(leaves or values), **keys)
    count = len(next(iter(values.values())))
    return compute_uncertainty(
        specification, observations(values), units(count), replicates=replicates, seed=seed
    )


def intervals(result: UncertaintyResult, what: str, node: str = "index") -> list[tuple[float, ...]]:
    """Of every unit the three quantiles of a node's score or rank."""
    rows = result.intervals.filter(pl.col("node") == node)
    return rows.select(f"{what}_{name}" for name in QUANTILES).rows()


def test_a_toy_of_two_units_is_as_worked_out_by_hand() -> None:
    # Values are scores (none), their mean is the index, and one of three leaves is left out:
    #   a = (0, 0, 3): without x (0 + 3)/2 = 1.5, without y 1.5, without z (0 + 0)/2 = 0
    #   b = (1, 1, 1): always 1
    # Each happens a third of the time. So a has 0 in a third of the replicates and 1.5 in the rest: its 5th percentile is
    # 0, its 50th and 95th 1.5. It is second when it has 0, first otherwise; b the other way round: second in two thirds.
    result = uncertain(
        values={"x": [0, 1], "y": [0, 1], "z": [3, 1]},
        normalise={"method": "none"},
        uncertainty={"leave_out": True},
        replicates=1000,
    )
    assert intervals(result, "score") == [(0.0, 1.5, 1.5), (1.0, 1.0, 1.0)]
    assert intervals(result, "rank") == [(1.0, 1.0, 2.0), (1.0, 2.0, 2.0)]
    # What moves has one source, so all of its variance is of that.
    assert result.sensitivity.filter(pl.col("node") == "index").rows() == [("index", 2020, "leave_out", 1, 1)]


@pytest.mark.parametrize("choice", list(EVERYTHING))
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_choice_that_is_the_only_one_has_the_whole_variance(choice: str, seed: int) -> None:
    found = uncertain(uncertainty={choice: EVERYTHING[choice]}, replicates=100, seed=seed).sensitivity
    moved = found.drop_nulls("total")
    assert moved.select("first_order", "total").rows() == [(1.0, 1.0)] * len(moved)


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_choice_never_has_more_of_the_variance_alone_than_together(seed: int) -> None:
    found = uncertain(uncertainty=EVERYTHING, replicates=64, seed=seed).sensitivity.drop_nulls("total")
    assert len(found)
    assert found.filter(pl.col("first_order") > pl.col("total")).is_empty()


def test_weights_move_as_their_distribution_says() -> None:
    # a = (1, 0) with weights f, g uniform between 0.5 and 1.5: the score is f/(f + g). For r between 1/3 and 1
    # P(f/g ≤ r) is an integral over a triangle, 1.125·r + 0.125/r − 0.75, which is 0.05 at
    # r = (0.8 + √(0.64 − 0.5625)) / 2.25 = 0.479284: the 5th percentile is r/(1 + r) = 0.323997. By symmetry the 50th is
    # 0.5 and the 95th 0.676003. (0.01 is four standard errors at 5,000 replicates.)
    result = uncertain(
        values={"x": [1, 0], "y": [0, 1]},
        normalise={"method": "none"},
        uncertainty={"weights": 0.5},
        replicates=5000,
    )
    assert intervals(result, "score")[0] == pytest.approx((0.323997, 0.5, 0.676003), abs=0.01)


@settings(quick, max_examples=10)
@given(recipes(treats=True), tables())
def test_with_no_choices_declared_intervals_are_the_index_itself(
    recipe: Recipe, given_tables: Tables
) -> None:
    scores = compute_index(recipe, *given_tables).scores
    result = compute_uncertainty(recipe, *given_tables, replicates=3)
    keys = ["unit", "period", "node"]
    assert result.intervals.select(keys).equals(scores.select(keys))
    for name in QUANTILES:
        assert_near(result.intervals[f"score_{name}"].to_list(), scores["score"].to_list(), name)
        assert result.intervals[f"rank_{name}"].to_list() == scores["rank"].to_list()
    assert result.sensitivity.is_empty()
    if recipe.change is None:
        return
    changes = compute_uncertainty(recipe, *given_tables, are_changes=True, replicates=3).intervals
    assert_near(changes["score_p95"].to_list(), scores["change_score"].to_list(), "change")
    assert changes["rank_p05"].to_list() == scores["change_rank"].to_list()


def test_the_change_is_drawn_as_an_index_of_the_differences_with_the_same_choices() -> None:
    earlier = {name: [7.0, 2.0, 3.0, 6.0, 1.0] for name in NUMBERS}
    differences = {
        name: [now - then for now, then in zip(column, earlier[name], strict=True)]
        for name, column in NUMBERS.items()
    }
    both = pl.concat([observations(earlier, period=2019), observations(NUMBERS)])
    specification = recipe(*NUMBERS, change={"periods": 1}, uncertainty=EVERYTHING)
    found = compute_uncertainty(
        specification, both, units(5), are_changes=True, replicates=200, periods=[2020]
    )
    expected = uncertain(values=differences, uncertainty=EVERYTHING)
    for name in expected.intervals.columns[3:]:
        assert_near(found.intervals[name].to_list(), expected.intervals[name].to_list(), name)
    assert found.sensitivity.is_empty()


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_wider_weights_never_give_a_narrower_mean_interval(seed: int) -> None:
    inner = {"code": "inner", "children": [{"code": "x"}, {"code": "y", "direction": "down"}]}
    tree = {"code": "index", "children": [inner, {"code": "z"}]}
    values = {**NUMBERS, "y": [None, *NUMBERS["y"][1:]]}
    widths = []
    for weights in (0, 0.1, 0.25, 0.5, 1):
        result = uncertain(
            tree=tree, values=values, seed=seed, replicates=60, uncertainty={"weights": weights}
        )
        table = result.intervals
        widths.append([(table[f"{what}_p95"] - table[f"{what}_p05"]).mean() for what in ("score", "rank")])
    scores, ranks = zip(*widths, strict=True)
    assert list(scores) == sorted(scores)
    assert list(ranks) == sorted(ranks)
    assert (scores[0], ranks[0]) == (0, 0)
    assert scores[-1] > 0


def test_the_same_seed_gives_the_same_and_another_one_does_not() -> None:
    first, again, other = (uncertain(uncertainty=EVERYTHING, seed=seed) for seed in (7, 7, 8))
    assert first.intervals.equals(again.intervals)
    assert first.sensitivity.equals(again.sensitivity)
    assert not first.intervals.equals(other.intervals)


@pytest.mark.parametrize("engine", ENGINES)
def test_engines_agree(engine: str) -> None:
    tables = (observations(NUMBERS), units(5))
    found = compute_uncertainty(
        recipe(*NUMBERS, uncertainty=EVERYTHING), *tables, replicates=50, engine=engine
    ).intervals
    expected = uncertain(uncertainty=EVERYTHING, replicates=50).intervals
    for name in found.columns[3:]:
        assert_near(found[name].to_list(), expected[name].to_list(), name)


def test_scores_of_different_normalisations_are_standardised() -> None:
    mixed = intervals(uncertain(uncertainty={"normalise": ["zscore", "minmax"]}), "score", "x")
    # A leaf is the same but for its units: once standardised, no interval is left.
    assert [low for low, _, _ in mixed] == pytest.approx([high for _, _, high in mixed])
    assert sum(middle for _, middle, _ in mixed) == pytest.approx(0)
    plain = intervals(uncertain(uncertainty={"normalise": ["minmax"]}), "score", "x")
    assert (min(plain)[0], max(plain)[2]) == (0.0, 1.0)


def test_geometric_means_are_taken_of_scores_between_1_and_100() -> None:
    # x from 1 to 8: a has 1, d 100; c = 1 + 99/7.
    result = uncertain("x", uncertainty={"aggregate": ["geometric"]})
    expected = [1, 1 + 99 * 3 / 7, 1 + 99 / 7, 100, 1 + 99 * 4 / 7]
    assert [middle for _, middle, _ in intervals(result, "score")] == pytest.approx(expected)


def test_a_method_keeps_its_own_options_where_it_is_drawn() -> None:
    own = {"method": "minmax", "low": 10, "high": 20}
    result = uncertain("x", normalise=own, uncertainty={"normalise": ["minmax"]})
    assert intervals(result, "score")[0] == (10, 10, 10)


def test_a_missing_value_leaves_the_interval_empty_and_moves_no_other() -> None:
    values = {**NUMBERS, "x": [None, *NUMBERS["x"][1:]]}
    result = uncertain(values=values, minimum_share=0.9, uncertainty={"weights": 0.5})
    assert intervals(result, "score")[0] == (None, None, None)
    assert intervals(result, "rank")[0] == (None, None, None)
    assert all(high <= 4 for _, _, high in intervals(result, "rank")[1:])


def test_whether_enough_is_known_does_not_move_with_the_weights() -> None:
    # Half of the weight, exactly what `minimum_share` asks for: a draw must not take the score away.
    result = uncertain(values={"x": [1, 2, 3], "y": [None, 1, 2]}, uncertainty={"weights": 1})
    low, middle, high = intervals(result, "score")[0]
    assert low == middle == high == pytest.approx(-1)


def test_a_node_goes_with_its_only_leaf_and_the_rest_stands() -> None:
    tree = {
        "code": "index",
        "minimum_share": 1,
        "children": [{"code": "alone", "children": [{"code": "x"}]}, {"code": "y"}],
    }
    result = uncertain(
        tree=tree, values=NUMBERS, normalise={"method": "none"}, uncertainty={"leave_out": True}
    )
    # Without x the index is y, without y it is x; `alone` is x whenever it is there.
    for (low, _, high), x, y in zip(intervals(result, "score"), NUMBERS["x"], NUMBERS["y"], strict=True):
        assert (low, high) == (min(x, y), max(x, y))
    assert [middle for _, middle, _ in intervals(result, "score", "alone")] == NUMBERS["x"]


def test_groups_and_periods_are_worlds_of_their_own() -> None:
    values = {name: [*column, 99.0] for name, column in NUMBERS.items()}
    both = pl.concat([observations(values), observations(values, period=2021)])
    specification = recipe(*NUMBERS, compare="group", uncertainty=EVERYTHING)
    table = units(6, group=["g"] * 5 + [None])
    result = compute_uncertainty(specification, both, table, replicates=50, periods=[2021])
    alone = uncertain(uncertainty=EVERYTHING, replicates=50)
    assert result.intervals["period"].unique().to_list() == [2021]
    grouped = result.intervals.filter(pl.col("unit") != "f")
    assert grouped["score_p05"].to_list() == alone.intervals["score_p05"].to_list()
    assert result.intervals.filter(pl.col("unit") == "f")["rank_p50"].to_list() == [None] * 4
    assert result.sensitivity["total"].to_list() == alone.sensitivity["total"].to_list()


def test_a_period_without_observations_is_refused() -> None:
    with pytest.raises(InputError, match="there are no observations of 1999"):
        compute_uncertainty(recipe("x"), observations({"x": [1, 2]}), units(2), periods=[1999])


def test_nobody_compared_is_nobody_moved() -> None:
    specification = recipe(*NUMBERS, compare="group", uncertainty=EVERYTHING)
    table = units(5).with_columns(group=pl.lit(None, dtype=pl.String))
    result = compute_uncertainty(specification, observations(NUMBERS), table, replicates=5)
    assert result.intervals["rank_p50"].null_count() == result.intervals.height
    assert result.sensitivity["total"].null_count() == result.sensitivity.height


def test_neutral_leaves_and_change_take_no_part() -> None:
    leaves = ("x", "y", {"code": "z", "direction": "neutral"})
    result = uncertain(*leaves, values=NUMBERS, change={"periods": 1}, uncertainty=EVERYTHING)
    assert intervals(result, "score", "z") == [(None, None, None)] * 5
    without = replace(
        recipe(*leaves), uncertainty=Uncertainty(0.25, ("zscore", "minmax"), ("mean", "geometric"), True)
    )
    same = compute_uncertainty(without, observations(NUMBERS), units(5), replicates=200)
    assert column(same.intervals, "index", "score_p05") == column(result.intervals, "index", "score_p05")


def test_a_node_of_neutral_indicators_only_takes_no_part() -> None:
    context = {"code": "context", "children": [{"code": "z", "direction": "neutral"}]}
    result = uncertain("x", "y", context, values=NUMBERS, uncertainty=EVERYTHING)
    without = uncertain("x", "y", {"code": "z", "direction": "neutral"}, uncertainty=EVERYTHING)
    assert intervals(result, "score", "context") == intervals(result, "rank", "context") == [(None,) * 3] * 5
    # The streams of chance know the nodes by their number, and one more moves all that follow: only the shape is the same.
    assert [None not in one for one in intervals(result, "rank")] == [True] * 5
    assert result.sensitivity.filter(pl.col("node") == "context")["total"].null_count() == 4
    assert without.sensitivity.filter(pl.col("node") == "index")["total"].null_count() == 0
