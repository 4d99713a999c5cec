"""The third engine gives what the first gives, from files that it reads itself to files that it writes itself.

Everything a recipe can say stands in one, because a cluster, even of one machine, takes seconds for each index.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from empiria.analysis.addresses import run_index_at
from empiria.analysis.errors import InputError
from empiria.analysis.frames import cluster
from empiria.analysis.index import compute_index
from empiria.analysis.recipe import read_recipe
from tests.unit.analysis.samples import observations, recipe, units
from tests.unit.analysis.test_properties import assert_near, assert_same

pytest.importorskip("pyspark", reason="the optional extra empiria[spark] is not installed")
if not (shutil.which("java") or "JAVA_HOME" in os.environ):
    pytest.skip("Spark needs Java, and there is none here", allow_module_level=True)

EVERYTHING = """
code: everything
version: "1"
compare: group
change: {periods: 2, normalise: {method: minmax}, aggregate: {method: mean}}
tree:
  code: index
  aggregate: {method: mazziotta-pareto, penalty: minus}
  minimum_share: 0.5
  children:
    - code: means
      aggregate: {method: geometric}
      children:
        - {code: a, per: {indicator: people, times: 1000}, transform: log, normalise: {method: minmax, low: 1, high: 100}}
        - {code: b, per: {column: area}, impute: {method: mean}, normalise: {method: goalposts, from: 0.5, to: 9, low: 1, high: 2}}
        - {code: c, transform: log1p, direction: down, impute: {method: median, within: other}, normalise: {method: percentile}}
        - {code: shown, direction: neutral}
    - code: sums
      aggregate: {method: sum}
      children:
        - {code: d, weight: 2, impute: {method: last, max_gap: 2}, normalise: {method: rank}}
        - {code: e, impute: {method: linear, max_gap: 2}, normalise: {method: distance, to: median}}
        - {code: f, transform: sqrt, direction: down, normalise: {method: distance, to: best}}
    - code: drawn_in
      aggregate: {method: harmonic}
      children:
        - {code: g, treat: {method: winsorise, max_points: 1, skew: 0.5, kurtosis: 0.5}, normalise: {method: zscore, mean: 100}}
        - {code: h, treat: {method: winsorise, max_points: 1, skew: 0.5, kurtosis: 0.5, else: log}, normalise: {method: zscore, mean: 100, sd: 10, ddof: 0}}
        - {code: i, normalise: {method: none}}
"""
YEARS, UNITS = (2017, 2018, 2020, 2022), 16


def tables() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Observations with gaps, some with a reason; units in two groups, one without."""
    random = np.random.default_rng(4)
    rows = [
        (f"{unit:02}", code, year, None if random.random() < 0.15 else float(random.lognormal()) * 3, None)
        for code in ("a", "b", "c", "d", "e", "f", "g", "h", "i", "people", "shown", "unused")
        for year in YEARS
        for unit in range(UNITS)
    ]
    schema = ["unit", "indicator", "period", "value", "status"]
    table = pl.DataFrame(rows, schema=schema, schema_overrides={"status": pl.String}, orient="row")
    reason = pl.when(pl.col("value").is_null() & (pl.col("unit") < "08")).then(pl.lit("secret"))
    codes = [f"{unit:02}" for unit in range(UNITS)]
    groups = [None, *("gh"[unit % 2] for unit in range(1, UNITS))]
    other = ["yz"[unit % 3 // 2] for unit in range(UNITS)]
    area = [float(unit % 5) or None for unit in range(UNITS)]
    columns = {"unit": codes, "name": codes, "group": groups, "other": other, "area": area}
    return table.with_columns(status=reason), pl.DataFrame(columns)


@pytest.fixture(scope="module", autouse=True)
def session() -> Iterator[None]:
    """The session that the engine then finds: two processors and little memory."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.memory": "1g",
        # What runs for seconds is not worth the second compiler.
        "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
        "spark.sql.shuffle.partitions": "2",
        "spark.default.parallelism": "2",
        "spark.python.sql.dataFrameDebugging.enabled": "false",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield
    session.stop()


def test_everything_a_recipe_says_from_address_to_address(tmp_path: Path) -> None:
    table, places = tables()
    folder, scores = tmp_path / "observations", tmp_path / "scores"
    folder.mkdir()
    for number, part in enumerate((table[::2], table[1::2])):
        part.write_parquet(folder / f"{number}.parquet")
    places.write_csv(tmp_path / "units.csv")
    (tmp_path / "recipe.yaml").write_text(EVERYTHING)
    specification = read_recipe(tmp_path / "recipe.yaml")
    run_index_at(
        tmp_path / "recipe.yaml", folder.as_uri(), tmp_path / "units.csv", scores.as_uri(), "spark", None
    )
    order = pl.Enum([node.code for node in specification.nodes])
    written = pl.read_parquet(scores / "*.parquet").sort("unit", "period", pl.col("node").cast(order))
    expected = compute_index(specification, table, places).scores
    assert written.schema == expected.schema
    assert "secret" in expected["status"].to_list()
    assert_same(written, expected)
    with pytest.raises(InputError, match="something is there already"):
        cluster("spark").check_vacant(scores.as_uri())


def test_tables_of_this_machine_and_their_parameters() -> None:
    specification = recipe("x", {"code": "y", "per": {"indicator": "x"}}, pool="all")
    table = observations({"x": [1.0, 2.0, None, 7.0], "y": [4.0, 0.5, 3.0, 3.0]})
    spark, polars = (
        compute_index(specification, table, units(4), engine=engine) for engine in ("spark", "polars")
    )
    assert_same(spark.scores, polars.scores)
    assert spark.parameters.drop("value").rows() == polars.parameters.drop("value").rows()
    assert_near(spark.parameters["value"].to_list(), polars.parameters["value"].to_list())


def test_an_address_without_tables_is_refused_by_name(tmp_path: Path) -> None:
    address = (tmp_path / "none").as_uri()
    with pytest.raises(InputError) as caught:
        cluster("spark").read(address)
    assert str(caught.value).startswith(f"{address}: Spark cannot use this address: [PATH_NOT_FOUND]")


def test_without_java_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(InputError, match="needs Java 17 or newer"):
        cluster("spark")
