"""An index whose tables lie at addresses, where the engine reads and writes them itself.

An address has `://` in it (`s3a://bucket/observations`, `file:///srv/observations`) and holds Parquet: a file, or a folder
of them. Any of the tables may be a file of this machine instead; then it passes through this process.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from empiria.analysis.errors import InputError
from empiria.analysis.files import Place, check_output, located, read_table, write_table
from empiria.analysis.frames import Cluster, Frame, cluster
from empiria.analysis.index import compute_scores
from empiria.analysis.recipe import read_recipe
from empiria.analysis.tables import check_observations


def run_index_at(  # noqa: PLR0917  # as `run_index`
    recipe: Path, observations: Place, units: Place, output: Place, engine: str, periods: Sequence[int] | None
) -> None:
    """Compute a recipe's index as `files.run_index` does, by an engine that reads and writes addresses.

    Scores at an address are in no order, in as many files as the engine makes. Raises InputError for whatever is wrong
    in the arguments or tables, before anything is written.
    """
    runner = cluster(engine)
    if isinstance(output, Path):
        check_output(output, recipe, observations, units)
    else:
        runner.check_vacant(output)
    specification = read_recipe(recipe)
    try:
        tables = _observations(observations, runner), _units(units, runner)
        scores = compute_scores(specification, *tables, engine=runner, periods=periods)
    except InputError as error:
        raise located(error, {"observations": observations, "units": units}) from error
    if isinstance(output, Path):
        order = pl.Enum([node.code for node in specification.nodes])
        table = runner.leave(scores).sort("unit", "period", pl.col("node").cast(order))
        write_table(table, output)
    else:
        runner.write(scores, output)


def _observations(place: Place, runner: Cluster) -> Frame:
    if isinstance(place, Path):
        return runner.enter(check_observations(read_table(place)))
    return runner.read(place)


def _units(place: Place, runner: Cluster) -> pl.DataFrame:
    return read_table(place) if isinstance(place, Path) else runner.leave(runner.read(place))
