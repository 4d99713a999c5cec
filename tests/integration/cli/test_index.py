"""`empiria index`: from files to a file, without a database."""

import sys
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from empiria.cli import main

RECIPE = """\
code: test
version: "1"
tree:
  code: root
  children: [{code: a}, {code: b, direction: down}]
"""
OBSERVATIONS = "unit,indicator,period,value\n" + "".join(
    f"{unit},{indicator},{period},{value}\n"
    for period in (2020, 2021)
    for indicator, values in {"a": (1, 2, 3), "b": (3, 2, 1)}.items()
    for unit, value in zip("xyz", values, strict=True)
)
UNITS = "unit,name\nx,X\ny,Y\nz,Z\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    Path("recipe.yaml").write_text(RECIPE)
    Path("observations.csv").write_text(OBSERVATIONS)
    Path("units.csv").write_text(UNITS)
    return tmp_path


def run(*more: str, output: str = "scores.csv") -> Result:
    files = ["recipe.yaml", "--observations", "observations.csv", "--units", "units.csv", "--output", output]
    return CliRunner().invoke(main, ["index", *files, *more])


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("output", ["scores.csv", "scores.parquet"])
def test_index_writes_scores(folder: Path, engine: str, output: str) -> None:
    answer = run("--engine", engine, "--period", "2021", output=output)
    assert (answer.exit_code, answer.output) == (0, "")
    scores = pl.read_parquet(output) if output.endswith("parquet") else pl.read_csv(output)
    root = scores.filter(pl.col("node") == "root").sort("rank")
    assert root.select("unit", "period", "rank", "ranked").rows() == [
        ("z", 2021, 1, 3), ("y", 2021, 2, 3), ("x", 2021, 3, 3),
    ]  # fmt: skip
    assert root["score"].to_list() == pytest.approx([1.0, 0.0, -1.0], abs=1e-12)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("recipe.yaml", RECIPE.replace("direction: down", "direction: sideways"), "recipe.yaml, line 5"),
        ("observations.csv", OBSERVATIONS + "x,a,2020,9\n", "observations.csv"),
        ("observations.csv", OBSERVATIONS.replace("x,a,2020,1", "x,a,2020,many"), "observations.csv"),
        ("units.csv", "name\nX\n", "units.csv"),
    ],
)
def test_index_of_wrong_input_exits_2_with_the_place_and_writes_nothing(
    folder: Path, file: str, text: str, told: str
) -> None:
    Path(file).write_text(text)
    answer = run()
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"Error: {told}")
    assert sorted(path.name for path in folder.iterdir()) == ["observations.csv", "recipe.yaml", "units.csv"]


def test_spark_without_its_package_says_what_installs_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    answer = run("--engine", "spark")
    told = "Error: the engine “spark” needs pyspark; this installs it: pip install 'empiria[spark]'\n"
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", told)


def test_address_is_refused_by_an_engine_of_one_machine(folder: Path) -> None:
    answer = run(output="s3a://bucket/scores")
    told = "Error: an address is read and written only by: spark; choose it with --engine\n"
    assert (answer.exit_code, answer.stdout, answer.stderr) == (2, "", told)
