"""The ways in which the leaves of a recipe may be scored, and their scores in each.

A drawn normalisation or aggregation takes the place of every other one in the tree, with its options at their defaults; where
a node has that very method it keeps its own options. Before a method that needs positive scores (geometric, harmonic,
Mazziotta–Pareto) scores are brought to 1…100 by minmax among the compared units: where it was drawn, and where the
recipe's own tree has one and the normalisation was drawn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import polars as pl

from empiria.analysis.cube import Floats, Integers
from empiria.analysis.frames import SAME, Engine
from empiria.analysis.grid import Grid
from empiria.analysis.index import score_leaves
from empiria.analysis.recipe import Method, Node, Recipe
from empiria.analysis.recipe.methods import AGGREGATE, NORMALISE, default_method

POSITIVE = ("geometric", "harmonic", "mazziotta-pareto")
"""The aggregations that need positive scores."""

LOWEST, HIGHEST = 1.0, 100.0


@dataclass(frozen=True)
class Variant:
    """One way: the drawn normalisation and aggregation (None: the recipe's own), and are scores brought to 1…100?"""

    normalise: str | None
    aggregate: str | None
    scaled: bool

    def method(self, node: Node) -> Method:
        """How an inner node is aggregated."""
        own = node.aggregate
        if own is not None and self.aggregate in {None, own.name}:
            return own
        return default_method(str(self.aggregate), AGGREGATE)


def variants(recipe: Recipe) -> tuple[Variant, ...]:
    """Every way, ordered by normalisation, then aggregation, as the recipe lists them."""
    own = any(node.aggregate and node.aggregate.name in POSITIVE for node in recipe.nodes)
    choices = product(recipe.uncertainty.normalise or (None,), recipe.uncertainty.aggregate or (None,))
    return tuple(
        Variant(
            normalise,
            aggregate,
            aggregate in POSITIVE or (aggregate is None and normalise is not None and own),
        )
        for normalise, aggregate in choices
    )


def differ(ways: tuple[Variant, ...]) -> bool:
    """Are scores in different units, so that they can be compared only after standardising?"""
    return len({(way.normalise, way.scaled) for way in ways}) > 1


def leaf_scores(
    recipe: Recipe,
    observations: pl.DataFrame,
    units: pl.DataFrame,
    engine: Engine,
    ways: tuple[Variant, ...],
    *,
    are_changes: bool = False,
) -> tuple[Grid, list[Floats]]:
    """The grid and, for every way, the scores of the leaves: (unit × period) × leaf, not-a-number where there is none;
    or, of a recipe with `change`, the scores of their changes.

    Raises InputError as `compute_index` does.
    """
    done: dict[Recipe, tuple[Grid, Floats]] = {}
    by_name: dict[str | None, tuple[Grid, Floats]] = {}
    column = "change_score" if are_changes else "score"
    for name in dict.fromkeys(way.normalise for way in ways):
        drawn = _changes_by(recipe, name) if are_changes else _values_by(recipe, name)
        if drawn not in done:
            done[drawn] = _scored(drawn, observations, units, engine, column)
        by_name[name] = done[drawn]
    grid = next(iter(by_name.values()))[0]
    scaled = {way.normalise: _scaled(*by_name[way.normalise]) for way in ways if way.scaled}
    return grid, [scaled[way.normalise] if way.scaled else by_name[way.normalise][1] for way in ways]


def changing(recipe: Recipe) -> Recipe:
    """The recipe whose tree aggregates as its `change` does: what the scores of change are an index by."""
    if recipe.change is None:
        raise ValueError("this recipe has no change")
    return replace(recipe, tree=_aggregated_by(recipe.tree, recipe.change.aggregate))


def _aggregated_by(node: Node, method: Method) -> Node:
    if node.is_leaf:
        return node
    children = tuple(_aggregated_by(child, method) for child in node.children)
    return replace(node, aggregate=method, children=children)


def _values_by(recipe: Recipe, name: str | None) -> Recipe:
    """Values alone, by a drawn normalisation."""
    return replace(recipe, change=None, tree=_renormalised(recipe.tree, name) if name else recipe.tree)


def _changes_by(recipe: Recipe, name: str | None) -> Recipe:
    """The change by a drawn normalisation; it keeps its own options as a leaf does."""
    change = recipe.change
    if change is None or name is None or change.normalise.name == name:
        return recipe
    return replace(recipe, change=replace(change, normalise=default_method(name, NORMALISE)))


def _renormalised(node: Node, name: str) -> Node:
    if not node.is_leaf:
        return replace(node, children=tuple(_renormalised(child, name) for child in node.children))
    same = node.normalise is not None and node.normalise.name == name
    return node if same else replace(node, normalise=default_method(name, NORMALISE))


def _scored(
    recipe: Recipe, observations: pl.DataFrame, units: pl.DataFrame, engine: Engine, column: str
) -> tuple[Grid, Floats]:
    grid, frame, _ = score_leaves(recipe, observations, units, engine, ["place", "node", column])
    rows = engine.leave(frame)
    position = np.full(len(recipe.nodes), -1)
    position[list(grid.leaf_numbers)] = np.arange(len(grid.leaf_numbers))
    scores = np.full((len(grid.units) * len(grid.periods), len(grid.leaf_numbers)), np.nan)
    values = rows[column].cast(pl.Float64).fill_null(np.nan).to_numpy()
    scores[rows["place"].to_numpy(), position[rows["node"].to_numpy()]] = values
    return grid, scores


def pools(grid: Grid) -> Mapping[tuple[int, int], Integers]:
    """(group, position of the period) → the places compared: the group's units in that period. Units without a group are
    in none."""
    span = len(grid.periods)
    result = {}
    for group in range(len(grid.groups)):
        members = np.flatnonzero(grid.membership == group)
        for period in range(span):
            result[group, period] = members * span + period
    return result


def _scaled(grid: Grid, scores: Floats) -> Floats:
    """LOWEST…HIGHEST by minmax within each group and, unless the recipe pools, each period; none where all are equal."""
    cells = pools(grid)
    result = np.full_like(scores, np.nan)
    for (group, _), places in cells.items():
        if grid.recipe.pool == "period":
            fitted = places
        elif grid.pool_year is not None:
            fitted = cells[group, grid.pool_year]
        else:
            fitted = np.concatenate([cells[group, period] for period in range(len(grid.periods))])
        values = scores[fitted]
        low = np.where(np.isnan(values), np.inf, values).min(axis=0)
        high = np.where(np.isnan(values), -np.inf, values).max(axis=0)
        varies = high > low + SAME * np.maximum(np.abs(low), np.abs(high))
        width = np.where(varies, high - low, np.nan)
        result[places] = LOWEST + (HIGHEST - LOWEST) * (scores[places] - low) / width
    return result
