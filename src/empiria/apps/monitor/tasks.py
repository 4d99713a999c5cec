"""Background jobs of the monitor: a few lines round a service each; every one may be run twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import InputError, mark
from empiria.apps.accounts.models import Person
from empiria.apps.monitor.models import Import, Release, ScoreSet
from empiria.apps.monitor.selectors import current_release
from empiria.apps.monitor.selectors.releases import CERTAINTY_JOB, SCORE_JOB, is_worked_on
from empiria.apps.monitor.services.certainty import compute_certainty, fail_certainty, request_certainty
from empiria.apps.monitor.services.differences import refresh_difference
from empiria.apps.monitor.services.imports import Received, import_files, read_again
from empiria.apps.monitor.services.incoming import (
    DIFFERENCE_JOB,
    FORGET_UPLOADS_JOB,
    IMPORT_JOB,
    READ_AGAIN_JOB,
    forget_upload,
    request_difference,
    upload_path,
)
from empiria.apps.monitor.services.redacting import FORGET_JOB, forget_abandoned
from empiria.apps.monitor.services.scoring import compute_scores, fail_scores
from empiria.apps.monitor.services.store import forget_stored, sweep_store
from empiria.apps.monitor.services.syncing import PATIENCE_OF_JOBS, SYNC_JOB, request_sync, sync_source
from empiria.apps.system.jobs import JobCancelled, Progress, job_handler
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import periodic
from empiria.sources.live.errors import SourceError


def _asked_by(job: Job) -> Person | None:
    return Person.objects.filter(pk=job.created_by).first() if job.created_by else None


@job_handler(SCORE_JOB, title=_("Computing scores"))
def compute(job: Job, progress: Progress, *, score_set: int) -> dict[str, Any]:
    scores = ScoreSet.objects.select_related("release", "recipe").get(pk=score_set)
    with _told_by(fail_scores, scores):
        compute_scores(score_set=scores, progress=progress, confirm=progress.confirm)
    # Killed before this, the job is run again and asks then.
    request_certainty(score_set=scores, by=_asked_by(job))
    return {"state": scores.state, "path": scores.path}


@job_handler(CERTAINTY_JOB, title=_("Computing the certainty of scores"))
def draw_choices(job: Job, progress: Progress, *, score_set: int, scores: str) -> dict[str, Any]:
    """`scores` names those it was asked for: where others stand by now, a job of their own has been asked for."""
    made = ScoreSet.objects.select_related("release", "recipe").get(pk=score_set)
    if made.path != scores:
        return {"path": ""}
    with _told_by(fail_certainty, made):
        compute_certainty(score_set=made, progress=progress, confirm=progress.confirm)
    return {"path": made.certainty_path}


@contextmanager
def _told_by(tell: Callable[..., None], score_set: ScoreSet) -> Iterator[None]:
    """What goes wrong is told where the scores are listed, in words, before the job fails."""
    try:
        yield
    except InputError as error:
        tell(score_set=score_set, error=error)
        raise
    except OSError as error:
        told = InputError(
            mark("the store cannot be used: %(reason)s"), reason=error.strerror or type(error).__name__
        )
        tell(score_set=score_set, error=told)
        raise told from error
    except OperationalError:
        # The database itself: nothing can be written down, and the job is taken over.
        raise
    except Exception as error:
        told = InputError(
            mark("an unexpected error (%(kind)s); the log has its details"), kind=type(error).__name__
        )
        tell(score_set=score_set, error=told)
        raise


def _names_of_uploads(params: dict[str, Any]) -> list[str]:
    return [PurePath(upload).name for upload in params.get("uploads", [])]


def _name_of_import(params: dict[str, Any]) -> list[str]:
    if "source" not in params:
        return []
    return list(Import.objects.filter(pk=params["source"]).values_list("file_name", flat=True))


def _name_of_source(params: dict[str, Any]) -> list[str]:
    return [str(params["source"]).upper()] if "source" in params else []


@job_handler(IMPORT_JOB, title=_("Reading files into the draft"), names=_names_of_uploads)
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
    erased: int = 0,
) -> dict[str, Any]:
    """Run again after somebody was erased it is refused: nobody has looked for them in the uploads (`erased` counts them; a
    job of an older version does not say)."""
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
        imports = import_files(
            files, by=_asked_by(job), erased=erased, progress=progress, confirm=progress.confirm
        )
    except (InputError, JobCancelled):
        _forget(uploads)
        raise
    refresh_difference(release=imports[0].release)
    _forget(uploads)
    return {"imports": [source.pk for source in imports], "release": imports[0].release.code}


def _forget(uploads: list[str]) -> None:
    for upload in uploads:
        forget_upload(upload)


@job_handler(FORGET_UPLOADS_JOB, title=_("Removing files that were never read in"))
def forget_uploads(job: Job, progress: Progress) -> dict[str, Any]:
    progress.confirm()
    forget_abandoned()
    return {}


@job_handler(READ_AGAIN_JOB, title=_("Reading a file again"), names=_name_of_import)
def reread(job: Job, progress: Progress, *, source: int) -> dict[str, Any]:
    again = read_again(
        source=Import.objects.get(pk=source), by=_asked_by(job), progress=progress, confirm=progress.confirm
    )
    refresh_difference(release=again.release)
    return {"imports": [again.pk], "release": again.release.code}


@job_handler(FORGET_JOB, title=_("Removing a file that a redacted one took the place of"))
def forget_source(job: Job, progress: Progress, *, raw: str) -> dict[str, Any]:
    progress.confirm()
    forget_stored(raw)
    return {}


@job_handler(DIFFERENCE_JOB, title=_("Comparing the draft with the published release"))
def compare_draft(job: Job, progress: Progress, *, release: int, observations: str) -> dict[str, Any]:
    progress(0, 1, mark("Comparing"))
    draft = Release.objects.select_related("supersedes").get(pk=release)
    if draft.state == Release.State.DRAFT:
        draft = refresh_difference(release=draft)
    progress(1, 1)
    return {"digest": draft.difference_digest}


@job_handler(SYNC_JOB, title=_("Fetching from public statistics"), names=_name_of_source)
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
        _ask_for_difference(by)
        raise
    if result.wait:
        # What this turn has read in without a figure is not read in again by the next one.
        request_sync(source=source, by=by, only_new=True, turn=turn + 1, after=timedelta(seconds=result.wait))
    elif result.faults:
        # The others are in the draft; what has to wait meets the fault again, and tells it then.
        _ask_for_difference(by)
        raise result.faults[0]
    if result.imports:
        refresh_difference(release=result.imports[0].release)
    return {"imports": [one.pk for one in result.imports], "requests": result.requests, "wait": result.wait}


def _ask_for_difference(by: Person | None) -> None:
    for draft in Release.objects.drafts():
        request_difference(release=draft, by=by)


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


@periodic(
    every=timedelta(days=1),
    name="monitor.ask-for-certainty",
    title=_("Asking for the certainty that scores lack"),
)
def ask_for_certainty(job: Job, progress: Progress) -> dict[str, Any]:
    """For scores that were made before the program could tell it, and for those whose job ended without a word: it was
    cancelled, or its workers died. What failed is not tried again by itself."""
    release = current_release()
    states = (ScoreSet.Certainty.NONE, ScoreSet.Certainty.QUEUED)
    found = release.score_sets.filter(certainty_state__in=states) if release else ScoreSet.objects.none()
    asked = [request_certainty(score_set=one, by=None) for one in found.filter(~is_worked_on())]
    return {"asked": sum(1 for one in asked if one)}
