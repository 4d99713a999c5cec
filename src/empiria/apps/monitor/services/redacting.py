"""Source files without somebody who is erased: the figures stay what they were, and so does the SHA-256 of what was received.

A file is never changed: a copy takes its place, in the rows of every import that it was kept for, and then it goes.
"""

import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Min, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from empiria.analysis.errors import InputError
from empiria.apps.accounts.models import Person
from empiria.apps.accounts.services.erasure import files_at_stake, spotter_of
from empiria.apps.monitor.models import Import
from empiria.apps.monitor.selectors.store import store_path
from empiria.apps.monitor.services.imports import map_received, read_received, under_its_name
from empiria.apps.monitor.services.incoming import FORGET_UPLOADS_JOB, IMPORT_JOB, READ_AGAIN_JOB
from empiria.apps.monitor.services.meanwhile import hold_figures
from empiria.apps.monitor.services.readers import Received
from empiria.apps.monitor.services.store import TEMPORARY, forget_stored, redacted
from empiria.apps.system.models import Job
from empiria.apps.system.models.jobs import ENDED_STATES
from empiria.apps.system.services import enqueue_job
from empiria.apps.system.uploads import SHEET_GONE, Find, RedactionError, give_out, struck

SOURCES = "monitor.sources"
FORGET_JOB = "monitor.forget-source"
# Somebody may still be writing what is younger.
AT_WORK_SECONDS = 3600


def source_files() -> QuerySet[Import]:
    """Every kept file once: by the first import it is kept for, of whatever state."""
    first = Import.objects.exclude(raw="").order_by().values("raw").annotate(first=Min("pk")).values("first")
    return (
        Import.objects.filter(pk__in=first)
        .select_related("release", "created_by")
        .order_by("file_name", "pk")
    )


def forget_waiting(_person: object) -> None:
    """Remove files on their way in that nobody reads: they may name anybody. What is so young that it may still be written is
    looked at once more when it is not."""
    if forget_abandoned():
        enqueue_job(
            kind=FORGET_UPLOADS_JOB,
            by=None,
            object_type="monitor.store",
            object_id="store",
            after=timedelta(seconds=AT_WORK_SECONDS),
        )


def forget_abandoned() -> bool:
    """Remove what dead processes left on its way in, and what a job that has ended was to read (run again it asks for the
    file anew); whether anything stays that may still be written."""
    at_work, ended = (
        _uploads_of(Job.objects.active()),
        _uploads_of(Job.objects.filter(state__in=ENDED_STATES)),
    )
    waiting, is_left = store_path(TEMPORARY), False
    for path in waiting.iterdir() if waiting.is_dir() else ():
        if path.name in at_work:
            continue
        if path.name in ended or time.time() - path.stat().st_mtime > AT_WORK_SECONDS:
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        else:
            is_left = True
    return is_left


def _uploads_of(jobs: QuerySet[Job]) -> set[str]:
    """The folders of files that these jobs are to read."""
    told = jobs.filter(kind=IMPORT_JOB).values_list("params", flat=True)
    return {upload.split("/")[1] for params in told for upload in params.get("uploads", ())}


def are_on_their_way() -> bool:
    """Whether files are being read in, also again: no import names yet what is found in them.

    What is read in without a job waits until the erasure is done, and is refused then.
    """
    jobs = Job.objects.active().filter(kind__in=(IMPORT_JOB, READ_AGAIN_JOB))
    if jobs.exists():
        # Not to be waited for: it may be about to name, as who read the file in, the person who is held.
        return True
    hold_figures()
    return jobs.exists()


def strike_options(person: Person) -> None:
    """What an import was asked for (the name of a sheet) without the person. Where its file names them, the sheet is called
    as in the file: `_put` strikes it out of both, and of a file that is kept it could not be read again."""
    found = [one.row.pk for one in files_at_stake(person) if one.kind.code == SOURCES and one.is_found]
    named = Import.objects.filter(pk__in=found).values("raw")
    find = spotter_of(person).certain
    for source in Import.objects.exclude(raw__in=named).exclude(options={}):
        _strike_options(source, find)


def give_out_source(source: Import) -> FileResponse:
    """The kept file, for whoever decides of it."""
    file = store_path(source.raw).open("rb")
    return give_out(file, name=source.file_name, media_type="application/octet-stream", is_public=False)


def redact_source(source: Import, find: Find, leaves_out: bool) -> Callable[[], None]:
    """Make a copy of a kept file without what is found and, if asked to, what no program can read; what is given back puts it in the place of the file.

    Raises RedactionError where no copy can be made, or where its figures would not be the same.
    """
    with redacted(source.raw, find=find, leaves_out=leaves_out) as (path, keep):
        for one in Import.objects.filter(raw=source.raw).order_by("reader", "pk"):
            if not _has_the_same_figures(one, path, find):
                raise RedactionError(
                    _(
                        "the figures in it would be others; strike out less, or keep the file with a ground for it"
                    )
                )
        kept = keep()
    return partial(_put, source.raw, kept.raw, kept.sha256, find)


@transaction.atomic
def _put(old: str, new: str, sha256: str, find: Find) -> None:
    """In the transaction of the erasure. Raises RedactionError where the file is not any more what the copy was made of."""
    hold_figures()
    sources = list(Import.objects.filter(raw=old))
    if not sources:
        raise RedactionError(_("it was redacted at this moment for somebody else; try again"))
    for source in sources:
        _strike_options(source, find)
    if old != new:
        Import.objects.filter(raw=old).update(raw=new, kept_sha256=sha256, redacted_at=timezone.now())
        forget_later(old)


def forget_later(old: str) -> None:
    """What another took the place of goes after the transaction; the job does it should the process die in between."""
    enqueue_job(kind=FORGET_JOB, by=None, object_type="monitor.store", object_id="store", raw=old)
    transaction.on_commit(partial(forget_stored, old), robust=True)


def _has_the_same_figures(source: Import, copy: Path, find: Find) -> bool:
    try:
        before = _figures(source, store_path(source.raw), source.file_name, source.options)
    except InputError:
        # Nobody could read it in again as it is.
        return True
    # The row is struck out too: a sheet is asked for by the name it has then.
    options = _without(source.options, find)
    try:
        after = _figures(source, copy, struck(source.file_name, find), options)
    except InputError:
        return False
    # Why one is missing may have been told in words about somebody.
    return before.drop("status").equals(after.drop("status"))


def _strike_options(source: Import, find: Find) -> None:
    if (options := _without(source.options, find)) != source.options:
        Import.objects.filter(pk=source.pk).update(options=options)


def _without(options: dict[str, Any], find: Find) -> dict[str, Any]:
    return {
        key: struck(value, find, SHEET_GONE) if isinstance(value, str) else value
        for key, value in options.items()
    }


def _figures(source: Import, path: Path, name: str, options: dict[str, Any]) -> pl.DataFrame:
    with under_its_name(path, name) as named:
        file = Received(path=named, reader=source.reader, options=options)
        return map_received(file, read_received(file)).observations
