"""`empiria retention`: what is kept no longer."""

import click

from empiria.cli.messages import _


@click.command(
    help=_("Remove, or empty, what is kept no longer. The worker does so every day."),
    short_help=_("Remove what is kept no longer."),
    epilog=_("Example: empiria retention --dry-run"),
)
@click.option("--dry-run", is_flag=True, help=_("Only say what would be removed."))
def retention(dry_run: bool) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import open_database

    open_database()
    from empiria.apps.system.selectors import due_records
    from empiria.apps.system.services import apply_retention

    due = due_records()
    counts = {} if dry_run else apply_retention(by=None, reason=operator())
    for one in due:
        count = one.count if dry_run else counts[one.rule.code]
        if dry_run and one.oldest:
            click.echo(
                _("{code}: {count}, the oldest of {day}").format(
                    code=one.rule.code, count=count, day=f"{one.oldest:%Y-%m-%d}"
                )
            )
        else:
            click.echo(f"{one.rule.code}: {count}")
