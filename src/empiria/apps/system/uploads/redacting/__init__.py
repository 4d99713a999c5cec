"""Copies of files without what says who somebody is: words that are found, and always the properties that office programs
write beside a document (author, who saved it last, company, the folder it was saved in).

Figures, and everything else, stand in the copy as they did.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import IO

import polars as pl
from django.utils.translation import gettext as _

from empiria.apps.system.uploads.redacting.archives import Wanted, rewrite_archive
from empiria.apps.system.uploads.redacting.marks import SHEET_GONE, Find, Outcome, struck
from empiria.apps.system.uploads.redacting.tables import rewrite_parquet
from empiria.apps.system.uploads.redacting.texts import rewrite_plain
from empiria.apps.system.uploads.words.archives import BROKEN, Budget
from empiria.apps.system.uploads.words.passages import UnreadableError
from empiria.apps.system.uploads.words.received import MOST_UNPACKED, words_of

__all__ = ["SHEET_GONE", "Find", "RedactionError", "redact_file", "struck"]

# So many of the names of what cannot be read are told.
TOLD = 3


class RedactionError(Exception):
    """No copy can be made of the file, and why."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or _("the file is damaged or protected, so no copy of it can be made"))


def redact_file(source: Path, target: Path, *, find: Find | None, leaves_out: bool = False) -> bool:
    """Write the copy; whether it differs from the file. Without `find` only properties are emptied.

    In an archive, a file in which something is found and which cannot be written anew (PDF) is left out; with `leaves_out`
    also what no program can read. The same file gives the same copy. Raises `RedactionError`, also where something is
    found in the copy, or somebody could still stand in it for all that a program can tell.
    """
    try:
        with source.open("rb") as file, target.open("wb") as copy:
            outcome = _rewrite(file, copy, Wanted(find=find, leaves_out=leaves_out), Budget(MOST_UNPACKED), 0)
    except UnreadableError as error:
        raise RedactionError(_unread(error.args)) from error
    except (*BROKEN, pl.exceptions.PolarsError) as error:
        raise RedactionError from error
    if outcome == Outcome.DROPPED:
        raise RedactionError
    if outcome == Outcome.SAME:
        shutil.copyfile(source, target)
    if find is not None:
        _refuse_what_still_holds(target, find)
    return outcome == Outcome.CHANGED


def _refuse_what_still_holds(copy: Path, find: Find) -> None:
    """What is searched and what is written anew are read in two ways: no file is told to be redacted that is not."""
    try:
        with copy.open("rb") as file:
            is_found = any(find(passage.text) for passage in words_of(file, Budget(MOST_UNPACKED)))
    except UnreadableError as error:
        raise RedactionError(_unread(error.args)) from error
    if is_found:
        raise RedactionError(
            _(
                "what was to be struck out can still be found in the copy; strike out the surname alone too, "
                "or keep the file with a ground for it"
            )
        )


def _unread(names: Sequence[str]) -> str:
    told = ", ".join(names[:TOLD]) + ("…" if len(names) > TOLD else "")
    if not told:
        return ""
    return _(
        "no program can read %(names)s, so somebody may still stand there; leave out what cannot be read, or keep the "
        "file with a ground for it"
    ) % {"names": told}


def _rewrite(file: IO[bytes], copy: IO[bytes], wanted: Wanted, budget: Budget, depth: int) -> Outcome:
    """By what the content is. What was written of a copy that is the same is to be thrown away."""
    outcome = _rewritten(file, copy, wanted, budget, depth)
    if not wanted.leaves_out or not depth or outcome == Outcome.DROPPED:
        return outcome
    return (
        outcome if _is_read(copy if outcome == Outcome.CHANGED else file, budget, depth) else Outcome.DROPPED
    )


def _rewritten(file: IO[bytes], copy: IO[bytes], wanted: Wanted, budget: Budget, depth: int) -> Outcome:
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"PK"):
        return rewrite_archive(file, copy, wanted, budget, depth, rewrite=_rewrite)
    if wanted.find is None:
        return Outcome.SAME
    if head.startswith(b"PAR1"):
        return rewrite_parquet(file, copy, wanted.find)
    if head.startswith(b"%PDF"):
        return Outcome.DROPPED if _holds(file, wanted.find, budget) else Outcome.SAME
    return rewrite_plain(file, copy, wanted.find)


def _holds(file: IO[bytes], find: Find, budget: Budget) -> bool:
    """Of what cannot be read nothing is told here: it stays in the copy, and is found when that is looked through."""
    try:
        return any(find(passage.text) for passage in words_of(file, budget))
    except UnreadableError:
        return False


def _is_read(file: IO[bytes], budget: Budget, depth: int) -> bool:
    try:
        for _said in words_of(file, budget, depth=depth):
            pass
    except UnreadableError:
        return False
    return True
