"""Each aggregation against its formula; shares, signs and weights."""

import math
from typing import Any

import pytest

from empiria.analysis.index import compute_index
from tests.unit.analysis.samples import ENGINES, column, observations, recipe, units


def aggregated(
    method: dict[str, Any], scores: dict[str, float | None], weights: dict[str, float] | None = None, *, engine: str = "polars",
    **node: Any,
) -> tuple[float | None, str]:  # fmt: skip
    """The root's score and status of one unit whose leaves have these scores."""
    children = [{"code": code, "weight": (weights or {}).get(code, 1)} for code in scores]
    tree = {"code": "index", "aggregate": method, "children": children, **node}
    values = observations({code: [value, 5.0] for code, value in scores.items()})
    result = compute_index(
        recipe(tree=tree, normalise={"method": "none"}), values, units(2), engine=engine
    ).scores
    return column(result, "index")[0], column(result, "index", "status")[0]


SCORES: dict[str, float | None] = {"x": 1.0, "y": 2.0, "z": 3.0}
WEIGHTS = {"x": 1.0, "y": 1.0, "z": 2.0}
SPREAD = (1 * 1.25**2 + 1 * 0.25**2 + 2 * 0.75**2) / 4


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("method", "expected", "weighted"),
    [
        ({"method": "mean"}, 2.0, 2.25),
        ({"method": "geometric"}, 6 ** (1 / 3), 18 ** (1 / 4)),
        ({"method": "harmonic"}, 3 / (1 + 1 / 2 + 1 / 3), 4 / (1 + 1 / 2 + 2 / 3)),
        ({"method": "sum"}, 6.0, 9.0),
        ({"method": "mazziotta-pareto"}, 2 - (2 / 3) / 2, 2.25 - SPREAD / 2.25),
        ({"method": "mazziotta-pareto", "penalty": "plus"}, 2 + (2 / 3) / 2, 2.25 + SPREAD / 2.25),
    ],
)
def test_method_gives_its_formula(
    method: dict[str, Any], expected: float, weighted: float, engine: str
) -> None:
    assert aggregated(method, SCORES, engine=engine)[0] == pytest.approx(expected, rel=1e-14)
    assert aggregated(method, SCORES, WEIGHTS, engine=engine)[0] == pytest.approx(weighted, rel=1e-14)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("method", "scores", "status"),
    [
        ("geometric", {"x": 0.0, "y": 1.0}, "not positive"),
        ("harmonic", {"x": -1.0, "y": 1.0}, "not positive"),
        ("mazziotta-pareto", {"x": -1.0, "y": 0.5}, "not positive"),
        ("mazziotta-pareto", {"x": -1.0, "y": 2.0}, ""),
        ("mean", {"x": -1.0, "y": 1.0}, ""),
        ("mean", {"x": None, "y": None}, "too few"),
        ("geometric", {"x": None, "y": None}, "too few"),
        ("mazziotta-pareto", {"x": None, "y": None}, "too few"),
        ("sum", {"x": None, "y": 1.0}, "too few"),
        ("geometric", {"x": None, "y": -1.0, "z": None}, "not positive"),
    ],
)
def test_status_says_why_there_is_no_score(
    method: str, scores: dict[str, float | None], status: str, engine: str
) -> None:
    score, found = aggregated({"method": method}, scores, engine=engine)
    assert found == status
    assert (score is None) == (status != "")


@pytest.mark.parametrize("engine", ENGINES)
def test_minimum_share_counts_weight(engine: str) -> None:
    scores: dict[str, float | None] = {"x": 4.0, "y": None}
    mean = {"method": "mean"}
    assert aggregated(mean, scores, {"x": 1, "y": 1}, engine=engine) == (4.0, "")
    assert aggregated(mean, scores, {"x": 1, "y": 1.1}, engine=engine) == (None, "too few")
    assert aggregated(mean, scores, {"x": 1, "y": 1.1}, engine=engine, minimum_share=0.4) == (4.0, "")
    assert aggregated(mean, scores, {"x": 0.1, "y": 0.2}, minimum_share=1 / 3, engine=engine) == (4.0, "")
    assert aggregated(mean, {"x": None, "y": None}, engine=engine, minimum_share=0) == (None, "too few")


def test_children_without_weight_take_no_part() -> None:
    weights = {"x": 1.0, "y": 0.0}
    assert aggregated({"method": "geometric"}, {"x": 4.0, "y": -1.0}, weights) == (pytest.approx(4.0), "")
    assert aggregated({"method": "sum"}, {"x": 4.0, "y": None}, weights) == (4.0, "")


@pytest.mark.parametrize("engine", ENGINES)
def test_levels_and_methods_may_differ_by_node(engine: str) -> None:
    tree = {
        "code": "index",
        "children": [
            {"code": "x", "weight": 3},
            {"code": "inner", "aggregate": {"method": "geometric"}, "children": [
                {"code": "y"},
                {"code": "deep", "aggregate": {"method": "sum"}, "children": [{"code": "z", "weight": 2}, {"code": "w"}]},
            ]},
            {"code": "shown", "direction": "neutral"},
        ],
    }  # fmt: skip
    values = observations({"x": [1.0], "y": [2.0], "z": [3.0], "w": [2.0], "shown": [7.0]})
    scores = compute_index(
        recipe(tree=tree, normalise={"method": "none"}), values, units(1), engine=engine
    ).scores
    assert scores["node"].to_list() == ["index", "x", "inner", "y", "deep", "z", "w", "shown"]
    assert scores["level"].to_list() == [4, 1, 3, 1, 2, 1, 1, 1]
    expected = [(3 + 4) / 4, 1.0, math.sqrt(2 * 8), 2.0, 8.0, 3.0, 2.0]
    assert scores["score"].to_list()[:-1] == pytest.approx(expected)
    assert scores["value"].to_list() == [None, 1.0, None, 2.0, None, 3.0, 2.0, 7.0]
    assert scores["status"].to_list() == [""] * 7 + ["neutral"]
    assert scores["score"].to_list()[-1] is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_node_of_neutral_indicators_only_is_neutral_and_takes_no_part(engine: str) -> None:
    context = {"code": "context", "children": [{"code": "shown", "direction": "neutral"}]}
    # A level of its own, in which nothing is scored; sums and whole shares ask for every child with weight.
    tree = {
        "code": "index", "aggregate": {"method": "sum"}, "minimum_share": 1,
        "children": [{"code": "outer", "children": [context]}, {"code": "x"}],
    }  # fmt: skip
    values = observations({"x": [1.0, 3.0], "shown": [7.0, None]})
    given = recipe(tree=tree, normalise={"method": "none"}, change={"periods": 1})
    scores = compute_index(given, values, units(2), engine=engine).scores
    assert column(scores, "index") == [1.0, 3.0]
    assert column(scores, "index", "rank") == [2, 1]
    for node in ("outer", "context", "shown"):
        assert column(scores, node, "status") == ["neutral"] * 2
        for name in ("score", "rank", "change_score", "change_rank"):
            assert column(scores, node, name) == [None] * 2
        assert column(scores, node, "ranked") == [0, 0]
    assert column(scores, "context", "level") == [2, 2]
    assert column(scores, "context", "value") == [None] * 2
    assert given.effective_weights() == {"x": 1.0}
