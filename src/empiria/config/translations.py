"""Compiles the message catalogues, so that no gettext is needed on the machine, and says what is said before Django is loaded."""

import gettext
import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import polib

PACKAGE = Path(__file__).resolve().parents[1]


def catalogues() -> list[Path]:
    """Every catalogue of the package: one per app and one for all that is outside the apps."""
    return sorted(PACKAGE.glob("**/locale/*/LC_MESSAGES/django.po"))


def compile_catalogues() -> None:
    """Write each catalogue that is newer than its compiled form; renamed into place, so no reader sees half a file."""
    for source in catalogues():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        unfinished = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        unfinished.replace(target)


def language() -> str:
    """`pl` where the environment asks for Polish, else `en`."""
    names = ("EMPIRIA_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    asked = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "pl" if asked.lower().startswith("pl") else "en"


@cache
def package_catalogue() -> gettext.NullTranslations:
    """The package's own catalogue, through Python's gettext."""
    if language() == "en":
        return gettext.NullTranslations()
    # A folder that cannot be written to keeps the catalogues it was installed with.
    with suppress(OSError):
        compile_catalogues()
    return gettext.translation("django", PACKAGE / "locale", [language()], fallback=True)


def say(text: str) -> str:
    """A message of the package itself in the language of the terminal; Django need not be loaded."""
    return package_catalogue().gettext(text)


if __name__ == "__main__":
    compile_catalogues()
