"""`empiria uncertainty`: how far scores and ranks move, from files, without a database."""

from pathlib import Path

import click

from empiria.analysis.errors import mark
from empiria.cli.index import FILE
from empiria.cli.messages import _, progress_line


@click.command(
    help=_("Say how far scores and ranks may move."),
    epilog=_(
        "Example: empiria uncertainty recipe.yaml --observations observations.csv --units units.csv "
        "--output intervals.csv"
    ),
)
@click.argument("recipe", type=FILE)
@click.option("--observations", type=FILE, required=True, help=_("Table: unit, indicator, period, value."))
@click.option("--units", type=FILE, required=True, help=_("Table: unit or teryt, name, further columns."))
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help=_("Where the intervals go (.csv or .parquet); the shares of the choices go beside it."),
)
@click.option(
    "--replicates",
    type=click.IntRange(min=1),
    default=1000,
    show_default=True,
    help=_("How many times the choices are drawn."),
)
@click.option(
    "--seed",
    type=click.IntRange(min=0),
    default=1,
    show_default=True,
    help=_("The same seed draws the same."),
)
@click.option(
    "--period",
    "periods",
    type=int,
    multiple=True,
    help=_("Compute only this year; may be given several times."),
)
def uncertainty(
    *,
    recipe: Path,
    observations: Path,
    units: Path,
    output: Path,
    replicates: int,
    seed: int,
    periods: tuple[int, ...],
) -> None:
    from empiria.analysis.runs import run_uncertainty

    text = mark("drawing the choices")
    with progress_line() as progress:
        progress(0, 0, text)
        run_uncertainty(
            recipe,
            observations,
            units,
            output,
            replicates=replicates,
            seed=seed,
            periods=periods or None,
            progress=lambda done, total: progress(done, total, text),
        )
