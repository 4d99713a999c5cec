"""Writes to jobs."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from empiria.apps.system.jobs import job_kind
from empiria.apps.system.models import Job, JobState
from empiria.apps.system.rules import RETRYABLE
from empiria.apps.system.running import put_in_queue
from empiria.apps.system.services.audit import id_of, record


class JobRefusedError(Exception):
    """The job is in a state in which this cannot be done."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"job {job.pk} is {job.state}")
        self.job = job


@transaction.atomic
def enqueue_job(
    *,
    kind: str,
    by: models.Model | None,
    object_type: str = "",
    object_id: object = "",
    after: timedelta = timedelta(0),
    **params: Any,
) -> Job:
    """Ask for a piece of work in the background; it starts after the caller's transaction is committed, and not
    before `after` has passed.

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
            job = Job.objects.create(kind=kind, params=plain, key=key, created_by=id_of(by), **about)
    except IntegrityError:
        # Another process asked for the same a moment ago.
        return Job.objects.filter(key=key).latest("created_at")
    put_in_queue(job, after=after)
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
    asked = {"cancel_requested_at": now, "cancel_requested_by": id_of(by)}
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
