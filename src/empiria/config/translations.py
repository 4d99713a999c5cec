"""Compiles the message catalogues, so that no gettext is needed on the machine."""

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


if __name__ == "__main__":
    compile_catalogues()
