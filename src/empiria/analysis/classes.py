"""Classes of a map: where the values of many units are cut, so that few colours say how they lie."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

Method = Literal["quantiles", "jenks", "equal", "sd"]
METHODS: tuple[Method, ...] = get_args(Method)
# Fewer say nothing, and more colours cannot be told apart.
FEWEST, MOST = 3, 5
# Standard deviations from the mean, the same for any number of classes asked for.
DEVIATIONS = (-1.5, -0.5, 0.5, 1.5)


@dataclass(frozen=True)
class Classes:
    """Classes from low to high: `bounds` has one number more than there are classes, from the lowest value to the highest.

    A class holds the values above its lower bound up to its upper one, the first also the lowest value itself.
    """

    bounds: tuple[float, ...]

    def __len__(self) -> int:
        return max(len(self.bounds) - 1, 0)

    def of(self, value: float) -> int:
        """The class of a value, from 1; beyond the bounds that of the nearest."""
        return min(bisect_left(self.bounds[1:-1], value) + 1, max(len(self), 1))


def classify(values: Sequence[float], *, method: Method, count: int = MOST) -> Classes:
    """At most `count` classes of the values (any order, none missing).

    A bound that repeats is taken once; where the lowest value is a class by itself, it is also the first upper bound.

    - `quantiles`: as many units in each; the quantile is linear between neighbours (Hyndman and Fan 1996, type 7);
    - `jenks`: least squares within classes, the optimum by Fisher (1958) that Jenks (1977) brought to maps;
    - `equal`: as wide as one another;
    - `sd`: cut at −1.5, −0.5, 0.5 and 1.5 standard deviations (n − 1) from the mean, whatever `count` is.

    Ties may leave fewer classes than asked for; one value alone is one class, and no value none.
    """
    if not values:
        return Classes(())
    low, high = float(min(values)), float(max(values))
    if low == high:
        return Classes((low, high))
    inner = {"quantiles": _quantiles, "jenks": _jenks, "equal": _equal, "sd": _deviations}[method](
        values, count
    )
    kept = sorted({float(bound) for bound in inner if low <= bound < high})
    return Classes((low, *kept, high))


def _quantiles(values: Sequence[float], count: int) -> Sequence[float]:
    return np.quantile(values, np.arange(1, count) / count).tolist()  # type: ignore[no-any-return]


def _jenks(values: Sequence[float], count: int) -> Sequence[float]:
    # Imported here: only a map cut this way needs it.
    from jenkspy import jenks_breaks

    bounds: list[float] = jenks_breaks(list(values), n_classes=min(count, len(set(values))))
    return bounds[1:-1]


def _equal(values: Sequence[float], count: int) -> Sequence[float]:
    return np.linspace(min(values), max(values), count + 1)[1:-1].tolist()  # type: ignore[no-any-return]


def _deviations(values: Sequence[float], _count: int) -> Sequence[float]:
    mean, deviation = float(np.mean(values)), float(np.std(values, ddof=1))
    return [mean + step * deviation for step in DEVIATIONS]
