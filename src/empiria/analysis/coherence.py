"""Does an index hang together? Correlations, Cronbach's alpha and effective weights, from the scores of one period.

All three look at the units that have the scores they need, all compared groups together: where scores are standardised
within groups, so are these.

Sources: OECD/JRC Handbook (2008), step 4; Cronbach (1951), Coefficient alpha and the internal structure of tests,
Psychometrika 16(3); Becker, Saisana, Paruolo & Vandecasteele (2017), Weights and importance in composite indicators:
Closing the gap, Ecological Indicators 80; COINr: get_corr, get_cronbach, get_eff_weights.
"""

from itertools import combinations

import numpy as np
import polars as pl

from empiria.analysis.cube import Floats
from empiria.analysis.errors import InputError, mark
from empiria.analysis.frames import SAME
from empiria.analysis.recipe import Recipe

CORRELATIONS = pl.Schema(
    {"parent": pl.String, "node": pl.String, "other": pl.String, "n": pl.Int32, "r": pl.Float64}
)
ALPHAS = pl.Schema({"node": pl.String, "items": pl.Int32, "n": pl.Int32, "alpha": pl.Float64})
WEIGHTS = pl.Schema(
    {"node": pl.String, "parent": pl.String, "n": pl.Int32, "nominal": pl.Float64, "effective": pl.Float64}
)


def sibling_correlations(recipe: Recipe, scores: pl.DataFrame, period: int) -> pl.DataFrame:
    """Pearson's r of every two scored siblings and of each with its parent (then `other` is the parent's code):
    `parent, node, other, n, r` (CORRELATIONS).

    Over the `n` units that have both scores; null for fewer than three or where either does not vary. Two siblings near 1
    say the same twice; one below 0 pulls against its siblings, and their mean hides both. `scores` as in IndexResult.
    Raises InputError for a period without scores.
    """
    columns = _columns(recipe, scores, period)
    rows = []
    for parent in recipe.nodes:
        codes = [child.code for child in parent.scored_children]
        for one, other in [*combinations(codes, 2), *((code, parent.code) for code in codes)]:
            x, y = _common(columns[one], columns[other])
            rows.append((parent.code, one, other, len(x), _correlation(x, y)))
    return pl.DataFrame(rows, schema=CORRELATIONS, orient="row")


def cronbach_alphas(recipe: Recipe, scores: pl.DataFrame, period: int) -> pl.DataFrame:
    """How consistently the children of each inner node measure one thing: `node, items, n, alpha` (ALPHAS).

    alpha = k/(k − 1) · (1 − Σ var(child) / var(Σ child)) over the n units that have all k children; for children of equal
    variance k·r̄ / (1 + (k − 1)·r̄), r̄ their mean correlation. Null for fewer than two children or three units, or where
    the sum does not vary. A high alpha asks for no more indicators of the kind; a low one says that the
    parent is a sum of different things, which may be meant.
    """
    columns = _columns(recipe, scores, period)
    rows = []
    for node in recipe.nodes:
        codes = [child.code for child in node.scored_children]
        if not codes:
            continue
        items = np.stack(_common(*(columns[code] for code in codes)))
        rows.append((node.code, len(codes), items.shape[1], _alpha(items)))
    return pl.DataFrame(rows, schema=ALPHAS, orient="row")


def effective_weights(recipe: Recipe, scores: pl.DataFrame, period: int) -> pl.DataFrame:
    """What each child really contributes to its parent: `node, parent, n, nominal, effective` (WEIGHTS).

    `nominal` is its share of the siblings' weight. `effective` is its share of the parent's variance,
    w·cov(child, parent) / Σ w·cov(sibling, parent), over the n units that have all of them: for a weighted mean the
    shares make up the variance exactly. Null for fewer than three units or where the sum is not positive.
    """
    columns = _columns(recipe, scores, period)
    rows = []
    for parent in recipe.nodes:
        children = parent.scored_children
        if not children:
            continue
        *own, whole = _common(*(columns[child.code] for child in children), columns[parent.code])
        total = sum(child.weight for child in children)
        parts = (
            [
                child.weight * float(np.mean((x - x.mean()) * (whole - whole.mean())))
                for child, x in zip(children, own, strict=True)
            ]
            if len(whole) >= 3
            else []
        )
        moved = sum(parts)
        effective = [part / moved if moved > 0 else None for part in parts] or [None] * len(children)
        for child, share in zip(children, effective, strict=True):
            rows.append((child.code, parent.code, len(whole), child.weight / total, share))
    return pl.DataFrame(rows, schema=WEIGHTS, orient="row")


def _alpha(items: Floats) -> float | None:
    count, units = items.shape
    if count < 2 or units < 3:
        return None
    total = items.sum(axis=0)
    variance = float(total.var())
    # Children that cancel each other out leave only rounding.
    if variance <= SAME * float(items.var(axis=1).sum()) or variance <= (SAME * np.abs(items).max()) ** 2:
        return None
    return float(count / (count - 1) * (1 - items.var(axis=1).sum() / variance))


def _columns(recipe: Recipe, scores: pl.DataFrame, period: int) -> dict[str, Floats]:
    """Each node's scores over the units, not-a-number where there is none."""
    rows = scores.filter(pl.col("period") == period)
    if rows.is_empty():
        raise InputError(mark("there are no scores of %(period)s"), period=period)
    wide = rows.pivot("node", index="unit", values="score").fill_null(np.nan)
    return {node.code: wide[node.code].to_numpy() for node in recipe.nodes}


def _common(*columns: Floats) -> list[Floats]:
    """The columns over the units that have all of them."""
    there = ~np.isnan(np.stack(columns)).any(axis=0)
    return [column[there] for column in columns]


def _correlation(x: Floats, y: Floats) -> float | None:
    if len(x) < 3:
        return None
    dx, dy = x - x.mean(), y - y.mean()
    for column, deviation in ((x, dx), (y, dy)):
        if np.abs(deviation).max() <= SAME * np.abs(column).max():
            return None
    return float(np.clip((dx @ dy) / np.sqrt((dx @ dx) * (dy @ dy)), -1.0, 1.0))
