"""`empiria check`: what is unsafe or missing in this installation."""

import json
import sys

import click

from empiria.cli.messages import _, translate


@click.command(
    help=_(
        "Say what is unsafe or missing in this installation, and what to do about it. Ends with 1 where something must not "
        "stay so."
    ),
    short_help=_("Say what is unsafe or missing."),
    epilog=_("Example: empiria check --json"),
)
@click.option("--json", "as_json", is_flag=True, help=_("Give what was found as JSON, on one line."))
def check(*, as_json: bool) -> None:
    from empiria.cli.prepare import load_django

    load_django()
    from empiria.apps.portal.selectors.installation import advice

    found = [
        {
            "code": one.code,
            "severity": one.severity,
            "message": translate(one.message) % one.params,
            "action": translate(one.action) % one.params,
        }
        for one in advice()
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        for one in found:
            click.echo(f"{translate(one['severity'])}: {one['message']}\n    {one['action']}")
        if not found:
            click.echo(_("Nothing to complain of."))
    if any(one["severity"] == "error" for one in found):
        sys.exit(1)
