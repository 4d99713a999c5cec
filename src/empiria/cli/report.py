"""`empiria report`: a city's report from the published release."""

import os
from pathlib import Path

import click

from empiria.analysis.errors import InputError, mark
from empiria.cli.messages import _, progress_line
from empiria.cli.prepare import open_catalogue

OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command(
    help=_("Write a city's report from the published release."),
    epilog=_("Example: empiria report 1862011 --output przemysl.pdf"),
)
@click.argument("teryt")
@click.option(
    "--output",
    type=OUTPUT,
    required=True,
    help=_("Where the report goes; the ending decides: .html, .pdf, .docx, .odt or .xlsx."),
)
@click.option(
    "--outline", default="city", show_default=True, help=_("The outline: city, state or diagnosis.")
)
@click.option("--year", type=int, help=_("The year; else the one that pages show first."))
@click.option("--group", help=_("The comparison group, by its code; else the one that pages show first."))
@click.option("--recipe", help=_("The recipe, by its code; else the first with scores."))
def report(
    *, teryt: str, output: Path, outline: str, year: int | None, group: str | None, recipe: str | None
) -> None:
    from empiria.reporting.document import WRITERS

    writer = WRITERS.get(output.suffix[1:].lower())
    if writer is None:
        text = mark("the ending of %(file)s names no format of a report; expected: %(expected)s")
        raise InputError(text, file=output, expected=", ".join(f".{ext}" for ext in WRITERS))
    if not output.parent.is_dir():
        raise InputError(mark("there is no such folder"), place={"file": output.parent})
    open_catalogue()
    from empiria.apps.monitor.views.report_city import report_of
    from empiria.apps.monitor.views.words import page_words

    with progress_line() as progress:
        progress(0, 0, mark("writing the report"))
        document = report_of(teryt, outline, page_words(), year=year, group_code=group, recipe_code=recipe)
        content = writer(document)
    part = output.with_name(f".{output.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
