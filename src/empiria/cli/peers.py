"""`empiria peers`: the units most like one, from files, without a database."""

from pathlib import Path

import click

from empiria.analysis.errors import mark
from empiria.cli.index import FILE
from empiria.cli.messages import _, progress_line

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command(
    help=_("Find the units most like one, and why."),
    epilog=_(
        "Example: empiria peers 1861011 --observations observations.csv --units units.csv "
        "--indicators population:log,density:log --output peers.csv"
    ),
)
@click.argument("unit")
@click.option("--observations", type=FILE, required=True, help=_("Table: unit, indicator, period, value."))
@click.option("--units", type=FILE, required=True, help=_("Table: unit or teryt, name, further columns."))
@click.option(
    "--indicators",
    help=_(
        "The traits, with commas between; :log, :log1p or :sqrt behind one transforms it. [a set of five]"
    ),
)
@click.option("--weights", help=_("A number for each trait, or code=number for some."))
@click.option("--period", type=int, help=_("The year; else the latest in which every trait is observed."))
@click.option("--count", type=click.IntRange(min=1), default=15, show_default=True, help=_("How many peers."))
@click.option(
    "--group", type=OUTPUT, help=_("Write the units with a column “peers” for a recipe to compare in.")
)
@click.option(
    "--output",
    type=OUTPUT,
    required=True,
    help=_("Where the peers go (.csv or .parquet); their places in other years go beside it."),
)
def peers(
    *,
    unit: str,
    observations: Path,
    units: Path,
    indicators: str | None,
    weights: str | None,
    period: int | None,
    count: int,
    group: Path | None,
    output: Path,
) -> None:
    from empiria.analysis.runs import run_peers
    from empiria.analysis.traits import read_traits

    traits = read_traits(indicators, weights)
    with progress_line() as progress:
        progress(0, 0, mark("comparing the units"))
        run_peers(unit, observations, units, output, traits=traits, period=period, count=count, group=group)
