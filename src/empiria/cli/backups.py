"""`empiria backup` and `empiria restore`."""

import logging
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from empiria.cli.messages import _, progress_line

if TYPE_CHECKING:
    from empiria.apps.accounts.services.erasure.ledger import Reapplied

IDENTITY = click.option(
    "--identity",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("The file with the secret key of an encrypted backup."),
)


@click.command(
    help=_(
        "Write everything into one new file: the database, the store and the uploads, as they are at one moment, while "
        "the system runs."
    ),
    short_help=_("Write everything into one file."),
    epilog=_("Example: empiria backup /var/backups/empiria-2026-11-22.backup"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--verify", is_flag=True, help=_("Write nothing: read an existing backup to its end and check it.")
)
@IDENTITY
def backup(file: Path, *, verify: bool, identity: Path | None) -> None:
    if verify:
        _verify(file, identity)
        return
    from empiria.cli.person import operator
    from empiria.cli.prepare import load_django

    load_django()
    from django.conf import settings

    from empiria.apps.system.backup.encryption import read_recipients
    from empiria.apps.system.backup.making import make_backup
    from empiria.apps.system.services import record

    recipients = read_recipients(settings.EMPIRIA_BACKUP_RECIPIENT)
    with progress_line() as progress:
        made = make_backup(
            path=file, recipients=recipients, progress=progress, record=record, reason=operator()
        )
    text = _("{rows} rows and {files} files written to {path}, {size} MB")
    click.echo(text.format(rows=made.rows, files=made.files, path=file, size=_megabytes(made.size)))
    if not recipients:
        click.echo(_("The backup is not encrypted; EMPIRIA_BACKUP_RECIPIENT names a key."), err=True)


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f}"


def _verify(file: Path, identity: Path | None) -> None:
    from empiria.apps.system.backup.archive import check_archive
    from empiria.apps.system.backup.encryption import read_identities

    with progress_line() as progress:
        found = check_archive(
            file, identities=read_identities(identity) if identity else [], progress=progress
        )
    text = _("The backup is whole: {rows} rows and {files} files, made {made_at} by version {version}")
    click.echo(
        text.format(
            rows=sum(found.rows.values()),
            files=found.files,
            made_at=found.head["made_at"],
            version=found.head["version"],
        )
    )


@click.command(
    help=_(
        "Put a backup in place: into an empty installation, or with --replace instead of everything that is there. The "
        "web server and the workers have to be ended first."
    ),
    short_help=_("Put a backup in place."),
    epilog=_("Example: empiria restore /var/backups/empiria-2026-11-22.backup"),
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=_("Replace everything that is there."))
@click.option("--yes", is_flag=True, help=_("Do not ask."))
@IDENTITY
def restore(file: Path, *, replace: bool, yes: bool, identity: Path | None) -> None:
    from empiria.cli.person import operator
    from empiria.cli.prepare import load_django

    load_django()
    from empiria.apps.system.backup.encryption import read_identities
    from empiria.apps.system.backup.restoring import restore_backup
    from empiria.apps.system.services import record
    from empiria.config.restoring import erase_again

    # What the database refuses is told below, in one line.
    logging.getLogger("psycopg").setLevel(logging.ERROR)
    identities = read_identities(identity) if identity else []
    if replace and not yes and sys.stdin.isatty():
        question = _("Replace the database, the store and the uploads of this installation by the backup?")
        if not click.confirm(question, err=True):
            sys.exit(1)
    with progress_line() as progress:
        restored = restore_backup(
            path=file,
            identities=identities,
            replace=replace,
            progress=progress,
            record=record,
            erase_again=erase_again,
            reason=operator(),
        )
    text = _("{rows} rows and {files} files restored as of {made_at}")
    click.echo(text.format(rows=restored.rows, files=restored.files, made_at=restored.made_at))
    _tell_of_erasures(restored.erased, without_ledger=restored.without_ledger)


def _tell_of_erasures(erased: "Reapplied", *, without_ledger: bool) -> None:
    """What came back with the backup and went again, and what somebody has to look at."""
    if erased.people:
        text = _("People erased since the backup, and now erased again: {count}")
        click.echo(text.format(count=erased.people))
    if erased.undecided:
        text = _("Nobody has decided of these places, where a surname stands alone; look at them: {places}")
        click.echo(text.format(places=", ".join(erased.undecided)))
    if without_ledger:
        text = _(
            "No list of erased people (erasures.jsonl) was here: only people whom the backup itself knows to be erased "
            "are. If there is a newer list, copy it into the data folder and restore again with --replace."
        )
        click.echo(text)
