"""`empiria uncertainty` and `empiria peers`: from files to files, without a database."""

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from empiria.cli import main
from tests.integration.cli.test_index import OBSERVATIONS, RECIPE, UNITS

CHOICES = "uncertainty: {weights: 0.25, leave_out: true}\n"
FILES = ["--observations", "observations.csv", "--units", "units.csv", "--output"]
INPUTS = ["observations.csv", "recipe.yaml", "units.csv"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EMPIRIA_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    Path("recipe.yaml").write_text(CHOICES + RECIPE)
    Path("observations.csv").write_text(OBSERVATIONS)
    Path("units.csv").write_text(UNITS)
    return tmp_path


def uncertainty(*more: str, output: str = "intervals.csv") -> Result:
    return CliRunner().invoke(
        main, ["uncertainty", "recipe.yaml", *FILES, output, "--replicates", "50", *more]
    )


def peers(*more: str, unit: str = "y", output: str = "peers.csv") -> Result:
    return CliRunner().invoke(main, ["peers", unit, *FILES, output, "--indicators", "a,b", *more])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_uncertainty_writes_intervals_and_shares(folder: Path) -> None:
    answer = uncertainty("--period", "2021", output="intervals.parquet")
    assert (answer.exit_code, answer.output) == (0, "")
    assert names(folder) == sorted([*INPUTS, "intervals.parquet", "intervals-sensitivity.csv"])
    intervals = pl.read_parquet("intervals.parquet")
    quantiles = [f"{what}_{name}" for what in ("score", "rank") for name in ("p05", "p50", "p95")]
    assert intervals.columns == ["unit", "period", "node", *quantiles]
    assert intervals["period"].unique().to_list() == [2021]
    assert intervals.filter(node="root")["rank_p50"].to_list() == [3, 2, 1]
    shares = pl.read_csv("intervals-sensitivity.csv")
    assert shares.columns == ["node", "period", "choice", "first_order", "total"]
    assert shares.filter(node="root")["choice"].to_list() == ["weights", "leave_out"]


def test_the_same_seed_writes_the_same_file() -> None:
    Path("observations.csv").write_text(OBSERVATIONS.replace("x,a,2021,1", "x,a,2021,-5"))
    written = []
    for seed in ("3", "3", "4"):
        assert uncertainty("--seed", seed).exit_code == 0
        written.append(Path("intervals.csv").read_bytes())
    assert written[0] == written[1]
    assert written[0] != written[2]


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        (
            "recipe.yaml",
            "uncertainty: {weights: 2}\n" + RECIPE,
            "recipe.yaml, line 1: expected a number of at most 1",
        ),
        (
            "recipe.yaml",
            "uncertainty: {normalise: [goalposts]}\n" + RECIPE,
            "recipe.yaml, line 1: “goalposts”",
        ),
        (
            "observations.csv",
            OBSERVATIONS + "x,a,2020,9\n",
            "observations.csv, line 14: the observation of “x”",
        ),
    ],
)
def test_wrong_input_exits_2_with_the_place_and_writes_nothing(
    folder: Path, file: str, text: str, told: str
) -> None:
    Path(file).write_text(text)
    answer = uncertainty()
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert answer.stderr.startswith(f"Error: {told}")
    assert names(folder) == INPUTS


def test_uncertainty_writes_over_none_of_its_tables() -> None:
    Path("observations.csv").rename("intervals-sensitivity.csv")
    answer = uncertainty("--observations", "intervals-sensitivity.csv")
    assert answer.exit_code == 2
    assert "intervals-sensitivity.csv: the command would write over this file" in answer.stderr


def test_peers_are_written_with_their_stability_and_as_a_group(folder: Path) -> None:
    answer = peers("--count", "1", "--group", "grouped.csv")
    assert (answer.exit_code, answer.output) == (0, "")
    assert names(folder) == sorted([*INPUTS, "peers.csv", "peers-stability.csv", "grouped.csv"])
    found = pl.read_csv("peers.csv")
    assert found.columns == ["unit", "peer", "position", "distance", "a", "b"]
    assert found.rows() == [("y", "x", 1, 1.0, -1.0, 1.0)]
    assert pl.read_csv("peers-stability.csv").rows() == [("y", "x", 2020, 1, 1.0), ("y", "x", 2021, 1, 1.0)]
    # The group is one that a recipe can compare in.
    Path("recipe.yaml").write_text("compare: peers\n" + RECIPE)
    files = [*FILES, "scores.csv"]
    files[3] = "grouped.csv"
    assert CliRunner().invoke(main, ["index", "recipe.yaml", *files]).exit_code == 0
    ranked = pl.read_csv("scores.csv").filter(node="root", period=2021)
    assert ranked["rank"].to_list() == [2, 1, None]


@pytest.mark.parametrize(
    ("more", "unit", "told"),
    [
        ([], "q", "units.csv: the unit “q” is not among the units"),
        (
            ["--period", "1999"],
            "y",
            "observations.csv: not every trait is observed in 1999; all are in: 2020, 2021",
        ),
        (["--indicators", "a,c"], "y", "observations.csv, node “c”: the indicator has no observation"),
        (["--weights", "1"], "y", "expected 2 weights"),
        (["--group", "units.csv"], "y", "units.csv: the command would write over this file"),
        (["--count", "0"], "y", "Invalid value for '--count'"),
    ],
)
def test_peers_that_cannot_be_found_exit_2_and_write_nothing(
    folder: Path, more: list[str], unit: str, told: str
) -> None:
    answer = peers(*more, unit=unit)
    assert (answer.exit_code, answer.stdout) == (2, "")
    assert f"Error: {told}" in answer.stderr
    assert names(folder) == INPUTS
