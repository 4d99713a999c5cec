"""Where a value stands on paper."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Scale:
    """Linear: `low` is drawn at `start`, `high` at `end`; what lies beyond is drawn at the edge."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        share = (value - self.low) / (self.high - self.low)
        share = 0.0 if share < 0 else 1.0 if share > 1 else share
        return self.start + share * (self.end - self.start)

    def many(self, values: Sequence[float]) -> "np.ndarray[Any, np.dtype[np.float64]]":
        """The same for a whole group at once."""
        if self.high == self.low:
            return np.full(len(values), (self.start + self.end) / 2)
        shares = (np.asarray(values, dtype=float) - self.low) / (self.high - self.low)
        return self.start + np.clip(shares, 0.0, 1.0) * (self.end - self.start)

    def line(self) -> tuple[float, float]:
        """Where 0 would stand and how far 1 lies from it: for values known to lie inside, drawn one by one."""
        if self.high == self.low:
            return (self.start + self.end) / 2, 0.0
        step = (self.end - self.start) / (self.high - self.low)
        return self.start - step * self.low, step


def padded(values: Iterable[float], share: float) -> tuple[float, float]:
    """The range of the values with room on both sides; a single value gets room around it too."""
    known = list(values)
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    room = (high - low) * share or abs(high) * 0.1 or 1.0
    return low - room, high + room


def ticks(low: float, high: float, least: int = 3) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten apart) inside the range: as few as are at least `least`."""
    if high <= low:
        return [low]
    step = 10.0 ** math.ceil(math.log10(high - low))
    for factor in (1, 0.5, 0.2, 0.1, 0.05):
        found = _multiples(low, high, step * factor)
        if len(found) >= least:
            return found
    return _multiples(low, high, step / 100)


def _multiples(low: float, high: float, step: float) -> list[float]:
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(position * step, 12) for position in range(first, last + 1)]


def decimals_of(step_values: list[float]) -> int:
    """As many decimals as the ticks need to differ."""
    if len(step_values) < 2:
        return 0
    step = abs(step_values[1] - step_values[0])
    return max(0, -math.floor(math.log10(step) + 1e-9)) if step else 0
