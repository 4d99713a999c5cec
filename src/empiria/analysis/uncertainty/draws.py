"""The choices drawn: for every replicate the factors of the weights, the methods, and the leaf that is left out.

Each choice has a stream of random numbers of its own, so that declaring another one, or drawing it from a wider range,
changes nothing of what is drawn for the rest: with the same seed, weights that may move twice as far move twice as far
in every replicate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from empiria.analysis.cube import Floats, Integers
from empiria.analysis.recipe import Recipe, Uncertainty

CHOICES = ("weights", "normalise", "aggregate", "leave_out")
"""Whatever a recipe may declare to be uncertain, in the order of the output."""

WEIGHTINGS = 1024
"""So many sets of weights stand for all when the shares of the variance are estimated: one number draws one set."""


@dataclass(frozen=True)
class Draws:
    """Of every replicate: `factors` (replicate × node), what each node's weight is multiplied by; `kept` (replicate ×
    node), whether the node is there at all; `normalise` and `aggregate`, positions in the recipe's lists (0 without)."""

    factors: Floats
    kept: npt.NDArray[np.bool_]
    normalise: Integers
    aggregate: Integers

    def take(self, rows: Integers) -> "Draws":
        """Some replicates, in the order given."""
        return Draws(self.factors[rows], self.kept[rows], self.normalise[rows], self.aggregate[rows])


def declared(uncertainty: Uncertainty) -> tuple[str, ...]:
    """The names of the choices that a recipe declares, in the order of CHOICES."""
    given = (
        uncertainty.weights is not None,
        bool(uncertainty.normalise),
        bool(uncertainty.aggregate),
        uncertainty.leave_out,
    )
    return tuple(name for name, there in zip(CHOICES, given, strict=True) if there)


def draw(recipe: Recipe, replicates: int, seed: int) -> Draws:
    """Independent replicates; a single one where nothing is declared, for all would be the same."""
    if not declared(recipe.uncertainty):
        replicates = 1
    streams = _streams(seed)
    shapes = {"weights": (replicates, len(recipe.nodes))}
    return _drawn(recipe, {name: streams[name].random(shapes.get(name, (replicates,))) for name in CHOICES})


def draw_design(recipe: Recipe, size: int, seed: int) -> Draws:
    """The design that tells the choices apart, `(2 + d)·size` replicates for d declared choices: A, B, and for each choice
    A with that choice as in B (Saltelli et al. 2010; A and B are scrambled Sobol' points). `size` is a power of two."""
    from scipy.stats import qmc  # takes a second to import, and only those who ask for shares need it

    names = declared(recipe.uncertainty)
    streams = _streams(seed)
    points = qmc.Sobol(2 * len(names), rng=np.random.default_rng([seed, len(CHOICES)])).random(size)
    first, second = points[:, : len(names)], points[:, len(names) :]
    blocks = [first, second]
    for position in range(len(names)):
        mixed = first.copy()
        mixed[:, position] = second[:, position]
        blocks.append(mixed)
    design = dict(zip(names, np.concatenate(blocks).T, strict=True))
    uniforms = {name: design.get(name, np.zeros(size * len(blocks))) for name in CHOICES}
    weightings = streams["weights"].random((WEIGHTINGS, len(recipe.nodes)))
    return _drawn(recipe, {**uniforms, "weights": weightings[_position(uniforms["weights"], WEIGHTINGS)]})


def _streams(seed: int) -> dict[str, np.random.Generator]:
    return {name: np.random.default_rng([seed, number]) for number, name in enumerate(CHOICES)}


def _drawn(recipe: Recipe, uniforms: Mapping[str, Floats]) -> Draws:
    """From numbers between 0 and 1 to choices; `weights` has one for every node, the others one."""
    uncertainty = recipe.uncertainty
    width = uncertainty.weights or 0.0
    kept = _kept(recipe, uniforms["leave_out"]) if uncertainty.leave_out else np.ones((1, 1), dtype=np.bool_)
    factors = 1.0 + width * (2.0 * uniforms["weights"] - 1.0)
    return Draws(
        factors=factors * kept,
        kept=np.broadcast_to(kept, factors.shape),
        normalise=_position(uniforms["normalise"], max(1, len(uncertainty.normalise))),
        aggregate=_position(uniforms["aggregate"], max(1, len(uncertainty.aggregate))),
    )


def _position(uniform: Floats, count: int) -> Integers:
    """A number between 0 and 1 as one of so many, all as likely."""
    return np.minimum((uniform * count).astype(np.int64), count - 1)


def _kept(recipe: Recipe, uniform: Floats) -> npt.NDArray[np.bool_]:
    """Which nodes are there when one scored leaf is left out: a node without any other goes with it. A leaf that is the
    only one stays."""
    numbers = {node.code: number for number, node in enumerate(recipe.nodes)}
    leaves = [numbers[code] for code in recipe.effective_weights()]
    kept = np.ones((len(uniform), len(recipe.nodes)), dtype=np.bool_)
    if len(leaves) < 2:
        return kept
    out = np.array(leaves)[_position(uniform, len(leaves))]
    kept[np.arange(len(out)), out] = False
    for number in reversed(range(len(recipe.nodes))):  # children stand behind their parents
        children = [numbers[child.code] for child in recipe.nodes[number].scored_children]
        if children:
            kept[:, number] = kept[:, children].any(axis=1)
    return kept
