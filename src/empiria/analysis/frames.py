"""Tables as the method sees them: column names, types, statuses — and the only place that names an engine.

The method is written once, in Narwhals. An `Engine` takes a table in, computes a step once where several later steps
need it, and gives a table back; numbers only, so that every engine sees the same input.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, Protocol

import narwhals as nw
import polars as pl

from empiria.analysis.errors import InputError, mark

Frame = nw.LazyFrame[Any]

CELL = ("place", "node")
"""What tells the rows of the method apart: who and when, and which node (see `grid`)."""

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

    def settle(self, frame: Frame, *keys: str) -> Frame:
        """The same frame, computed now and only once; sorted by keys that tell its rows apart, where sums follow.

        The last bits of a sum depend on the order of its summands. An engine of one machine sums in the order of the
        rows settled last, whatever the number of its threads, so that the same tables give the same bytes; a cluster
        keeps no order.
        """

    def leave(self, frame: Frame) -> pl.DataFrame:
        """The rows of a frame, in no particular order."""


class Cluster(Engine, Protocol):
    """An engine that reads and writes tables by itself, so that they need not pass through this process."""

    def read(self, address: str) -> Frame:
        """The table of Parquet files at an address; InputError when it cannot be read."""

    def check_vacant(self, address: str) -> None:
        """Refuse an address where something is already, before any work is done: InputError."""

    def write(self, frame: Frame, address: str) -> None:
        """Write a frame as Parquet files to an address where nothing is; InputError when it cannot be written."""


class _Polars:
    # Never streaming: its groupings sum in whichever order the threads come by. Whole columns are grouped in the order of
    # their rows, but groups and joined rows come out in any.

    def enter(self, table: pl.DataFrame) -> Frame:
        return nw.from_native(table.lazy())

    def settle(self, frame: Frame, *keys: str) -> Frame:
        table = self.leave(frame)
        return self.enter(table.sort(keys) if keys else table)

    def leave(self, frame: Frame) -> pl.DataFrame:
        native: pl.LazyFrame = frame.to_native()
        return native.collect(engine="in-memory").rechunk()


class _DuckDB:
    def __init__(self) -> None:
        import duckdb  # heavy, and needed only by those who ask for this engine

        # One thread: several sum in whichever order they come by, and rows that one reads stay in their order.
        self.connection = duckdb.connect(config={"threads": 1})
        self.settled = 0

    def enter(self, table: pl.DataFrame) -> Frame:
        return self.settle(nw.from_native(self.connection.from_arrow(table.to_arrow())))

    def settle(self, frame: Frame, *keys: str) -> Frame:
        self.settled += 1
        name = f"settled_{self.settled}"
        frame.to_native().to_table(name)
        return nw.from_native(self.connection.table(name))

    def leave(self, frame: Frame) -> pl.DataFrame:
        table: pl.DataFrame = frame.to_native().pl()
        return table


class _Spark:
    # A step that is settled is kept by the executors, which also cuts the plan that led to it: plans that grow
    # with every level of the tree take longer to think over than to run. Where the cluster names a `spark.checkpoint.dir`
    # the step is kept there, so that it outlives an executor.

    def __init__(self) -> None:
        self.session = _spark_session()
        # What has no result is null here, as on every engine; ANSI mode would end the run instead.
        self.session.conf.set("spark.sql.ansi.enabled", "false")
        self.reliable = self.session.conf.get("spark.checkpoint.dir", None) is not None

    def enter(self, table: pl.DataFrame) -> Frame:
        frame: Frame = nw.from_native(self.session.createDataFrame(table.to_arrow()))
        return frame

    def settle(self, frame: Frame, *keys: str) -> Frame:
        native = frame.to_native()
        settled: Frame = nw.from_native(native.checkpoint() if self.reliable else native.localCheckpoint())
        return settled

    def leave(self, frame: Frame) -> pl.DataFrame:
        return pl.DataFrame(pl.from_arrow(frame.to_native().toArrow()))

    def read(self, address: str) -> Frame:
        self._look(address)
        frame: Frame = nw.from_native(self.session.read.parquet(address))
        return frame

    def _look(self, address: str) -> None:
        # Named twice: asked for one address where nothing is, Spark first logs a hundred lines of a stack.
        with _spark_answers(address):
            self.session.read.parquet(address, address)

    def check_vacant(self, address: str) -> None:
        try:
            self._look(address)
        except InputError as error:
            if getattr(error.__cause__, "getCondition", str)() != "PATH_NOT_FOUND":
                raise
        else:
            raise InputError(mark("something is there already"), place={"file": address})

    def write(self, frame: Frame, address: str) -> None:
        with _spark_answers(address):
            frame.to_native().write.mode("errorifexists").parquet(address)


def _spark_session() -> Any:
    """The session of the cluster that Spark's own configuration names, or of every processor of this machine."""
    try:
        from pyspark.errors import PySparkException  # heavy, and needed only by those who ask for this engine
        from pyspark.sql import SparkSession
    except ImportError:
        message = mark("the engine “spark” needs pyspark; this installs it: pip install 'empiria[spark]'")
        raise InputError(message) from None
    home = os.environ.get("JAVA_HOME")
    if "SPARK_REMOTE" not in os.environ and not shutil.which("java", path=home and f"{home}/bin"):
        raise InputError(
            mark("the engine “spark” needs Java 17 or newer; install it, or let JAVA_HOME name its folder")
        )
    try:
        return SparkSession.builder.appName("empiria").getOrCreate()
    except PySparkException as error:
        raise InputError(mark("Spark does not start: %(reason)s"), reason=_first_line(error)) from error


@contextmanager
def _spark_answers(address: str) -> Iterator[None]:
    """What Spark says of an address that it cannot read or write, as an InputError."""
    from py4j.protocol import Py4JJavaError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JJavaError) as error:
        said = error.java_exception if isinstance(error, Py4JJavaError) else error
        message = mark("Spark cannot use this address: %(reason)s")
        raise InputError(message, place={"file": address}, reason=_first_line(said)) from error


def _first_line(said: object) -> str:
    return str(said).strip().partition("\n")[0]


CLUSTERS: dict[str, Callable[[], Cluster]] = {"spark": _Spark}
ENGINES: dict[str, Callable[[], Engine]] = {"polars": _Polars, "duckdb": _DuckDB, **CLUSTERS}


def engine(name: str) -> Engine:
    """The engine of that name; InputError when there is none here."""
    if name not in ENGINES:
        message = mark("the engine “%(engine)s” is not available here; there are: %(engines)s")
        raise InputError(message, engine=name, engines=", ".join(ENGINES))
    return ENGINES[name]()


def cluster(name: str) -> Cluster:
    """The engine of that name, if it reads and writes tables by itself; else InputError."""
    if name not in CLUSTERS:
        message = mark("an address is read and written only by: %(engines)s; choose it with --engine")
        raise InputError(message, engines=", ".join(CLUSTERS))
    return CLUSTERS[name]()


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
