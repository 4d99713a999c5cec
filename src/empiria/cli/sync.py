"""`empiria sync`: public statistics fetched by their APIs into the draft release."""

import re
import sys
from typing import Any

import click

from empiria.analysis.errors import mark
from empiria.cli.imports import tell_findings
from empiria.cli.messages import _, progress_line, translate

YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?")


class Years(click.ParamType):
    """A year, or the first and the last one."""

    name = "years"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> list[int]:
        found = YEARS.fullmatch(value)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not 1990 <= first <= last <= 2100:
            self.fail(
                _("“{value}” is not a span of years; expected one such as 2015-2024.").format(value=value)
            )
        return list(range(first, last + 1))


@click.group(
    "sync",
    help=_("Fetch public statistics into the draft."),
    epilog=_("Example: empiria sync bdl --years 2015-2024"),
)
def sync_group() -> None:
    """Only holds the commands below."""


YEARS_OPTION = click.option(
    "--years", type=Years(), default=None, help=_("The years, such as 2015-2024; the last ten otherwise.")
)
JSON_OPTION = click.option(
    "--json", "as_json", is_flag=True, help=_("Give the findings as JSON, on one line.")
)


@sync_group.command(
    help=_(
        "Fetch variables of the Local Data Bank: those of the catalogue, or those named. Goes on where it was cut off."
    ),
    short_help=_("Fetch from the Local Data Bank (BDL)."),
    epilog=_("Example: empiria sync bdl --variable 72305 --years 2015-2024"),
)
@click.option(
    "--variable", "ids", multiple=True, help=_("The number of a variable; may be given several times.")
)
@YEARS_OPTION
@JSON_OPTION
def bdl(ids: tuple[str, ...], *, years: list[int] | None, as_json: bool) -> None:
    _sync("bdl", ids, years=years, as_json=as_json)


@sync_group.command(
    help=_("Fetch indicators of SMUP: those of the catalogue, or those named. Goes on where it was cut off."),
    short_help=_("Fetch from the System for Monitoring Public Services (SMUP)."),
    epilog=_("Example: empiria sync smup --indicator 4055 --years 2020-2024"),
)
@click.option(
    "--indicator", "ids", multiple=True, help=_("The number of an indicator; may be given several times.")
)
@YEARS_OPTION
@JSON_OPTION
def smup(ids: tuple[str, ...], *, years: list[int] | None, as_json: bool) -> None:
    _sync("smup", ids, years=years, as_json=as_json)


def _sync(source: str, ids: tuple[str, ...], *, years: list[int] | None, as_json: bool) -> None:
    if wrong := [one for one in ids if not one.isdigit()]:
        raise click.BadParameter(_("“{value}” is not a number of the source.").format(value=wrong[0]))
    from empiria.cli.prepare import open_catalogue

    with progress_line() as progress:
        open_catalogue()
        from empiria.apps.monitor.models import Release
        from empiria.apps.monitor.services.syncing import sync_source
        from empiria.cli.person import operator
        from empiria.sources.live.errors import SourceError

        try:
            result = sync_source(
                source, by=None, ids=ids, years=years or (), reason=operator(), progress=progress
            )
        except SourceError as error:
            # The work failed, and nothing about the command was wrong.
            raise click.ClickException(error.render(translate)) from error
    found = [(one.file_name, list(one.findings.all())) for one in result.imports]
    tell_findings(found, as_json=as_json)
    draft = Release.objects.drafts().first()
    if not result.imports and not result.faults and not as_json:
        click.echo(translate(mark("Nothing new: the releases hold what the source gives.")))
    if draft is not None:
        click.echo(draft.code)
    for fault in result.faults:
        click.echo(_("Error: {message}").format(message=fault.render(translate)), err=True)
    if result.faults:
        # As of a source out of reach: nothing about the command was wrong.
        sys.exit(1)
    if any(finding.severity == "error" for _name, findings in found for finding in findings):
        # A number that somebody named is wrong input; one of the catalogue is work that failed.
        sys.exit(2 if ids else 1)
