"""Aggregating many replicates at once: the formulas of `empiria.analysis.aggregate` over arrays of replicate × unit.

A child that is left out is as if it were not in the recipe. Whether enough children have a score (`minimum_share`) is
judged by the weights as written: how much must be known is no choice that moves, and a unit must not come and go with a
draw. With nothing drawn the scores are those of `compute_index`, which a property test holds together.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from empiria.analysis.cube import Floats, Integers
from empiria.analysis.frames import SAME
from empiria.analysis.recipe import Method, Node, Recipe
from empiria.analysis.uncertainty.draws import Draws
from empiria.analysis.uncertainty.variants import Variant

See = Callable[[int, Floats], None]


@dataclass(frozen=True)
class Batch:
    """Replicates that are computed alike, next to each other."""

    variant: int
    rows: slice


@dataclass(frozen=True)
class Plan:
    """Draws in the order in which they are computed, those of one variant together: `variant` of each, and `order`, where
    each stood when drawn."""

    draws: Draws
    variant: Integers
    order: Integers
    batches: tuple[Batch, ...]

    def as_drawn(self, ranks: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Rows brought back into the order in which the replicates were drawn."""
        result = np.empty_like(ranks)
        result[self.order] = ranks
        return result


def plan(draws: Draws, recipe: Recipe, *, size: int) -> Plan:
    """Sort the replicates by variant (numbered as in `variants`) and cut them into batches of `size` or less."""
    variant = draws.normalise * max(1, len(recipe.uncertainty.aggregate)) + draws.aggregate
    order = np.argsort(variant, kind="stable")
    edges = np.flatnonzero(np.diff(variant[order], prepend=-1, append=-1)).tolist()
    batches = tuple(
        Batch(int(variant[order[first]]), slice(start, min(start + size, last)))
        for first, last in pairwise(edges)
        for start in range(first, last, size)
    )
    return Plan(draws.take(order), variant[order], order, batches)


def aggregate_replicates(
    recipe: Recipe,
    ways: Sequence[Variant],
    leaves: Sequence[Floats],
    planned: Plan,
    see: See,
) -> None:
    """Calls `see(number, scores)` for every inner node, children first; scores are replicate × unit, not-a-number where a
    node has none.

    `leaves`: for every variant leaf × unit, leaves in the order of the tree. Only the scores of nodes whose parent is still
    to come are kept in memory: at most those of one node's children and of their ancestors' siblings.
    """
    numbers = {node.code: number for number, node in enumerate(recipe.nodes)}
    slots = {leaf.code: slot for slot, leaf in enumerate(recipe.leaves())}

    def visit(node: Node) -> Floats:
        inner = [child for child in node.scored_children if not child.is_leaf]
        below = {child.code: visit(child) for child in inner}
        for child in node.children:  # without weight, and yet a node with scores of its own
            if not child.is_leaf and child.weight == 0:
                visit(child)
        own = [child for child in node.scored_children if child.is_leaf]
        columns = [numbers[child.code] for child in (*own, *inner)]
        nominal = np.array([child.weight for child in (*own, *inner)])
        result = np.full((len(planned.draws.factors), leaves[0].shape[1]), np.nan)
        # What holds only neutral indicators has no score in any replicate.
        for batch in planned.batches if columns else ():
            children = Children(
                weights=planned.draws.factors[batch.rows][:, columns] * nominal,
                nominal=planned.draws.kept[batch.rows][:, columns] * nominal,
                leaves=leaves[batch.variant][[slots[child.code] for child in own]],
                inner=[below[child.code][batch.rows] for child in inner],
            )
            share = node.minimum_share or 0.0
            result[batch.rows] = aggregate_children(children, ways[batch.variant].method(node), share)
        see(numbers[node.code], result)
        return result

    visit(recipe.tree)


@dataclass(frozen=True)
class Children:
    """The children of one node over a batch of replicates, leaves before inner nodes.

    `weights` as drawn and `nominal` as written, of those that are there: replicate × child, 0 where one is left out.
    `leaves`: leaf × unit; `inner`: of each inner child replicate × unit.
    """

    weights: Floats
    nominal: Floats
    leaves: Floats
    inner: list[Floats]

    @property
    def count(self) -> int:
        return len(self.leaves)

    def total(self, weights: Floats, taken: Callable[[Floats], Floats]) -> Floats:
        """Σ weight · taken(scores) over the children: replicate × unit."""
        result: Floats = weights[:, : self.count] @ taken(self.leaves)
        for position, scores in enumerate(self.inner, start=self.count):
            result += weights[:, position, None] * taken(scores)
        return result


def aggregate_children(children: Children, method: Method, share: float) -> Floats:
    """The scores of a node: replicate × unit."""
    complete = not np.isnan(children.leaves).any() and not any(
        np.isnan(scores).any() for scores in children.inner
    )
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if complete:
            weight = children.weights.sum(axis=1, keepdims=True)
            known = children.nominal.sum(axis=1, keepdims=True)
        else:
            weight, known = (children.total(w, _present) for w in (children.weights, children.nominal))
        score = _score(children, method, weight)
        needed = children.nominal.sum(axis=1, keepdims=True) * (
            (1.0 if method.name == "sum" else share) - SAME
        )
        valid = (known > 0) & (known >= needed) & np.isfinite(score)
        return np.where(valid, score, np.nan)


def _present(scores: Floats) -> Floats:
    return (~np.isnan(scores)).astype(np.float64)


def _known(scores: Floats) -> Floats:
    return np.where(np.isnan(scores), 0.0, scores)


def _positive(scores: Floats) -> Floats:
    """Of a score that is missing or not positive anything will do: it counts nothing, or makes the node void."""
    return np.where(scores > 0, scores, 1.0)


def _score(children: Children, method: Method, weight: Floats) -> Floats:
    if method.name == "sum":
        return children.total(children.weights, _known)
    if method.name == "geometric":
        mean = np.exp(children.total(children.weights, lambda s: np.log(_positive(s))) / weight)
        return np.where(_any_not_positive(children), np.nan, mean)
    if method.name == "harmonic":
        parts = children.total(children.weights, lambda s: np.where(np.isnan(s), 0.0, 1.0 / _positive(s)))
        return np.where(_any_not_positive(children), np.nan, weight / parts)
    mean = children.total(children.weights, _known) / weight
    if method.name == "mean":
        return mean
    squares = np.zeros_like(mean)
    rows = [*children.leaves[:, None, :], *children.inner]
    for position, scores in enumerate(rows):
        square = children.weights[:, position, None] * (scores - mean) ** 2
        squares += np.where(np.isnan(square), 0.0, square)
    variance = squares / weight
    positive = mean - SAME * np.sqrt(variance) > SAME
    sign = -1.0 if method["penalty"] == "minus" else 1.0
    return np.where(positive, mean + sign * variance / mean, np.nan)


def _any_not_positive(children: Children) -> npt.NDArray[np.bool_]:
    """Is a score that counts not positive?"""
    rows = [*children.leaves[:, None, :], *children.inner]
    bad = np.zeros(
        (len(children.weights), children.leaves.shape[1] if children.count else rows[0].shape[1]), bool
    )
    for position, scores in enumerate(rows):
        low = scores <= SAME
        if low.any():
            bad |= low & (children.nominal[:, position, None] > 0)
    return bad
