"""Background jobs of the monitor: a few lines round a service each; every one may be run twice."""

from datetime import datetime, timedelta
from typing import Any

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
    upload_path,
)
from empiria.apps.monitor.services.scoring import JOB, compute_scores, fail_scores
from empiria.apps.monitor.services.store import sweep_store
from empiria.apps.system.jobs import JobCancelled, Progress, job_handler
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic


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


@periodic(every=timedelta(days=1), name="monitor.sweep-store", title=_("Clearing the store of leftovers"))
def sweep(job: Job, progress: Progress) -> dict[str, Any]:
    return {"removed": sweep_store()}
