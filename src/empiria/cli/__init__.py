"""The command `empiria`: thin commands over analysis, sources and the services of the apps.

Each command lives in a module that imports what it needs inside its functions, and is loaded when it is called.
"""

import os
import sys
from importlib import import_module
from typing import Any, NoReturn

import click

from empiria.analysis.errors import InputError
from empiria.cli.messages import _, speak_to_click, translate

COMMANDS = {
    "start": "empiria.cli.run:start",
    "serve": "empiria.cli.serve:serve",
    "worker": "empiria.cli.run:worker",
    "prepare": "empiria.cli.serve:prepare",
    "check": "empiria.cli.check:check",
    "import": "empiria.cli.imports:import_group",
    "sync": "empiria.cli.sync:sync_group",
    "release": "empiria.cli.releases:release_group",
    "index": "empiria.cli.index:index",
    "uncertainty": "empiria.cli.uncertainty:uncertainty",
    "peers": "empiria.cli.peers:peers",
    "report": "empiria.cli.report:report",
    "organisations": "empiria.cli.organisations:organisations_group",
    "person": "empiria.cli.people:person_group",
    "retention": "empiria.cli.retention:retention",
    "backup": "empiria.cli.backups:backup",
    "restore": "empiria.cli.backups:restore",
}


class Commands(click.Group):
    """Loads commands by name and answers errors: 2 for wrong input, 1 for work that failed, never a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _colon, attribute = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def main(self, *args: Any, **kwargs: Any) -> Any:
        speak_to_click()
        try:
            return super().main(*args, **kwargs)
        except InputError as error:
            self._end(error.render(translate), code=2)
        except Exception as error:
            # Developers may want to see where it came from.
            if os.environ.get("EMPIRIA_DEBUG"):
                raise
            self._end(_told(error), code=1)

    def _end(self, text: str, *, code: int) -> NoReturn:
        click.echo(_("Error: {message}").format(message=text), err=True)
        sys.exit(code)


def _told(error: Exception) -> str:
    """What went wrong, on one line; of the disk, which file and why."""
    if isinstance(error, OSError) and error.strerror:
        return ": ".join(str(part) for part in (error.filename, error.strerror) if part)
    if _is_without_database(error):
        from empiria.apps.portal.selectors.installation import NO_DATABASE

        return f"{translate(NO_DATABASE.message)} {translate(NO_DATABASE.action)}"
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


def _is_without_database(error: Exception) -> bool:
    """Whether the database does not answer: what the driver says of it is English, and names its user and its host."""
    # Where Django is not loaded yet, nothing was asked of a database.
    if "django.db" not in sys.modules:
        return False
    from django.db import OperationalError, connection

    return isinstance(error, OperationalError) and (
        connection.connection is None or not connection.is_usable()
    )


@click.command(
    cls=Commands,
    help=_("Empiria: a city read against cities like it."),
    epilog=_("Example: empiria start"),
)
@click.version_option(package_name="empiria", message="%(version)s", help=_("Show the version and exit."))
def main() -> None:
    """The group itself does nothing; its help is above, in the language of the terminal."""
