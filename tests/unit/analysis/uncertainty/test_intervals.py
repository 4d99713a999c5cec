"""Ranks, quantiles and shares of the variance, against plain counting and closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from empiria.analysis.cube import Floats
from empiria.analysis.uncertainty.draws import draw_design
from empiria.analysis.uncertainty.intervals import (
    QUANTILES,
    quantiles,
    quantiles_of_few,
    rank,
    standardised,
)
from empiria.analysis.uncertainty.sensitivity import Shares
from tests.unit.analysis.samples import recipe

# Few distinct numbers, so that ties happen; some closer than nine decimals, and both zeros.
numbers = st.lists(
    st.lists(st.sampled_from([np.nan, -1.0, -0.0, 0.0, 2e-10, 0.3, 0.1 + 0.2, 5.0]), min_size=4, max_size=4),
    min_size=1,
    max_size=6,
).map(np.array)


@settings(max_examples=50, deadline=None)
@given(numbers)
def test_ranks_are_one_more_than_those_who_are_better(scores: Floats) -> None:
    rounded = np.round(scores, 9)
    better = (rounded[:, None, :] > rounded[:, :, None]).sum(axis=2)
    np.testing.assert_array_equal(rank(scores), np.where(np.isnan(scores), np.nan, better + 1))


@settings(max_examples=50, deadline=None)
@given(numbers, st.data())
def test_quantiles_are_those_of_numpy_over_the_rows_with_a_number(
    values: Floats, data: st.DataObject
) -> None:
    values[0] = 1.0  # NumPy warns of columns without any
    expected = np.nanquantile(values, QUANTILES, axis=0)
    np.testing.assert_allclose(quantiles(values), expected, atol=1e-12)
    size = {"min_size": len(values) - 1, "max_size": len(values) - 1}
    counts = np.array([1, *data.draw(st.lists(st.integers(0, 3), **size))])
    expected = np.nanquantile(np.repeat(values, counts, axis=0), QUANTILES, axis=0)
    np.testing.assert_allclose(quantiles_of_few(values, counts), expected, atol=1e-12)


def test_quantiles_of_nothing_are_nothing() -> None:
    nothing = np.full((3, 1), np.nan)
    assert np.isnan(quantiles(nothing)).all()
    assert np.isnan(quantiles_of_few(nothing, np.array([2, 0, 1]))).all()


def test_standardised_scores_have_mean_0_and_deviation_1_or_are_all_0() -> None:
    found = standardised(
        np.array([[1.0, 2.0, 3.0, np.nan], [0.1, 0.1, 0.1, 0.1], [5.0, np.nan, np.nan, np.nan]])
    )
    expected = [[-1, 0, 1, np.nan], [0, 0, 0, 0], [0, np.nan, np.nan, np.nan]]
    np.testing.assert_allclose(found, expected)


@pytest.mark.parametrize(
    ("made", "first_order", "total"),
    [
        # Of two independent coins, y = 3·p + q has variance 9/4 + 1/4: nine tenths are p's, with or without q.
        (lambda p, q: 3 * p + q, (0.9, 0.1), (0.9, 0.1)),
        # Which of the two differ is known only from both together.
        (lambda p, q: (p - q) ** 2, (0, 0), (1, 1)),
        (lambda p, _: p, (1, 0), (1, 0)),
    ],
)
def test_shares_are_those_of_functions_that_can_be_worked_out(
    made: object, first_order: tuple[float, float], total: tuple[float, float]
) -> None:
    choices = {"normalise": ["zscore", "minmax"], "aggregate": ["mean", "sum"]}
    draws = draw_design(recipe("x", uncertainty=choices), 256, seed=1)
    y = made(draws.normalise.astype(float), draws.aggregate.astype(float))  # type: ignore[operator]
    shares = Shares.of(2)
    # A second unit that never moves, and one that has no rank in one replicate, have no say.
    gap = np.where(np.arange(len(y)) == 3, np.nan, draws.aggregate)
    shares.add(np.stack([y, np.full(len(y), 7.0), gap], axis=1))
    found = shares.averaged()
    assert [pair[0] for pair in found] == pytest.approx(first_order, abs=0.05)
    assert [pair[1] for pair in found] == pytest.approx(total, abs=0.05)


def test_there_are_no_shares_where_nothing_moves() -> None:
    shares = Shares.of(1)
    shares.add(np.ones((3 * 64, 2)))
    assert shares.averaged() == [(None, None)]
