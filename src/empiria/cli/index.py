"""`empiria index`: scores from files, without a database."""

from pathlib import Path

import click

from empiria.analysis.errors import mark
from empiria.cli.messages import _, progress_line

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_("Compute scores by a recipe from tables in files."),
    epilog=_(
        "Example: empiria index recipe.yaml --observations observations.csv --units units.csv --output scores.csv"
    ),
)
@click.argument("recipe", type=FILE)
@click.option("--observations", type=FILE, required=True, help=_("Table: unit, indicator, period, value."))
@click.option("--units", type=FILE, required=True, help=_("Table: unit or teryt, name, further columns."))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=_("Where the scores go; the ending decides: .csv or .parquet."),
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "duckdb", "spark"]),
    default="polars",
    show_default=True,
    help=_("What computes."),
)
@click.option(
    "--period",
    "periods",
    type=int,
    multiple=True,
    help=_("Write only this year; may be given several times."),
)
def index(
    *, recipe: Path, observations: Path, units: Path, output: Path, engine: str, periods: tuple[int, ...]
) -> None:
    from empiria.analysis.files import run_index

    with progress_line() as progress:
        progress(0, 0, mark("computing the scores"))
        run_index(recipe, observations, units, output, engine, periods or None)
