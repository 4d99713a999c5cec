"""`empiria import`: public registers into the places, statistics into the draft release.

Files are read before anything else, Django and the database included, so that a broken one leaves no trace.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from empiria.analysis.errors import mark
from empiria.cli.messages import _, progress_line, translate
from empiria.config.translations import language
from empiria.reporting.words import Words

if TYPE_CHECKING:
    from empiria.apps.monitor.models import ImportFinding
    from empiria.apps.places.services.units import UnitImportResult
    from empiria.sources.reading import Finding, Reading

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
DAY = click.DateTime(formats=["%Y-%m-%d"])
SHOWN = 40
# How severe a finding is, listed here for the catalogue.
SEVERITIES = (mark("info"), mark("warning"), mark("error"))


def described(command: Callable[..., Any]) -> Callable[..., Any]:
    """Options of every file: where it came from, and how findings are told."""
    for option in reversed(
        [
            click.option("--origin", default="", help=_("Who published it, or where it was found.")),
            click.option("--licence", default="", help=_("Under which licence it may be used.")),
            click.option("--retrieved", type=DAY, help=_("The day on which it was fetched (YYYY-MM-DD).")),
            click.option(
                "--json", "as_json", is_flag=True, help=_("Give the findings as JSON, on one line.")
            ),
        ]
    ):
        command = option(command)
    return command


@click.group(
    "import",
    help=_("Read public registers and statistics."),
    epilog=_("Example: empiria import terc TERC_Urzedowy_2025-11-18.csv"),
)
def import_group() -> None:
    """Only holds the commands below."""


@import_group.command(
    help=_("Read the official list of units (TERC) into the places."),
    epilog=_("Example: empiria import terc TERC_Urzedowy_2025-11-18.csv"),
)
@click.argument("file", type=FILE)
@described
def terc(file: Path, *, as_json: bool, **told: Any) -> None:
    from empiria.sources.terc import read_terc

    with progress_line() as progress:
        progress(0, 2, "")
        reading = read_terc(file, **_told(told))
        _open(progress)
        from empiria.apps.places.selectors import unit_lists
        from empiria.apps.places.services import import_units

        is_first = not unit_lists().exists()
        result = import_units(reading=reading, by=None)
    changes = _changes(result)
    if is_first and not as_json:
        # Everything is new then: thousands of lines would say nothing.
        changes = [*_new_by_level(result), *(change for change in changes if change.code != "unit-new")]
    tell_findings([(file.name, [*reading.findings, *changes])], as_json=as_json)
    click.echo(reading.table.height)


def _changes(result: "UnitImportResult") -> "list[Finding]":
    """What a list of units changed, each change as a finding of its own."""
    from empiria.sources.reading import Finding

    words = {
        "new": mark("New: %(name)s (%(teryt)s)."),
        "ended": mark("Ended: %(name)s (%(teryt)s)."),
        "renamed": mark("Renamed: %(before)s is now %(after)s (%(teryt)s)."),
        "changed_kind": mark("Changed its kind: %(name)s (%(before)s is now %(after)s)."),
        "moved": mark("Moved: %(name)s (%(before)s, now %(after)s)."),
    }
    return [
        Finding(
            code=f"unit-{kind.replace('_', '-')}",
            severity="info",
            message=message,
            action=mark("Kept as history."),
            params={
                "name": change.name,
                "before": change.before,
                "after": change.after,
                "teryt": change.teryt,
            },
        )
        for kind, message in words.items()
        for change in getattr(result, kind)
    ]


NEW_BY_LEVEL = {
    2: mark("New voivodeships: %(count)s."),
    4: mark("New counties: %(count)s."),
    7: mark("New municipalities: %(count)s."),
}


def _new_by_level(result: "UnitImportResult") -> "list[Finding]":
    """The new units of a list, counted; levels follow from the length of codes."""
    from empiria.sources.reading import Finding

    counts = Counter(len(change.teryt) for change in result.new)
    return [
        Finding(
            code="units-new", severity="info", message=message, action="", params={"count": counts[digits]}
        )
        for digits, message in NEW_BY_LEVEL.items()
        if counts[digits]
    ]


@import_group.command(
    help=_("Read outlines of units (GeoJSON keyed by TERYT) into the places."),
    short_help=_("Read outlines of units (GeoJSON)."),
    epilog=_("Example: empiria import boundaries municipalities.json --valid-from 2019-01-01"),
)
@click.argument("file", type=FILE)
@click.option("--valid-from", type=DAY, help=_("The day from which the outlines hold, where it is known."))
@described
def boundaries(file: Path, *, valid_from: datetime | None, as_json: bool, **told: Any) -> None:
    from empiria.sources.boundaries import read_boundaries

    with progress_line() as progress:
        progress(0, 2, "")
        reading = read_boundaries(file, **_told(told))
        _open(progress)
        from empiria.apps.places.services import import_boundaries

        result = import_boundaries(
            reading=reading, by=None, valid_from=valid_from.date() if valid_from else None
        )
    tell_findings([(file.name, [*reading.findings, *result.findings])], as_json=as_json)
    click.echo(reading.table.height)


@import_group.command(
    help=_("Read the official register of areas into the places."),
    epilog=_("Example: empiria import areas Wykaz_powierzchni_2025.xlsx"),
)
@click.argument("file", type=FILE)
@described
def areas(file: Path, *, as_json: bool, **told: Any) -> None:
    from empiria.sources.areas import read_areas

    with progress_line() as progress:
        progress(0, 2, "")
        reading = read_areas(file, **_told(told))
        _open(progress)
        from empiria.apps.places.services import import_areas

        result = import_areas(reading=reading, by=None)
    tell_findings([(file.name, [*reading.findings, *result.findings])], as_json=as_json)
    click.echo(reading.table.height)


@import_group.command(
    help=_(
        "Read exports of the Local Data Bank (CTAB or CREL, plain or zipped) into the draft release, all or none."
    ),
    short_help=_("Read exports of the Local Data Bank (CTAB, CREL)."),
    epilog=_("Example: empiria import bdl RYNE_1944_CTAB_20250616184618.csv"),
)
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option(
    "--subgroup", help=_("The subgroup (such as P1944), where the name of the file no longer says it.")
)
@described
def bdl(files: tuple[Path, ...], *, subgroup: str | None, as_json: bool, **told: Any) -> None:
    from empiria.sources.bdl_files import read_bdl

    readings = []
    with progress_line() as progress:
        for number, file in enumerate(files):
            progress(number, 2 * len(files), "")
            readings.append((file, read_bdl(file, subgroup=subgroup, **_told(told))))
        _open(progress)
        options = {"subgroup": subgroup} if subgroup else {}
        _into_draft(readings, reader="bdl", options=options, told=told, as_json=as_json, progress=progress)


@import_group.command(
    help=_(
        "Read a tidy table (unit, indicator, period, value; CSV, Parquet or XLSX) into the draft release."
    ),
    short_help=_("Read a tidy table of figures."),
    epilog=_("Example: empiria import observations observations.csv"),
)
@click.argument("file", type=FILE)
@click.option("--sheet", help=_("The sheet of a workbook; the first one otherwise."))
@described
def observations(file: Path, *, sheet: str | None, as_json: bool, **told: Any) -> None:
    from empiria.sources.tidy import read_tidy

    with progress_line() as progress:
        progress(0, 2, "")
        reading = read_tidy(file, sheet=sheet, **_told(told))
        _open(progress)
        options = {"sheet": sheet} if sheet else {}
        _into_draft(
            [(file, reading)], reader="tidy", options=options, told=told, as_json=as_json, progress=progress
        )


def _told(told: dict[str, Any]) -> dict[str, Any]:
    """What the importer knows of a file; a day is the beginning of that day here."""
    retrieved = told["retrieved"]
    return {**told, "retrieved": retrieved.astimezone() if retrieved else None}


def _open(progress: Callable[[int, int, str], None]) -> None:
    from empiria.cli.prepare import open_catalogue

    open_catalogue()
    progress(1, 2, "")


def _into_draft(
    readings: "Iterable[tuple[Path, Reading]]",
    *,
    reader: str,
    options: dict[str, Any],
    told: dict[str, Any],
    as_json: bool,
    progress: Callable[[int, int, str], None],
) -> None:
    from empiria.apps.monitor.services.imports import Received, import_readings
    from empiria.apps.monitor.services.meanwhile import erased_so_far
    from empiria.cli.person import operator

    # The readings are made one by one, below.
    erased = erased_so_far()
    read = [
        (Received(path=path, reader=reader, options=options, **_told(told)), reading)
        for path, reading in readings
    ]
    imports = import_readings(read, by=None, erased=erased, reason=operator(), progress=progress)
    names = _distinct([file.path for file, _reading in read])
    found = [(name, source.findings.all()) for name, source in zip(names, imports, strict=True)]
    tell_findings(found, as_json=as_json)
    click.echo(imports[0].release.code)


def _distinct(paths: Sequence[Path]) -> list[str]:
    """The names of the files; their whole paths where two of them have one name."""
    names = [path.name for path in paths]
    return names if len(set(names)) == len(names) else [str(path) for path in paths]


def tell_findings(found: "Sequence[tuple[str, Iterable[Finding | ImportFinding]]]", *, as_json: bool) -> None:
    """Findings by file on standard output: for people, or for programs. People read the name where there are several."""
    told = [{"file": file, **_as_dict(finding)} for file, findings in found for finding in findings]
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told[:SHOWN]:
        place = ", ".join(
            text
            for text in (
                one["file"] if len(found) > 1 else "",
                _("row {row}").format(row=one["row"]) if one["row"] else "",
                _("column “{column}”").format(column=one["column"]) if one["column"] else "",
            )
            if text
        )
        words = f"{one['message']} {one['action']}".strip()
        click.echo(f"{translate(one['severity'])}: {place + ': ' if place else ''}{words}")
    if len(told) > SHOWN:
        click.echo(_("… and {count} more; --json gives all of them.").format(count=len(told) - SHOWN))


def _as_dict(finding: "Finding | ImportFinding") -> dict[str, Any]:
    params = Words(language=language()).params(finding.params)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "row": finding.row,
        "column": finding.column or None,
        "message": translate(finding.message) % params,
        "action": translate(finding.action) % params if finding.action else "",
        "params": finding.params,
    }
