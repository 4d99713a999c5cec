"""`empiria organisations`: the organisations that follow from the register of units."""

import json

import click

from empiria.cli.messages import _, progress_line


@click.group(
    "organisations",
    help=_("Organisations that people belong to."),
    epilog=_("Example: empiria organisations sync"),
)
def organisations_group() -> None:
    """Only holds the command below."""


@organisations_group.command(
    help=_("Make an organisation of every municipality in the places; run again, it follows the register."),
    short_help=_("Make an organisation of every municipality."),
    epilog=_("Example: empiria organisations sync"),
)
@click.option("--json", "as_json", is_flag=True, help=_("Give the counts as JSON, on one line."))
def sync(*, as_json: bool) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    from empiria.apps.accounts.services import sync_municipalities

    with progress_line() as progress:
        counts = sync_municipalities(by=None, progress=progress, reason=operator())
    if as_json:
        click.echo(json.dumps(counts))
        return
    words = {
        "made": _("made: {count}"),
        "renamed": _("renamed: {count}"),
        "closed": _("closed: {count}"),
        "unchanged": _("unchanged: {count}"),
    }
    click.echo(", ".join(words[what].format(count=count) for what, count in counts.items()))
