"""The secret key: the one that the environment gives, or one made once and kept beside the data."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.management.utils import get_random_secret_key

from empiria.analysis.errors import mark
from empiria.config.environment import Environment

# Long enough that nobody guesses it, even where they are hexadecimal digits: 128 bits. A random one has fifty.
SHORTEST = 32
NAME = "EMPIRIA_SECRET_KEY"


def secret_key(env: Environment, folder: Path) -> str:
    """The key, or nothing where the one there is cannot be used: what is wrong has been told."""
    if key := env.text(NAME):
        if len(key) < SHORTEST:
            env.refuse(
                mark("%(name)s: expected at least %(count)s random characters, found %(found)s of them"),
                name=NAME,
                count=SHORTEST,
                found=len(key),
            )
        return key
    path = folder / "secret_key"
    try:
        if not path.exists():
            _make(path)
    except OSError:
        env.refuse(
            mark("%(name)s: expected a folder that this user may write to, found “%(found)s”"),
            name="EMPIRIA_DATA",
            found=folder,
        )
        return ""
    return _read(env, path)


def _make(path: Path) -> None:
    """Whole or not at all: a process killed half-way leaves no key cut short, and of several at once the first one's counts."""
    with NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key-") as file:
        file.write(get_random_secret_key())
        file.flush()
        os.fsync(file.fileno())
        # A link, for a rename would put the second one's key in the place of one that is in use.
        with suppress(FileExistsError):
            os.link(file.name, path)


def _read(env: Environment, path: Path) -> str:
    try:
        key = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        env.refuse(mark("%(file)s: expected a file of text that this user may read"), file=path)
        return ""
    if len(key.strip()) < SHORTEST:
        env.refuse(
            mark(
                "%(file)s: expected a key of at least %(count)s characters, found %(found)s of them; put the former key back. If "
                "there was none, or it is lost, remove the file: a new key is made, everybody signs in anew, and the second "
                "factors that were encrypted with the former one have to be taken off"
            ),
            file=path,
            count=SHORTEST,
            found=len(key.strip()),
        )
    return key
