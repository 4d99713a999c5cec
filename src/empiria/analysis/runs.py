"""Uncertainty and peers from files to files; an index likewise in `files`. Nothing is written before all is computed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from empiria.analysis.files import check_output, tables_of, write_table
from empiria.analysis.peers import as_comparison_group, find_peers, lay_space, peer_stability
from empiria.analysis.recipe import read_recipe
from empiria.analysis.traits import Trait
from empiria.analysis.uncertainty import compute_uncertainty


def run_uncertainty(
    recipe: Path,
    observations: Path,
    units: Path,
    output: Path,
    *,
    replicates: int,
    seed: int,
    periods: Sequence[int] | None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the intervals to `output`, and the shares of the variance beside it (`<stem>-sensitivity.csv`).

    Raises InputError for whatever is wrong in the arguments or files, before anything is written.
    """
    beside = output.with_name(f"{output.stem}-sensitivity.csv")
    check_output(output, recipe, observations, units)
    check_output(beside, recipe, observations, units, output)
    specification = read_recipe(recipe)
    with tables_of(observations, units) as tables:
        result = compute_uncertainty(
            specification, *tables, replicates=replicates, seed=seed, periods=periods, progress=progress
        )
    write_table(result.sensitivity, beside)
    write_table(result.intervals, output)


def run_peers(
    unit: str,
    observations: Path,
    units: Path,
    output: Path,
    *,
    traits: tuple[Trait, ...],
    period: int | None,
    count: int,
    group: Path | None = None,
) -> None:
    """Write one unit's peers to `output`, and where they stood in other years beside it (`<stem>-stability.csv`);
    to `group` the units with a column that makes them a comparison group.

    Raises InputError for whatever is wrong in the arguments or files, before anything is written.
    """
    beside = output.with_name(f"{output.stem}-stability.csv")
    taken: list[Path] = [observations, units]
    for path in (output, beside, *([group] if group else [])):
        check_output(path, *taken)
        taken.append(path)
    with tables_of(observations, units) as tables:
        space = lay_space(*tables, traits)
        peers = find_peers(space, unit=unit, period=period, count=count)
        grouped = as_comparison_group(tables[1], peers) if group else None
    write_table(peer_stability(space, peers), beside)
    if group and grouped is not None:
        write_table(grouped, group)
    write_table(peers, output)
