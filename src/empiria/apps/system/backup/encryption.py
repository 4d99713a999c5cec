"""Encryption by age (https://age-encryption.org): a backup is locked with a public key and opened with the secret one.

The library reads and writes files as a whole; a thread and a pipe make a stream of that, so that nothing lies on the
disk in the clear.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io, x25519

from empiria.analysis.errors import InputError, mark

MAGIC = b"age-encryption.org/"
# A file of keys holds a few lines.
LARGEST_KEY_FILE = 1 << 20


def read_recipients(words: Sequence[str]) -> list[x25519.Recipient]:
    """Public keys as the setting gives them. Raises InputError for one that is none."""
    found = []
    for word in words:
        try:
            found.append(x25519.Recipient.from_str(word))
        except RecipientError as error:
            raise InputError(
                mark("EMPIRIA_BACKUP_RECIPIENT: “%(word)s” is no public key of age (age1…), or is mistyped"),
                word=word,
            ) from error
    return found


def read_identities(path: Path) -> list[x25519.Identity]:
    """The secret keys in a file as `age-keygen` writes it. Raises InputError when there is none."""
    try:
        with path.open("rb") as file:
            lines = file.read(LARGEST_KEY_FILE).decode().splitlines()
        words = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        found = [x25519.Identity.from_str(word) for word in words]
    except OSError as error:
        raise InputError(
            mark("the file cannot be read: %(reason)s"), place={"file": path}, reason=error.strerror
        ) from error
    except (IdentityError, UnicodeDecodeError) as error:
        raise InputError(
            mark("this is no file of secret keys of age (AGE-SECRET-KEY-…)"), place={"file": path}
        ) from error
    if not found:
        raise InputError(
            mark("this is no file of secret keys of age (AGE-SECRET-KEY-…)"), place={"file": path}
        )
    return found


def is_encrypted(file: IO[bytes]) -> bool:
    begin = file.read(len(MAGIC))
    file.seek(0)
    return begin == MAGIC


class _Beside(threading.Thread):
    """Does one half of the work at the other end of a pipe, and keeps what went wrong there."""

    def __init__(self, work: Callable[[IO[bytes]], None], handle: int, mode: str) -> None:
        super().__init__(name="age", daemon=True)
        self.work, self.handle, self.mode = work, handle, mode
        self.problem: Exception | None = None

    def run(self) -> None:
        try:
            with os.fdopen(self.handle, self.mode) as end:
                self.work(end)
        except Exception as error:
            self.problem = error


@contextmanager
def encrypting(file: IO[bytes], recipients: Sequence[x25519.Recipient]) -> Iterator[IO[bytes]]:
    """Where the plain bytes go; the file itself where there is no key."""
    if not recipients:
        yield file
        return
    out, into = os.pipe()
    beside = _Beside(lambda end: encrypt_io(end, file, recipients), out, "rb")
    beside.start()
    try:
        with os.fdopen(into, "wb") as plain:
            yield plain
    except BrokenPipeError:
        beside.join()
        raise beside.problem or OSError("the encryption ended early") from None
    finally:
        beside.join()
    if beside.problem is not None:
        raise beside.problem


@contextmanager
def decrypting(file: IO[bytes], identities: Sequence[x25519.Identity]) -> Iterator[IO[bytes]]:
    """The plain bytes of an encrypted file. Raises DecryptError where it cannot be opened to its end."""
    out, into = os.pipe()
    beside = _Beside(lambda end: decrypt_io(file, end, identities), into, "wb")
    beside.start()
    ended = False
    try:
        with os.fdopen(out, "rb") as plain:
            yield plain
            ended = True
    except Exception:
        beside.join()
        # What the reader met is the consequence of a stream that broke off; a reader that gave up broke it itself.
        if beside.problem is not None and not isinstance(beside.problem, BrokenPipeError):
            raise DecryptError("the stream cannot be opened to its end") from beside.problem
        raise
    beside.join()
    if ended and beside.problem is not None:
        raise DecryptError("the stream cannot be opened to its end") from beside.problem
