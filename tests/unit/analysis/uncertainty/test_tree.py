"""Every replicate is the index of a recipe that says what was drawn."""

from dataclasses import replace

import numpy as np
import pytest

from empiria.analysis.cube import Floats
from empiria.analysis.frames import engine
from empiria.analysis.index import compute_index
from empiria.analysis.recipe import Method, Node, Recipe
from empiria.analysis.uncertainty.draws import Draws, draw
from empiria.analysis.uncertainty.tree import aggregate_replicates, plan
from empiria.analysis.uncertainty.variants import leaf_scores, variants
from tests.unit.analysis.samples import column, observations, recipe, units

TREE = {
    "code": "index",
    "children": [
        {
            "code": "one",
            "weight": 2,
            "children": [{"code": "a"}, {"code": "b", "weight": 3, "direction": "down"}],
        },
        {"code": "two", "minimum_share": 0, "children": [{"code": "c"}]},
        {"code": "d"},
    ],
}
VALUES = {
    code: np.random.default_rng(number).lognormal(size=6).round(2).tolist()
    for number, code in enumerate("abcd")
}
VALUES["a"][2] = VALUES["d"][4] = None
UNCERTAIN = {"weights": 0.5, "normalise": ["zscore", "minmax", "percentile"], "leave_out": True}


def drawn_recipe(specification: Recipe, draws: Draws, row: int) -> Recipe:
    """The recipe of one replicate, written out."""
    uncertainty = specification.uncertainty
    normalise = uncertainty.normalise[draws.normalise[row]]
    aggregate = uncertainty.aggregate[draws.aggregate[row]]
    options: dict[str, tuple[tuple[str, object], ...]] = {
        "zscore": (("mean", 0.0), ("sd", 1.0), ("ddof", 1)),
        "minmax": (("low", 0.0), ("high", 1.0)),
        "mazziotta-pareto": (("penalty", "minus"),),
    }
    if aggregate in {"geometric", "harmonic", "mazziotta-pareto"}:
        # What minmax makes of z-scores and shares it makes of the values.
        assert normalise != "percentile"
        normalise, options["minmax"] = "minmax", (("low", 1.0), ("high", 100.0))
    numbers = {node.code: number for number, node in enumerate(specification.nodes)}

    def node(old: Node) -> Node:
        weight = old.weight * float(draws.factors[row, numbers[old.code]])
        if old.is_leaf:
            return replace(old, weight=weight, normalise=Method(normalise, options.get(normalise, ())))
        children = tuple(node(child) for child in old.children if draws.kept[row, numbers[child.code]])
        method = Method(aggregate, options.get(aggregate, ()))
        return replace(old, weight=weight, children=children, aggregate=method)

    return replace(specification, tree=node(specification.tree))


@pytest.mark.parametrize(
    ("aggregate", "normalise"),
    [
        ("mean", "percentile"),
        ("sum", "percentile"),
        ("geometric", "zscore"),
        ("harmonic", "minmax"),
        ("mazziotta-pareto", "zscore"),
    ],
)
def test_every_replicate_is_the_index_of_its_own_recipe(aggregate: str, normalise: str) -> None:
    choices = {**UNCERTAIN, "aggregate": [aggregate], "normalise": ["minmax", normalise]}
    specification = recipe(tree=TREE, minimum_share=0, uncertainty=choices)
    tables = observations(VALUES), units(6)
    ways = variants(specification)
    _, scores = leaf_scores(specification, *tables, engine("polars"), ways)
    planned = plan(draw(specification, 5, seed=3), specification, size=2)
    found: dict[int, Floats] = {}
    aggregate_replicates(specification, ways, [part.T for part in scores], planned, found.__setitem__)
    for row in range(5):
        own = drawn_recipe(specification, planned.draws, row)
        expected = compute_index(own, *tables).scores
        for number, node in enumerate(specification.nodes):
            if number in found and planned.draws.kept[row, number]:
                theirs = np.array(column(expected, node.code), dtype=float)
                np.testing.assert_allclose(found[number][row], theirs, rtol=1e-9, atol=1e-9)


def test_one_leaf_is_left_out_and_never_the_only_one() -> None:
    specification = recipe(tree=TREE, uncertainty={"leave_out": True})
    kept = draw(specification, 300, seed=1).kept
    numbers = {node.code: number for number, node in enumerate(specification.nodes)}
    leaves = kept[:, [numbers[code] for code in "abcd"]]
    assert (leaves.sum(axis=1) == 3).all()
    assert (leaves.sum(axis=0) < 300).all()
    # `two` goes with c, its only leaf; `one` stays.
    assert (kept[:, numbers["two"]] == kept[:, numbers["c"]]).all()
    assert kept[:, [numbers["one"], numbers["index"]]].all()
    assert draw(recipe("x", uncertainty={"leave_out": True}), 9, seed=1).kept.all()


def test_factors_lie_between_their_bounds_and_grow_with_them() -> None:
    narrow, wide = (
        draw(recipe(tree=TREE, uncertainty={"weights": weights}), 500, seed=1).factors
        for weights in (0.2, 0.4)
    )
    assert (narrow.min(), narrow.max()) == pytest.approx((0.8, 1.2), abs=0.01)
    np.testing.assert_allclose(wide - 1, 2 * (narrow - 1))


def test_declaring_another_choice_changes_nothing_of_what_is_drawn_for_the_first() -> None:
    alone = draw(recipe(tree=TREE, uncertainty={"weights": 0.2}), 20, seed=1)
    both = draw(recipe(tree=TREE, uncertainty={"weights": 0.2, "leave_out": True}), 20, seed=1)
    assert (both.factors[both.kept] == alone.factors[both.kept]).all()
