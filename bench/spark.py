"""How the cost of an index grows on Spark: 1, 4 and 16 times the data, read and written by Spark itself, on two processors.

The recipe is that of `bench index`; what grows is the number of units. Sixteen times is 3.97 million observations, the whole
country of that benchmark. Polars does the same from file to file beside it: on one machine it is what to use.
"""

import os
import shutil
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import polars as pl

from bench.index import INDICATORS, recipe_text

UNITS, YEARS, GROUPS, SIZES = 620, 5, 10, (1, 4, 16)
GROWTH_LIMIT = 16
SUBMIT = "--master local[2] --driver-memory 2g --conf spark.ui.enabled=false pyspark-shell"


def write_inputs(folder: Path, units: int) -> None:
    random = np.random.default_rng(20261122)
    folder.mkdir()
    numbers = pl.DataFrame({"unit": [f"{number:07}" for number in range(units)]})
    years = pl.DataFrame({"period": range(2020, 2020 + YEARS)}, schema={"period": pl.Int32})
    codes = pl.DataFrame({"indicator": [f"indicator_{number:02}" for number in range(INDICATORS)]})
    table = numbers.join(years, how="cross").join(codes, how="cross")
    table = table.with_columns(value=pl.Series(random.lognormal(size=table.height)))
    table.write_parquet(folder / "observations.parquet")
    groups = random.integers(0, GROUPS, units).astype(str)
    numbers.with_columns(name="unit", group=pl.Series(groups)).write_parquet(folder / "units.parquet")
    (folder / "recipe.yaml").write_text(recipe_text().replace("periods: 3", "periods: 2"), encoding="utf-8")


def on_spark(folder: Path) -> float:
    from empiria.analysis.addresses import run_index_at

    output = folder / "scores"
    observations = (folder / "observations.parquet").as_uri()
    start = time.perf_counter()
    run_index_at(
        folder / "recipe.yaml", observations, folder / "units.parquet", output.as_uri(), "spark", None
    )
    seconds = time.perf_counter() - start
    shutil.rmtree(output)
    return seconds


def on_polars(folder: Path) -> float:
    from empiria.analysis.files import run_index

    tables = (folder / "observations.parquet", folder / "units.parquet")
    start = time.perf_counter()
    run_index(folder / "recipe.yaml", *tables, folder / "scores.parquet", "polars", None)
    return time.perf_counter() - start


def run() -> None:
    if find_spec("pyspark") is None or not (shutil.which("java") or "JAVA_HOME" in os.environ):
        print("spark: left out; it needs the extra empiria[spark] and Java 17")
        return
    os.environ["PYSPARK_SUBMIT_ARGS"] = SUBMIT
    with tempfile.TemporaryDirectory() as name:
        folders = {size: Path(name) / str(size) for size in SIZES}
        for size, folder in folders.items():
            write_inputs(folder, UNITS * size)
        # The first run of a session compiles what the others find compiled.
        first = on_spark(folders[1])
        spark = [on_spark(folder) for folder in folders.values()]
        polars = [on_polars(folder) for folder in folders.values()]
    growth = [seconds / spark[0] for seconds in spark]
    print(
        f"spark: {growth[1]:.1f} × the time for 4 × the data, {growth[2]:.1f} × for 16 × (less than {GROWTH_LIMIT}) — "
        f"{' · '.join(f'{seconds:.1f}' for seconds in spark)} s, the first time {first:.1f} s; "
        f"Polars {' · '.join(f'{seconds:.2f}' for seconds in polars)} s"
    )
    if growth[2] >= GROWTH_LIMIT:
        sys.exit(1)
