"""Reads of jobs, the audit trail and the health of the process."""

import os
import tempfile
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection

from empiria.apps.system.jobs import UnknownJobError, job_kind
from empiria.apps.system.models import AuditEntry, AuditQuerySet, Job, JobQuerySet, JobState
from empiria.apps.system.rules import CANCELLABLE, RETRYABLE


def jobs_about(object_type: str, object_id: object) -> JobQuerySet:
    """The jobs about an object, the newest first."""
    return Job.objects.about(object_type, object_id)


@dataclass(frozen=True, kw_only=True)
class JobView:
    """A job as its page shows it."""

    job: Job
    title: Any
    asked_by: str
    can_cancel: bool
    can_retry: bool

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


def audit_entries(*, action: str = "", object_type: str = "", object_id: str = "") -> AuditQuerySet:
    """The audit trail, the newest first; an empty argument does not narrow it."""
    wanted = {"action": action, "object_type": object_type, "object_id": object_id}
    return AuditEntry.objects.filter(**{name: value for name, value in wanted.items() if value})


def audit_choices(field: str) -> list[str]:
    """Every action (or type of object) that the trail holds, for choosing one."""
    return list(AuditEntry.objects.order_by(field).values_list(field, flat=True).distinct())


def names_of(ids: set[str]) -> dict[str, str]:
    """Names of the people behind the ids that jobs and the audit trail keep, of those who still have an account."""
    numbers = [int(one) for one in ids if one.isdecimal()]
    return {
        str(person.pk): str(person) for person in get_user_model()._default_manager.filter(pk__in=numbers)
    }


def unready_parts() -> list[str]:
    """What this process cannot reach of what it needs: "database", "store"; empty when it is ready."""
    return [
        name
        for name, works in (("database", _database_answers), ("store", _store_is_writable))
        if not works()
    ]


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _store_is_writable() -> bool:
    store = settings.EMPIRIA_DATA / "store"
    try:
        store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=store) as file:
            file.write(b"ready")
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True
