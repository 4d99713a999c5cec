"""Locks between the processes on one data folder. Each ends with its process, however that ends; the files stay."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from django.conf import settings

from empiria.analysis.errors import InputError, mark

logger = logging.getLogger("empiria")

# Held open for as long as the process lives: it uses this data folder.
_presence: int | None = None


def _open(name: str) -> IO[str]:
    settings.EMPIRIA_DATA.mkdir(parents=True, exist_ok=True)
    return (settings.EMPIRIA_DATA / name).open("a")


def be_present() -> None:
    """Say that this process uses the data folder, until it ends; wait while a backup is being restored into it."""
    global _presence  # noqa: PLW0603 - a process is present once
    if _presence is not None:
        return
    # A bare handle: a file object would complain when the process ends.
    with _open("presence.lock") as file:
        _presence = os.dup(file.fileno())
    try:
        fcntl.flock(_presence, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        logger.warning("waiting: a backup is being restored into this data folder")
        fcntl.flock(_presence, fcntl.LOCK_SH)


@contextmanager
def alone() -> Iterator[None]:
    """No other process uses the data folder, and none begins to. Raises InputError when one does already."""
    be_present()
    assert _presence is not None  # noqa: S101 - for the type checker
    try:
        fcntl.flock(_presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        # A refused change of a lock may have given the old one back.
        fcntl.flock(_presence, fcntl.LOCK_SH)
        raise InputError(
            mark("Empiria runs on this data folder; end its web server, workers and commands first")
        ) from None
    try:
        yield
    finally:
        fcntl.flock(_presence, fcntl.LOCK_SH)


@contextmanager
def removing() -> Iterator[None]:
    """Held by whoever removes files of the store or uploads: a backup that lists them is waited for."""
    with _open("removal.lock") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


@contextmanager
def nothing_removed() -> Iterator[None]:
    """No file of the store or uploads is removed meanwhile; held for the moment in which a backup lists them."""
    with _open("removal.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def one_backup() -> Iterator[None]:
    """One backup at a time. Raises InputError when another one is being made."""
    with _open("backup.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(mark("another backup is being made at this moment")) from None
        yield


@contextmanager
def settling() -> Iterator[None]:
    """One process after another finishes what a restore left that was cut off."""
    with _open("settle.lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
