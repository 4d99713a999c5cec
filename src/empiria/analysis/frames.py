"""Tables as the method sees them: column names, types, statuses — and the only place that names an engine.

The method is written once, in Narwhals. An `Engine` takes a table in, computes a step once where several later steps
need it, and gives a table back; numbers only, so that every engine sees the same input.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from empiria.analysis.errors import InputError, mark

Frame = nw.LazyFrame[Any]

OBSERVATIONS = {
    "unit": pl.String,
    "indicator": pl.String,
    "period": pl.Int32,
    "value": pl.Float64,
    "status": pl.String,
}
SCORES = {
    "unit": pl.String,
    "period": pl.Int32,
    "node": pl.String,
    "level": pl.Int32,
    "value": pl.Float64,
    "score": pl.Float64,
    "rank": pl.Int32,
    "ranked": pl.Int32,
    "status": pl.String,
    "change_score": pl.Float64,
    "change_rank": pl.Int32,
}
"""The output table of an index; the last two only where the recipe has `change`."""


SAME = 1e-12
"""Values closer than this, relative to the largest, are equal: 0.3/3 and 0.1 differ only in how they were computed."""


class Status(IntEnum):
    """Why a node has no score, or what to know of one it has; in order of priority."""

    OK = 0
    NEUTRAL = 1
    MISSING = 2
    NO_DENOMINATOR = 3
    IMPUTED = 4
    OUTSIDE_DOMAIN = 5
    NO_GROUP = 6
    CONSTANT = 7
    NOT_POSITIVE = 8
    TOO_FEW = 9

    @property
    def text(self) -> str:
        return "" if self is Status.OK else self.name.lower().replace("_", " ")


class Engine(Protocol):
    """Where the expressions run."""

    def enter(self, table: pl.DataFrame) -> Frame:
        """A table of numbers, ready for expressions."""

    def settle(self, frame: Frame) -> Frame:
        """The same frame, computed now and only once."""

    def leave(self, frame: Frame) -> pl.DataFrame:
        """The rows of a frame, in no particular order."""


class _Polars:
    # Streaming is the faster way through joins and groupings, which lie between two settlings; whole columns are the
    # faster way through windows, which lie before leaving. Either is far slower over many small chunks.

    def enter(self, table: pl.DataFrame) -> Frame:
        return nw.from_native(table.lazy())

    def settle(self, frame: Frame) -> Frame:
        native: pl.LazyFrame = frame.to_native()
        return self.enter(native.collect(engine="streaming").rechunk())

    def leave(self, frame: Frame) -> pl.DataFrame:
        native: pl.LazyFrame = frame.to_native()
        return native.collect(engine="in-memory").rechunk()


class _DuckDB:
    def __init__(self) -> None:
        import duckdb  # heavy, and needed only by those who ask for this engine

        self.connection = duckdb.connect()
        self.settled = 0

    def enter(self, table: pl.DataFrame) -> Frame:
        return self.settle(nw.from_native(self.connection.from_arrow(table.to_arrow())))

    def settle(self, frame: Frame) -> Frame:
        self.settled += 1
        name = f"settled_{self.settled}"
        frame.to_native().to_table(name)
        return nw.from_native(self.connection.table(name))

    def leave(self, frame: Frame) -> pl.DataFrame:
        table: pl.DataFrame = frame.to_native().pl()
        return table


ENGINES: dict[str, Callable[[], Engine]] = {"polars": _Polars, "duckdb": _DuckDB}


def engine(name: str) -> Engine:
    """The engine of that name; InputError when there is none here."""
    if name not in ENGINES:
        message = mark("the engine “%(engine)s” is not available here; there are: %(engines)s")
        raise InputError(message, engine=name, engines=", ".join(ENGINES))
    return ENGINES[name]()


def choose(values: Mapping[int, float], *, key: str = "node") -> nw.Expr:
    """The number that belongs to each row's node, from node → number; nodes that share one are tested together."""
    alike: dict[float, list[int]] = {}
    for node, value in values.items():
        alike.setdefault(value, []).append(node)
    if len(alike) == 1:
        return nw.lit(float(next(iter(alike))))
    return by_node([(nodes, nw.lit(float(value))) for value, nodes in alike.items()], key=key)


def by_node(cases: Sequence[tuple[Sequence[int], nw.Expr]], *, key: str = "node") -> nw.Expr:
    """One expression for some nodes, another for others; null for the rest."""
    result = nw.lit(None, dtype=nw.Float64)
    for nodes, expression in reversed(cases):
        result = nw.when(nw.col(key).is_in(list(nodes))).then(expression).otherwise(result)
    return result
