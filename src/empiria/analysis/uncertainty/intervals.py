"""What the replicates say of each unit: ranks within a replicate, quantiles over replicates."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from empiria.analysis.cube import Floats, Integers
from empiria.analysis.frames import SAME

QUANTILES = (0.05, 0.5, 0.95)

BLOCK = 2**16
"""So many scores are ranked or aggregated at once: they then lie in the processor's cache."""


def rank(scores: Floats) -> npt.NDArray[np.float32]:
    """Ranks within each row (replicate × unit): 1 is best, scores that are equal when rounded to 9 decimals share the
    best rank; not-a-number where there is no score. (`empiria.analysis.ranks`, over arrays.)"""
    rows = max(1, BLOCK // max(1, scores.shape[1]))
    result = np.empty(scores.shape, dtype=np.float32)
    for start in range(0, len(scores), rows):
        result[start : start + rows] = _ranked(scores[start : start + rows])
    return result


def _ranked(scores: Floats) -> npt.NDArray[np.float32]:
    key = -np.round(scores, 9)
    count = scores.shape[1]
    order = np.argsort(key, axis=1)
    order += (
        count * np.arange(len(scores))[:, None]
    )  # positions in the whole block: one flat index is faster than two
    ordered = key.ravel()[order]
    first = np.arange(1, count + 1, dtype=np.float32)
    places = np.broadcast_to(first, scores.shape)
    tied = ordered[:, 1:] == ordered[:, :-1]
    if tied.any():
        own = np.where(tied, np.float32(0), first[1:])
        places = np.maximum.accumulate(np.concatenate([places[:, :1], own], axis=1), axis=1)
    result = np.empty(scores.shape, dtype=np.float32)
    result.ravel()[order] = places
    if np.isnan(ordered[:, -1]).any():  # they are sorted to the end
        result[np.isnan(scores)] = np.nan
    return result


def standardised(scores: Floats) -> Floats:
    """Each replicate's scores with mean 0 and standard deviation 1 (n − 1) over the units; 0 where all are equal."""
    there = ~np.isnan(scores)
    n = np.maximum(there.sum(axis=1, keepdims=True), 1)
    known = scores if there.all() else np.where(there, scores, 0.0)
    deviation = np.where(there, scores - known.sum(axis=1, keepdims=True) / n, 0.0)
    spread = np.sqrt((deviation**2).sum(axis=1, keepdims=True) / np.maximum(n - 1, 1))
    size = np.abs(known).max(axis=1, keepdims=True, initial=0.0)
    result = np.divide(deviation, spread, out=np.zeros_like(deviation), where=spread > SAME * size)
    return np.where(there, result, np.nan)


def quantiles(values: npt.NDArray[np.floating]) -> Floats:
    """The QUANTILES over the rows that have a number, of every column: quantile × unit; not-a-number where none has one.

    Linear between order statistics (type 7 of Hyndman & Fan 1996, the default of R and NumPy).
    """
    columns = np.ascontiguousarray(values.T)
    columns.sort(axis=1)  # numbers first
    counts = columns.shape[1] - np.isnan(columns).sum(axis=1)
    return _between(columns, counts, lambda position: position)


def quantiles_of_few(values: npt.NDArray[np.floating], counts: Integers) -> Floats:
    """As `quantiles`, where row i stands for `counts[i]` equal ones."""
    columns = values.T
    order = np.argsort(columns, axis=1)
    ordered = np.take_along_axis(columns, order, axis=1)
    times = np.where(np.isnan(ordered), 0, counts[order])
    upto = times.cumsum(axis=1)

    def row(position: Integers) -> Integers:
        found: Integers = np.minimum((upto <= position[:, None]).sum(axis=1), len(values) - 1)
        return found

    return _between(ordered, upto[:, -1], row)


def _between(
    ordered: npt.NDArray[np.floating], counts: Integers, row: Callable[[Integers], Integers]
) -> Floats:
    units = np.arange(len(ordered))
    result = np.empty((len(QUANTILES), len(ordered)))
    for number, share in enumerate(QUANTILES):
        position = np.maximum(counts - 1, 0) * share
        below = np.floor(position).astype(np.int64)
        above = np.minimum(below + 1, np.maximum(counts - 1, 0))
        low, high = (ordered[units, row(end)].astype(np.float64) for end in (below, above))
        result[number] = np.where(counts > 0, low + (high - low) * (position - below), np.nan)
    return result
