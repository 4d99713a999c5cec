"""Writing into the store. Every file gets its final name only when it is whole, and is never changed afterwards.

A process killed in between leaves at most a file under a temporary name or one that no row of the database names:
both are harmless, and `sweep_store` takes them away.
"""

import hashlib
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.db import transaction
from django.db.models import Q

from empiria.analysis.errors import InputError, mark
from empiria.apps.monitor.models import Import, Release, ScoreSet
from empiria.apps.monitor.selectors.store import store_path, store_root
from empiria.apps.system.backup.folders import files_below
from empiria.apps.system.locks import removing
from empiria.apps.system.uploads import Find, RedactionError, redact_file

# Big enough to read fast as a whole, small enough that one unit or group is a few milliseconds (docs/adr).
ROW_GROUP = 16_384
TEMPORARY = "tmp"
# Nobody writes one file for longer: what is older was left by a process that died.
ABANDONED_SECONDS = 6 * 3600


@contextmanager
def _temporary() -> Iterator[Path]:
    """A path on the store's own file system, so that the final rename is atomic."""
    folder = store_root() / TEMPORARY
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    os.close(handle)
    path = Path(name)
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _settle(temporary: Path, relative: str) -> None:
    """Give a finished file its name, on disk before the database speaks of it."""
    with temporary.open("rb") as file:
        os.fsync(file.fileno())
    target = store_path(relative)
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o644)
    temporary.replace(target)


def _in_use(relative: str) -> bool:
    """Whether the file is there already; it then counts as new, so that no sweep takes it before a row names it."""
    try:
        os.utime(store_path(relative))
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class Kept:
    """A source file in the store: where, and its SHA-256."""

    raw: str
    sha256: str


def keep_raw(path: Path, *, sha256: str) -> Kept:
    """Keep a received file without the properties that office programs write beside a document: they say who saved it.
    Most files have none, and are kept as they were received. Keeping it again changes nothing.

    Raises InputError when the file is no longer the one that was read under this hash.
    """
    with _temporary() as received, _temporary() as bare:
        shutil.copyfile(path, received)
        if _sha256(received) != sha256:
            raise InputError(mark("The file was changed while it was being read."), place={"file": path.name})
        try:
            is_other = redact_file(received, bare, find=None)
        except RedactionError:
            # What was read all the same: somebody looks at it when they are to be erased.
            is_other = False
        return _keep(bare if is_other else received)


@contextmanager
def redacted(kept: str, *, find: Find, leaves_out: bool) -> Iterator[tuple[Path, Callable[[], Kept]]]:
    """A copy of a kept file without what is found and, if asked to, what no program can read; and what keeps the copy in the store. Raises `RedactionError`."""
    with _temporary() as temporary:
        redact_file(store_path(kept), temporary, find=find, leaves_out=leaves_out)
        yield temporary, lambda: _keep(temporary)


def _keep(temporary: Path) -> Kept:
    sha256 = _sha256(temporary)
    relative = f"raw/{sha256[:2]}/{sha256}"
    if not _in_use(relative):
        _settle(temporary, relative)
    return Kept(relative, sha256)


def forget_stored(relative: str) -> None:
    """Remove a source file, a table or a folder of scores that no row names any more."""
    with removing(), transaction.atomic():
        # An import that kept the same file has written its row by then, or looks once more whether it is there.
        Release.objects.select_for_update().filter(state=Release.State.DRAFT).first()
        # Nothing is called so but the store itself.
        if not relative or _is_named(relative):
            return
        path = store_path(relative)
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _is_named(relative: str) -> bool:
    return (
        Import.objects.filter(Q(raw=relative) | Q(observations=relative)).exists()
        or Release.objects.filter(Q(observations=relative) | Q(units=relative)).exists()
        or relative in {*Release.objects.values_list("difference__tables__rows", flat=True)}
        or relative in {*Release.objects.values_list("difference__tables__slices", flat=True)}
        or ScoreSet.objects.filter(Q(path=relative) | Q(certainty_path=relative)).exists()
    )


def _write_parquet(frame: pl.DataFrame, path: Path) -> None:
    """Raises OSError where the disk is full or fails; the library tells that as a fault of the format."""
    try:
        frame.write_parquet(path, row_group_size=ROW_GROUP, statistics=True)
    except pl.exceptions.PolarsError as error:
        if number := re.search(r"os error (\d+)", str(error)):
            code = int(number[1])
            raise OSError(code, os.strerror(code), str(path)) from error
        raise


def write_table(frame: pl.DataFrame, *, folder: str, stem: str) -> tuple[str, str]:
    """Write a frame as `<folder>/<stem>-<digest>.parquet`; returns the path and its SHA-256."""
    with _temporary() as temporary:
        _write_parquet(frame, temporary)
        digest = _sha256(temporary)
        relative = f"{folder}/{stem}-{digest[:16]}.parquet"
        if not _in_use(relative):
            _settle(temporary, relative)
    return relative, digest


def write_tables(frames: Mapping[str, pl.DataFrame], *, folder: str) -> str:
    """Write several frames as one folder `<folder>/<digest>/<name>.parquet`; returns where. All of it appears at once."""
    temporary = store_root() / TEMPORARY / uuid.uuid4().hex
    temporary.mkdir(parents=True)
    try:
        digests = []
        for name, frame in frames.items():
            path = temporary / f"{name}.parquet"
            _write_parquet(frame, path)
            with path.open("rb") as file:
                os.fsync(file.fileno())
            digests.append(_sha256(path))
        relative = f"{folder}/{hashlib.sha256(''.join(digests).encode()).hexdigest()[:16]}"
        target = store_path(relative)
        target.parent.mkdir(parents=True, exist_ok=True)
        # Two workers may finish the same folder: a rename onto one that is not empty fails, and both are the same.
        try:
            temporary.rename(target)
        except OSError:
            if not target.is_dir():
                raise
            for name in frames:
                _in_use(f"{relative}/{name}.parquet")
        return relative
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def sweep_store() -> int:
    """Remove what dead processes left: old temporary files, and tables of drafts that no row names any more."""
    now = time.time()
    named = {
        *Release.objects.values_list("observations", flat=True),
        *Release.objects.values_list("units", flat=True),
        *Release.objects.values_list("difference__tables__rows", flat=True),
        *Release.objects.values_list("difference__tables__slices", flat=True),
        *Import.objects.values_list("observations", flat=True),
        *Import.objects.values_list("raw", flat=True),
    }
    folders = ScoreSet.objects.values_list("path", "certainty_path")
    scores = tuple(path for paths in folders for path in paths if path)
    removed = 0
    with removing():
        for path in files_below(store_root()):
            relative = path.relative_to(store_root()).as_posix()
            if relative in named or relative.startswith(scores):
                continue
            if now - path.stat().st_mtime > ABANDONED_SECONDS:
                path.unlink(missing_ok=True)
                removed += 1
    return removed
