"""Class breaks against results reached otherwise: by hand, by trying every partition, by the definition."""

from itertools import combinations, pairwise
from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empiria.analysis.classes import METHODS, Classes, Method, classify

# Three clusters that an eye sees.
CLUSTERS = [1.0, 2.0, 2.5, 3.0, 20.0, 21.0, 22.0, 60.0, 61.0, 62.0, 70.0]


def squares(values: list[float]) -> float:
    return sum((value - mean(values)) ** 2 for value in values)


def within(values: list[float], classes: Classes) -> float:
    """Squared deviations within classes: what Fisher and Jenks make least."""
    parts: dict[int, list[float]] = {}
    for value in values:
        parts.setdefault(classes.of(value), []).append(value)
    return sum(squares(part) for part in parts.values())


def least(values: list[float], count: int) -> float:
    """The same over every way of cutting the ordered values in so many pieces."""
    ordered = sorted(values)
    ways = combinations(range(1, len(ordered)), count - 1)
    return min(sum(squares(ordered[a:b]) for a, b in pairwise([0, *cuts, len(ordered)])) for cuts in ways)


def test_jenks_finds_the_clusters_an_eye_sees() -> None:
    assert classify(CLUSTERS, method="jenks", count=3).bounds == (1.0, 3.0, 22.0, 70.0)


@given(st.lists(st.integers(0, 50).map(float), min_size=4, max_size=9), st.integers(2, 4))
def test_jenks_is_the_optimum_of_all_partitions(values: list[float], count: int) -> None:
    if len(set(values)) <= count:
        return
    assert within(values, classify(values, method="jenks", count=count)) == pytest.approx(
        least(values, count)
    )


def test_quantiles_are_those_of_hyndman_and_fans_type_7() -> None:
    # (n − 1)p + 1 for n = 11: positions 3, 5, 7 and 9 of the ordered values.
    assert classify(CLUSTERS, method="quantiles", count=5).bounds == (1.0, 2.5, 20.0, 22.0, 61.0, 70.0)


def test_quantile_between_neighbours_is_linear() -> None:
    assert classify([0.0, 10.0, 20.0, 30.0], method="quantiles", count=4).bounds == (
        0.0,
        7.5,
        15.0,
        22.5,
        30.0,
    )


def test_equal_classes_are_as_wide_as_one_another() -> None:
    assert classify(CLUSTERS, method="equal", count=3).bounds == (1.0, 24.0, 47.0, 70.0)


def test_deviations_are_cut_at_half_and_one_and_a_half_whatever_number_is_asked_for() -> None:
    centre, deviation = mean(CLUSTERS), stdev(CLUSTERS)
    # Mean 29.5, deviation 27.5: the first cut lies below every value.
    expected = (1.0, centre - 0.5 * deviation, centre + 0.5 * deviation, 70.0)
    for count in (3, 5):
        assert classify(CLUSTERS, method="sd", count=count).bounds == pytest.approx(expected)


def test_class_holds_its_upper_bound_and_the_first_also_the_lowest_value() -> None:
    classes = Classes((1.0, 3.0, 22.0, 70.0))
    assert [classes.of(value) for value in (1.0, 3.0, 3.1, 22.0, 22.1, 70.0)] == [1, 1, 2, 2, 3, 3]
    assert (classes.of(-5.0), classes.of(99.0)) == (1, 3)


def test_many_equal_lowest_values_are_a_class_by_themselves() -> None:
    classes = classify([0.0] * 6 + [1.0, 2.0, 3.0, 4.0], method="quantiles", count=5)
    # Of ten values the quantiles stand at positions 2.8, 4.6, 6.4 and 8.2.
    assert classes.bounds == pytest.approx((0.0, 0.0, 0.4, 2.2, 4.0))
    assert [classes.of(value) for value in (0.0, 1.0, 3.0)] == [1, 3, 4]


@pytest.mark.parametrize("method", METHODS)
def test_one_value_is_one_class_and_none_is_none(method: Method) -> None:
    assert classify([2.0, 2.0], method=method).bounds == (2.0, 2.0)
    assert len(classify([2.0, 2.0], method=method)) == 1
    assert len(classify([], method=method)) == 0


@given(
    st.lists(st.floats(-1e6, 1e6, allow_nan=False), min_size=2, max_size=60),
    st.sampled_from(METHODS),
    st.integers(3, 5),
)
def test_every_value_is_in_one_of_at_most_so_many_classes(
    values: list[float], method: Method, count: int
) -> None:
    classes = classify(values, method=method, count=count)
    assert 1 <= len(classes) <= (5 if method == "sd" else count)
    assert list(classes.bounds) == sorted(classes.bounds)
    assert (classes.bounds[0], classes.bounds[-1]) == (min(values), max(values))
    for value in values:
        place = classes.of(value)
        assert classes.bounds[place - 1] <= value <= classes.bounds[place]
