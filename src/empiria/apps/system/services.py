"""Writes to the audit trail and to jobs."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from empiria.apps.system.jobs import job_kind
from empiria.apps.system.models import AuditEntry, Job, JobState, PeriodicSlot
from empiria.apps.system.rules import RETRYABLE
from empiria.apps.system.running import put_in_queue

# How long ended jobs are kept.
KEPT = timedelta(days=30)


class JobRefusedError(Exception):
    """The job is in a state in which this cannot be done."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"job {job.pk} is {job.state}")
        self.job = job


def _by(person: models.Model | None) -> str:
    return str(person.pk) if person else ""


def record(
    *,
    by: models.Model | None,
    action: str,
    object_type: str,
    object_id: object,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write an audit entry in the caller's transaction, so that neither the deed nor its trace stands alone.

    `by` is a person, or None for the system itself. `details` hold codes and figures, no personal data.
    """
    return AuditEntry.objects.create(
        by=_by(by),
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        reason=reason,
        details=details or {},
    )


@transaction.atomic
def enqueue_job(
    *, kind: str, by: models.Model | None, object_type: str = "", object_id: object = "", **params: Any
) -> Job:
    """Ask for a piece of work in the background; it starts after the caller's transaction is committed.

    The same work about the same object is done once at a time: while it waits or runs, that job is returned
    instead of a second one (a form sent twice). In order: the job, its entry in the queue, the audit entry
    (when a person asked; what the system asks of itself stands in the job).
    """
    job_kind(kind)
    plain = json.loads(json.dumps(params, cls=DjangoJSONEncoder, sort_keys=True))
    about = {"object_type": object_type, "object_id": str(object_id)}
    key = hashlib.sha256(json.dumps([kind, about, plain], sort_keys=True).encode()).hexdigest()
    if same := Job.objects.active().filter(key=key).first():
        return same
    try:
        with transaction.atomic():
            job = Job.objects.create(kind=kind, params=plain, key=key, created_by=_by(by), **about)
    except IntegrityError:
        # Another process asked for the same a moment ago.
        return Job.objects.filter(key=key).latest("created_at")
    put_in_queue(job)
    if by:
        record(
            by=by, action="system.enqueue-job", object_type="job", object_id=job.pk, details={"kind": kind}
        )
    return job


@transaction.atomic
def cancel_job(*, job: Job, by: models.Model) -> Job:
    """Cancel a waiting job at once, a running one at the next sign of progress.

    Asking twice does nothing more; an ended job raises `JobRefusedError`.
    """
    now = timezone.now()
    asked = {"cancel_requested_at": now, "cancel_requested_by": _by(by)}
    same = Job.objects.filter(pk=job.pk)
    changed = same.filter(state=JobState.QUEUED).move(JobState.CANCELLED, **asked) or same.filter(
        state=JobState.RUNNING, cancel_requested_at__isnull=True
    ).update(**asked)
    job.refresh_from_db()
    if changed:
        record(by=by, action="system.cancel-job", object_type="job", object_id=job.pk)
    elif job.cancel_requested_at is None or job.state in {JobState.DONE, JobState.FAILED}:
        raise JobRefusedError(job)
    return job


@transaction.atomic
def retry_job(*, job: Job, by: models.Model) -> Job:
    """Queue a failed or cancelled job anew, its losses forgotten.

    A job that waits already (a button pressed twice) is returned as it is, and so is the one that does the same
    work meanwhile; a running or finished one raises `JobRefusedError`.
    """
    try:
        with transaction.atomic():
            changed = Job.objects.filter(RETRYABLE, pk=job.pk).move(
                JobState.QUEUED,
                losses=0,
                error=None,
                worker="",
                heartbeat_at=None,
                cancel_requested_at=None,
                cancel_requested_by="",
            )
    except IntegrityError:
        return Job.objects.active().get(key=job.key)
    job.refresh_from_db()
    if changed:
        put_in_queue(job)
        record(by=by, action="system.retry-job", object_type="job", object_id=job.pk)
    elif job.state != JobState.QUEUED:
        raise JobRefusedError(job)
    return job


@transaction.atomic
def remove_old_jobs() -> int:
    """Remove jobs that ended more than 30 days ago, with the leavings of the queue and of the calendar.

    No audit entry: who asked for which job stands in the trail for ever. Returns how many jobs were removed.
    """
    limit = timezone.now() - KEPT
    DBTaskResult.objects.finished().filter(finished_at__lt=limit).delete()
    PeriodicSlot.objects.filter(taken_at__lt=limit).delete()
    removed, _ = Job.objects.filter(finished_at__lt=limit).delete()
    return removed
