"""Coherence: closed forms."""

import math

import polars as pl
import pytest

from empiria.analysis.coherence import cronbach_alphas, effective_weights, sibling_correlations
from empiria.analysis.errors import InputError
from empiria.analysis.index import compute_index
from empiria.analysis.recipe import Recipe
from tests.unit.analysis.samples import observations, recipe, units

# Two orthogonal columns, and one at 45° to the first: correlations 0 and 1/√2.
U, V = [1.0, 1.0, -1.0, -1.0], [1.0, -1.0, 1.0, -1.0]
W = [u + v for u, v in zip(U, V, strict=True)]


def scored(*leaves: object, **values: list[float | None]) -> tuple[Recipe, pl.DataFrame, int]:
    specification = recipe(*(leaves or values), normalise={"method": "none"})  # type: ignore[arg-type]
    return specification, compute_index(specification, observations(values), units(4)).scores, 2020


def test_correlations_of_siblings_and_with_their_parent() -> None:
    found = {
        (one, other): (n, r) for _, one, other, n, r in sibling_correlations(*scored(u=U, v=V, w=W)).rows()
    }
    assert found["u", "v"] == (4, pytest.approx(0))
    assert found["u", "w"] == (4, pytest.approx(1 / math.sqrt(2)))
    # The index is (u + v + w)/3 = 2w/3.
    assert found["w", "index"] == (4, pytest.approx(1))
    assert len(found) == 6


def test_nothing_is_said_of_few_units_or_of_what_does_not_vary() -> None:
    few = sibling_correlations(*scored(u=U, v=[1.0, 2.0, None, None]))
    assert few.select("n", "r").row(0) == (2, None)
    assert sibling_correlations(*scored(u=U, v=[0.3] * 4))["r"][0] is None
    assert cronbach_alphas(*scored(u=U, v=[1.0, 2.0, None, None]))["alpha"].to_list() == [None]
    assert effective_weights(*scored(u=[0.3] * 4, v=[0.3] * 4))["effective"].to_list() == [None, None]


@pytest.mark.parametrize(
    ("columns", "alpha"),
    [
        ({"u": U, "v": V}, 0),  # unrelated: 2·(1 − 2/2)
        ({"u": U, "v": U, "w": U}, 1),  # the same three times
        # Variances 1, 1 and 2, of the sum (2w) 8: 3/2·(1 − 4/8).
        ({"u": U, "v": V, "w": W}, 0.75),
    ],
)
def test_cronbachs_alpha(columns: dict[str, list[float | None]], alpha: float) -> None:
    assert cronbach_alphas(*scored(**columns)).rows() == [("index", len(columns), 4, pytest.approx(alpha))]


def test_alpha_of_two_correlated_children_is_that_of_spearman_and_brown() -> None:
    # Standardised, with r = 1/√2: 2r/(1 + r).
    scaled = [x / math.sqrt(2) for x in W]
    r = 1 / math.sqrt(2)
    assert cronbach_alphas(*scored(u=U, w=scaled))["alpha"][0] == pytest.approx(2 * r / (1 + r))


def test_effective_weights_share_out_the_variance_of_the_parent() -> None:
    # index = (3u + v)/4: cov(u, index) = 3/4, cov(v, index) = 1/4; shares (3·3/4 : 1/4) = 9 : 1.
    found = effective_weights(*scored({"code": "u", "weight": 3}, "v", u=U, v=V))
    assert found.rows() == [
        ("u", "index", 4, 0.75, pytest.approx(0.9)),
        ("v", "index", 4, 0.25, pytest.approx(0.1)),
    ]


def test_a_period_without_scores_is_refused() -> None:
    specification, scores, _ = scored(u=U, v=V)
    with pytest.raises(InputError, match="there are no scores of 1999"):
        effective_weights(specification, scores, 1999)
