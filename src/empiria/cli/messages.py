"""What the command line says, in the language of the terminal.

The pure commands start in a blink and know no Django: their messages come from the package's own catalogue
through Python's gettext. Once Django is loaded, the catalogues of the apps are asked as well.
"""

import gettext
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from empiria.analysis.errors import mark
from empiria.config.translations import PACKAGE, language, package_catalogue, say

# What click says by itself, listed here for the catalogue; click asks Python's gettext for it.
CLICK = (
    mark("Usage:"),
    mark("Options"),
    mark("Commands"),
    mark("Show this message and exit."),
    mark("Show the version and exit."),
    mark("required"),
    mark("default: {default}"),
    mark("file"),
    mark("Aborted!"),
    mark("Error: {message}"),
    mark("Try '{command} {option}' for help."),
    mark("Missing argument"),
    mark("Missing option"),
    mark("Missing command."),
    mark("No such option {name!r}."),
    mark("No such command {name!r}."),
    gettext.ngettext("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)", 1),
    gettext.ngettext("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})", 1),
    gettext.ngettext(
        "Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments.", 1
    ),
    mark("Option {name!r} does not take a value."),
    mark("Invalid value for {param_hint}: {message}"),
    gettext.ngettext("{value!r} is not {choice}.", "{value!r} is not one of {choices}.", 1),
    gettext.ngettext(
        "{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}.", 1
    ),
    mark("{value!r} is not a valid {number_type}."),
    mark("{value} is not in the range {range}."),
    mark("{name} {filename!r} does not exist."),
    mark("{name} {filename!r} is a directory."),
    mark("{name} {filename!r} is not readable."),
)


def _(text: str) -> str:
    """A message of the command line itself, such as a help text, which is said before Django is loaded."""
    return say(text)


def translate(text: str) -> str:
    """A message of any part of the program."""
    found = _(text)
    if found == text and "django.apps" in sys.modules:
        from django.apps import apps
        from django.utils import translation

        if apps.ready:
            with translation.override(language()):
                return translation.gettext(text)
    return found


def speak_to_click() -> None:
    """Let click's own words be found in our catalogue."""
    os.environ["LANGUAGE"] = language()
    package_catalogue()
    gettext.bindtextdomain("django", str(PACKAGE / "locale"))
    gettext.textdomain("django")


Progress = Callable[[int, int, str], None]


def _silence(done: int, total: int, message: str = "") -> None:
    pass


@contextmanager
def progress_line() -> Iterator[Progress]:
    """Shows `done`, `total` and a message in one line of the terminal; silent where there is none."""
    if not sys.stderr.isatty():
        yield _silence
        return

    def show(done: int, total: int, message: str = "") -> None:
        share = f" {100 * done // total} %" if total else ""
        sys.stderr.write(f"\r\x1b[K{translate(message) if message else ''}{share}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()
