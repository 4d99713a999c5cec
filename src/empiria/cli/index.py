"""`empiria index`: scores from files or addresses, without a database."""

from pathlib import Path

import click

from empiria.analysis.errors import mark
from empiria.cli.messages import _, progress_line

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class FileOrAddress(click.Path):
    """A file of this machine as a path, or an address as text: it has `://` in it."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:  # type: ignore[override]  # click knows nothing of addresses
        return value if "://" in str(value) else super().convert(value, param, ctx)  # type: ignore[return-value]


TABLE = FileOrAddress(exists=True, dir_okay=False, path_type=Path)


@click.command(
    help=_("Compute scores by a recipe from tables in files."),
    epilog=_(
        "Example: empiria index recipe.yaml --observations observations.csv --units units.csv --output scores.csv"
    ),
)
@click.argument("recipe", type=FILE)
@click.option("--observations", type=TABLE, required=True, help=_("Table: unit, indicator, period, value."))
@click.option("--units", type=TABLE, required=True, help=_("Table: unit or teryt, name, further columns."))
@click.option(
    "--output",
    type=FileOrAddress(dir_okay=False, path_type=Path),
    required=True,
    help=_("Where the scores go; the ending decides: .csv or .parquet."),
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "duckdb", "spark"]),
    default="polars",
    show_default=True,
    help=_("What computes; spark also reads and writes addresses, such as s3a://…"),
)
@click.option(
    "--period",
    "periods",
    type=int,
    multiple=True,
    help=_("Write only this year; may be given several times."),
)
def index(
    *,
    recipe: Path,
    observations: Path | str,
    units: Path | str,
    output: Path | str,
    engine: str,
    periods: tuple[int, ...],
) -> None:
    from empiria.analysis.addresses import run_index_at
    from empiria.analysis.files import run_index

    with progress_line() as progress:
        progress(0, 0, mark("computing the scores"))
        if isinstance(observations, Path) and isinstance(units, Path) and isinstance(output, Path):
            run_index(recipe, observations, units, output, engine, periods or None)
        else:
            run_index_at(recipe, observations, units, output, engine, periods or None)
