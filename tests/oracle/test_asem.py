"""The ASEM index, stage by stage, against COINr."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import yaml
from polars.testing import assert_frame_equal

from empiria.analysis.files import run_index
from empiria.analysis.index import compute_index, compute_stages
from empiria.analysis.recipe import Recipe, Uncertainty, read_recipe
from empiria.analysis.uncertainty import compute_uncertainty
from tests.oracle import tables

RECIPE = Path(__file__).with_name("asem.yaml")
ENGINES = ["polars", "duckdb"]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "coinr-asem"


@pytest.fixture(scope="module")
def recipe() -> Recipe:
    return read_recipe(RECIPE)


@pytest.fixture(scope="module")
def asem(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    data = tables.read(folder / "ASEM_iData.csv")
    return tables.observations(data, tables.indicators(folder)), tables.units(data)


def largest_difference(ours: pl.Series, theirs: pl.Series) -> float:
    """Relative to the size of what is compared, or absolute where that is below one."""
    assert ours.is_null().to_list() == theirs.is_null().to_list()
    return float(((ours - theirs).abs() / theirs.abs().clip(1.0)).max())  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_stage_agrees_with_coinr(
    engine: str, folder: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    stages = {"Denominated": "value", "Imputed": "imputed", "Treated": "treated", "Normalised": "score"}
    ours = compute_stages(recipe, *asem, engine=engine)
    for stage, column in stages.items():
        theirs = tables.long(folder / f"ref_{stage}.csv", tables.indicators(folder), "reference")
        joined = ours.join(theirs, on=["unit", "node"], how="inner")
        assert joined.height == 51 * 49
        assert largest_difference(joined[column], joined["reference"]) < 1e-9, stage


def test_small_values_agree_in_their_own_size(
    folder: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    theirs = tables.long(folder / "ref_Treated.csv", tables.indicators(folder), "reference")
    joined = compute_stages(recipe, *asem).join(theirs, on=["unit", "node"]).filter(pl.col("reference") != 0)
    assert ((joined["treated"] - joined["reference"]) / joined["reference"]).abs().max() < 1e-12  # type: ignore[operator]


@pytest.mark.parametrize("engine", ENGINES)
def test_aggregated_scores_agree_with_coinr(
    engine: str, folder: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    nodes = [node.code for node in recipe.nodes]
    theirs = tables.long(folder / "ref_Aggregated.csv", nodes, "reference")
    joined = compute_index(recipe, *asem, engine=engine).scores.join(theirs, on=["unit", "node"], how="inner")
    assert joined.height == 51 * 60
    assert largest_difference(joined["score"], joined["reference"]) < 1e-9


def test_ranks_agree_with_the_published_results(
    folder: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    published = tables.read(folder / "ref_results_scores_rank.csv")
    index = compute_index(recipe, *asem).scores.filter(pl.col("node") == "Index")
    joined = published.join(index, left_on="uCode", right_on="unit", how="left", maintain_order="left")
    assert joined["rank"].to_list() == joined["Rank"].to_list()
    assert (joined["score"] - joined["Index"]).abs().max() < 1e-8  # type: ignore[operator]
    assert joined["ranked"].unique().to_list() == [51]


def test_treated_points_are_those_of_coinr(
    folder: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    theirs = tables.read(folder / "ref_treatment.csv").drop_nulls("winsorise.nwin")
    parameters = compute_index(recipe, *asem).parameters.filter(pl.col("step") == "treat")
    moved = parameters.filter(pl.col("name") == "moved")
    assert dict(moved.select("node", "value").iter_rows()) == dict(
        theirs.select("iCode", "winsorise.nwin").cast({"winsorise.nwin": pl.Float64}).iter_rows()
    )
    assert parameters.filter(pl.col("name") == "base").is_empty(), "none needs the logarithm"


def panel_recipe(recipe: Recipe) -> Recipe:
    """The same with change, and denominators that are observed each year."""
    text = yaml.safe_dump(recipe.to_dict()).replace("column: ", "indicator: ")
    return read_recipe(text + "change: {periods: 1, normalise: {method: percentile}}\n")


def test_engines_agree_on_the_panel(folder: Path, recipe: Recipe) -> None:
    data = tables.read(folder / "ASEM_iData_panel.csv")
    columns = [*tables.indicators(folder), *tables.DENOMINATORS]
    units = tables.units(data.filter(pl.col("Time") == 2018)).drop(tables.DENOMINATORS)
    observations = tables.observations(data, columns)
    ours, theirs = (
        compute_index(panel_recipe(recipe), observations, units, engine=engine).scores for engine in ENGINES
    )
    assert ours.height == 51 * 5 * 60
    exact = ["unit", "period", "node", "level", "rank", "ranked", "status", "change_rank"]
    assert ours.select(exact).equals(theirs.select(exact))
    for column in ("value", "score", "change_score"):
        assert largest_difference(ours[column], theirs[column]) < 1e-9


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_files_give_the_same_scores(
    ending: str, tmp_path: Path, recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    names = ("observations", "units")
    for name, table in zip(names, asem, strict=True):
        path = tmp_path / f"{name}{ending}"
        table.write_csv(path) if ending == ".csv" else table.write_parquet(path)
    inputs = [tmp_path / f"{name}{ending}" for name in names]
    run_index(RECIPE, *inputs, tmp_path / f"scores{ending}", "polars", None)
    scores = compute_index(recipe, *asem).scores
    written = tmp_path / f"scores{ending}"
    read = pl.read_csv(written, schema=scores.schema) if ending == ".csv" else pl.read_parquet(written)
    assert_frame_equal(
        read.with_columns(pl.col("status").fill_null("")), scores, rel_tol=1e-12, abs_tol=1e-12
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [*(path.name for path in inputs), written.name]
    )


def test_aggregation_moves_ranks_most_as_with_coinr(
    recipe: Recipe, asem: tuple[pl.DataFrame, pl.DataFrame]
) -> None:
    choices = Uncertainty(weights=0.25, normalise=("minmax", "zscore"), aggregate=("mean", "geometric"))
    found = compute_uncertainty(replace(recipe, uncertainty=choices), *asem, replicates=400).sensitivity
    total = dict(found.filter(node="Index").select("choice", "total").rows())
    assert max(total, key=lambda choice: total[choice]) == "aggregate"
    assert total["weights"] > 0.1
