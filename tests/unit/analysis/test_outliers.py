"""Figures worth a question: Tukey's fence and the jump from year to year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from empiria.analysis.outliers import LEAST, is_far_from_others, is_jump

# Quartiles 2.75 and 6.25 by linear interpolation, so the fences stand at -2.5 and 11.5.
OTHERS = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
FINITE = st.floats(-1e9, 1e9)


@pytest.mark.parametrize(("value", "is_far"), [(11.5, False), (11.6, True), (-2.5, False), (-2.6, True)])
def test_the_fence_stands_where_it_is_worked_out_by_hand(value: float, is_far: bool) -> None:
    assert is_far_from_others(value, OTHERS) is is_far


@given(value=FINITE, others=st.lists(FINITE, max_size=LEAST - 1))
def test_too_few_others_say_nothing(value: float, others: list[float]) -> None:
    assert not is_far_from_others(value, others)


@given(others=st.lists(FINITE, min_size=LEAST, max_size=40))
def test_the_median_is_never_far(others: list[float]) -> None:
    assert not is_far_from_others(sorted(others)[len(others) // 2], others)


@pytest.mark.parametrize(
    ("value", "before", "expected"),
    [
        (15, 10, False),
        (15.1, 10, True),
        (5, 10, False),
        (4.9, 10, True),
        (1, 0, True),
        (0, 0, False),
        (-4, -10, True),
    ],
)
def test_a_jump_is_more_than_half_of_the_year_before(value: float, before: float, expected: bool) -> None:
    assert is_jump(value, before) is expected
