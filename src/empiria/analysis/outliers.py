"""Figures that are worth a question before they are believed: far from the others, or far from last year's."""

from collections.abc import Sequence
from statistics import quantiles

# Fewer others say nothing of where a figure usually lies.
LEAST = 8
# Tukey's inner fence, in interquartile ranges beyond the middle half.
FENCE = 1.5
# Share of last year's figure.
JUMP = 0.5


def is_far_from_others(value: float, others: Sequence[float]) -> bool:
    """Whether a value lies more than FENCE interquartile ranges outside the middle half of the others (Tukey 1977,
    Exploratory Data Analysis, ch. 2; quartiles by linear interpolation). Never with fewer than LEAST others."""
    if len(others) < LEAST:
        return False
    q1, _median, q3 = quantiles(others, n=4, method="inclusive")
    room = FENCE * (q3 - q1)
    return value < q1 - room or value > q3 + room


def is_jump(value: float, before: float) -> bool:
    """Whether a value differs from the one before by more than the share JUMP of that; from zero, by anything."""
    return abs(value - before) > JUMP * abs(before)
