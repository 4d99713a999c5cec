"""Reads of jobs and of the health of the process."""

import os
import tempfile
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import ngettext

from empiria.apps.system.jobs import UnknownJobError, job_kind
from empiria.apps.system.models import Job, JobQuerySet, JobState
from empiria.apps.system.rules import CANCELLABLE, RETRYABLE
from empiria.apps.system.selectors.audit import names_of

# So many names of what a job works on stand beside its title.
NAMED = 3


def jobs_about(object_type: str, object_id: object) -> JobQuerySet:
    """The jobs about an object, the newest first."""
    return Job.objects.about(object_type, object_id)


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job as its page shows it."""

    job: Job
    title: Any
    about: str
    asked_by: str
    can_cancel: bool
    can_retry: bool

    @property
    def cancel_id(self) -> str:
        """The button keeps the focus while the job's part of the page is renewed."""
        return f"cancel-{self.job.pk}"

    @property
    def tone(self) -> str:
        return {JobState.DONE: "better", JobState.FAILED: "worse", JobState.RUNNING: "brand"}.get(
            JobState(self.job.state), "neutral"
        )


def job_view(job: Job) -> JobView:
    """A job with its title and what may be done to it now."""
    same = Job.objects.filter(pk=job.pk)
    return JobView(
        job=job,
        title=job_title(job.kind),
        about=job_names(job),
        asked_by=names_of({job.created_by}).get(job.created_by, ""),
        can_cancel=same.filter(CANCELLABLE).exists(),
        can_retry=same.filter(RETRYABLE).exists(),
    )


def job_title(kind: str) -> Any:
    """The name of a kind of job for people; the kind itself when this version does not know it."""
    try:
        return job_kind(kind).title
    except UnknownJobError:
        return kind


def job_names(job: Job) -> str:
    """What a job works on, such as its files: the first of them, and how many more there are; empty where none is known."""
    try:
        names = job_kind(job.kind).names(job.params)
    except UnknownJobError:
        return ""
    shown, others = ", ".join(names[:NAMED]), len(names) - NAMED
    if others <= 0:
        return shown
    return f"{shown} {ngettext('and %(count)s more', 'and %(count)s more', others) % {'count': others}}"


def unready_parts() -> list[str]:
    """What this process lacks of what it needs: "database", "migrations", "store"; empty when it is ready."""
    parts = (("database", _database_answers), ("migrations", is_migrated), ("store", _store_is_writable))
    return [name for name, works in parts if not works()]


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def is_migrated() -> bool:
    """Whether the database has every migration of this version of the program; looked up until it has."""
    global _was_migrated  # noqa: PLW0603 - reading the migrations takes longer than a probe should
    if not _was_migrated:
        try:
            executor = MigrationExecutor(connection)
            _was_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return False
    return _was_migrated


_was_migrated = False


def _store_is_writable() -> bool:
    store = settings.EMPIRIA_DATA / "store"
    try:
        store.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=store) as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
