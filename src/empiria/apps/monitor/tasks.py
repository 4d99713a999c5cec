"""Background jobs of the monitor: a few lines round a service each; every one may be run twice."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, Release, ScoreSet
from empiria.apps.monitor.services.differences import refresh_difference
from empiria.apps.monitor.services.imports import Received, import_files, read_again
from empiria.apps.monitor.services.incoming import (
    DIFFERENCE_JOB,
    IMPORT_JOB,
    READ_AGAIN_JOB,
    forget_upload,
    request_difference,
    upload_path,
)
from empiria.apps.monitor.services.scoring import JOB, compute_scores, fail_scores
from empiria.apps.monitor.services.store import sweep_store
from empiria.apps.monitor.services.syncing import PATIENCE_OF_JOBS, SYNC_JOB, request_sync, sync_source
from empiria.apps.system.jobs import JobCancelled, Progress, job_handler
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic
from empiria.sources.live.errors import SourceError


def _asked_by(job: Job) -> Person | None:
    return Person.objects.filter(pk=job.created_by).first() if job.created_by else None


@job_handler(JOB, title=_("Computing scores"))
def compute(job: Job, progress: Progress, *, score_set: int) -> dict[str, Any]:
    scores = ScoreSet.objects.select_related("release", "recipe").get(pk=score_set)
    try:
        compute_scores(score_set=scores, progress=progress, confirm=progress.confirm)
    except InputError as error:
        fail_scores(score_set=scores, error=error)
        raise
    except OSError as error:
        told = InputError(
            mark("the store cannot be used: %(reason)s"), reason=error.strerror or type(error).__name__
        )
        fail_scores(score_set=scores, error=told)
        raise told from error
    except OperationalError:
        # The database itself: nothing can be written down, and the job is taken over.
        raise
    except Exception as error:
        told = InputError(
            mark("an unexpected error (%(kind)s); the log has its details"), kind=type(error).__name__
        )
        fail_scores(score_set=scores, error=told)
        raise
    return {"state": scores.state, "path": scores.path}


@job_handler(IMPORT_JOB, title=_("Reading files into the draft"))
def read_uploads(
    job: Job,
    progress: Progress,
    *,
    uploads: list[str],
    reader: str,
    options: dict[str, Any],
    origin: str,
    licence: str,
    retrieved: str,
) -> dict[str, Any]:
    if gone := [upload for upload in uploads if not upload_path(upload).exists()]:
        raise InputError(
            mark("The file “%(name)s” is not kept any more; upload it again."), name=gone[0].split("/")[-1]
        )
    files = [
        Received(
            path=upload_path(upload),
            reader=reader,
            options=options,
            retrieved=datetime.fromisoformat(retrieved),
            origin=origin,
            licence=licence,
        )
        for upload in uploads
    ]
    try:
        imports = import_files(files, by=_asked_by(job), progress=progress, confirm=progress.confirm)
    except (InputError, JobCancelled):
        _forget(uploads)
        raise
    refresh_difference(release=imports[0].release)
    _forget(uploads)
    return {"imports": [source.pk for source in imports], "release": imports[0].release.code}


def _forget(uploads: list[str]) -> None:
    for upload in uploads:
        forget_upload(upload)


@job_handler(READ_AGAIN_JOB, title=_("Reading a file again"))
def reread(job: Job, progress: Progress, *, source: int) -> dict[str, Any]:
    again = read_again(
        source=Import.objects.get(pk=source), by=_asked_by(job), progress=progress, confirm=progress.confirm
    )
    refresh_difference(release=again.release)
    return {"imports": [again.pk], "release": again.release.code}


@job_handler(DIFFERENCE_JOB, title=_("Comparing the draft with the published release"))
def compare_draft(job: Job, progress: Progress, *, release: int, observations: str) -> dict[str, Any]:
    progress(0, 1, mark("Comparing"))
    draft = Release.objects.select_related("supersedes").get(pk=release)
    if draft.state == Release.State.DRAFT:
        draft = refresh_difference(release=draft)
    progress(1, 1)
    return {"digest": draft.difference_digest}


@job_handler(SYNC_JOB, title=_("Fetching from public statistics"))
def fetch(job: Job, progress: Progress, *, source: str, only_new: bool, turn: int) -> dict[str, Any]:
    """One turn: as much as the quotas allow. The rest is done by a job that begins when they allow more."""
    by = _asked_by(job)
    try:
        result = sync_source(
            source,
            by=by,
            only_new=only_new,
            patience=PATIENCE_OF_JOBS,
            progress=progress,
            confirm=progress.confirm,
        )
    except SourceError:
        # What was complete when the source went out of reach is in the draft.
        for draft in Release.objects.drafts():
            request_difference(release=draft, by=by)
        raise
    if result.wait:
        # What this turn has read in without a figure is not read in again by the next one.
        request_sync(source=source, by=by, only_new=True, turn=turn + 1, after=timedelta(seconds=result.wait))
    if result.imports:
        refresh_difference(release=result.imports[0].release)
    return {"imports": [one.pk for one in result.imports], "requests": result.requests, "wait": result.wait}


@periodic(
    every=timedelta(days=1), name="monitor.sync-sources", title=_("Asking public statistics for what is new")
)
def ask_for_news(job: Job, progress: Progress) -> dict[str, Any]:
    """For the sources that the settings name; what is new waits in the draft, with its difference report, for a person."""
    for source in settings.EMPIRIA_SYNC:
        request_sync(source=source, by=None, only_new=True)
    return {"sources": settings.EMPIRIA_SYNC}


@periodic(every=timedelta(days=1), name="monitor.sweep-store", title=_("Clearing the store of leftovers"))
def sweep(job: Job, progress: Progress) -> dict[str, Any]:
    return {"removed": sweep_store()}
