"""The life of a job in the queue: put in, taken up, ended, handed back, taken over from a dead worker."""

import logging
import threading
import uuid
from datetime import timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django_tasks import TaskContext, TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from empiria.analysis.errors import InputError, mark
from empiria.apps.system.jobs import (
    JobCancelled,
    JobHandedBack,
    JobLost,
    Lease,
    Progress,
    UnknownJobError,
    job_kind,
)
from empiria.apps.system.models import Job, JobState

logger = logging.getLogger("empiria.jobs")

MAX_LOSSES = 3
# A worker is taken for dead after so many heartbeats without a sign of life.
MISSED_HEARTBEATS = 6

# What this process is running now (at most one job), for the thread that beats; and whether it is to stop.
held: Lease | None = None
closing = threading.Event()


def put_in_queue(job: Job, *, after: timedelta = timedelta(0)) -> None:
    """Queue a waiting job, in the caller's transaction. An older entry of the queue does no harm: see `claim`."""
    queued = run_job.using(run_after=timezone.now() + after) if after else run_job
    entry = queued.enqueue(str(job.pk))
    job.task_id = uuid.UUID(entry.id)
    job.save(update_fields=["task_id"])


def claim(job_id: str, *, worker: str) -> tuple[Job, Lease] | None:
    """Take a waiting job up; None when it is not waiting (cancelled, or another entry of the queue was first)."""
    taken = Job.objects.filter(pk=job_id).move(
        JobState.RUNNING,
        worker=worker,
        attempts=F("attempts") + 1,
        heartbeat_at=timezone.now(),
        started_at=timezone.now(),
        done=0,
        total=0,
        message="",
    )
    if not taken:
        return None
    job = Job.objects.get(pk=job_id)
    return job, Lease(job_id=job.pk, attempt=job.attempts, worker=worker)


@task(takes_context=True)
def run_job(context: TaskContext, job_id: str) -> str:
    """Run one job to its end; what a worker takes from the queue of django-tasks.

    When the database itself fails, nothing more is written: the heartbeat has then stopped, and the job is
    taken over like that of a dead worker.
    """
    global held  # noqa: PLW0603 - the one piece of state that the thread with the heartbeat must see
    claimed = claim(job_id, worker=context.task_result.worker_ids[-1])
    if claimed is None:
        return "not waiting"
    job, held = claimed
    try:
        with structlog.contextvars.bound_contextvars(
            job=str(job.pk), job_kind=job.kind, request_id=job.request_id
        ):
            return _run(job, held)
    finally:
        held = None


def _run(job: Job, lease: Lease) -> str:
    try:
        result = job_kind(job.kind).run(job, Progress(lease=lease, closing=closing), **job.params)
    except JobLost:
        logger.warning("job %s (%s): taken over by another worker", job.pk, job.kind)
        return "lost"
    except JobCancelled:
        lease.job().move(JobState.CANCELLED)
        return JobState.CANCELLED.value
    except JobHandedBack:
        hand_back(lease)
        return "handed back"
    except OperationalError:
        raise
    except Exception as error:
        return _fail(job, lease, error)
    except BaseException:
        hand_back(lease)
        raise
    lease.job().move(JobState.DONE, result=result, error=None)
    return JobState.DONE.value


def _fail(job: Job, lease: Lease, error: Exception) -> str:
    """Wrong input is told as it is; of anything else only the kind, for its text may hold personal data."""
    if isinstance(error, InputError):
        told = _told(error)
    elif isinstance(error, UnknownJobError):
        told = _told(InputError(mark("this version of the program has no such job")))
    else:
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        told = _told(
            InputError(
                mark("an unexpected error (%(kind)s); the log has its details"), kind=type(error).__name__
            )
        )
    lease.job().move(JobState.FAILED, error=told)
    return JobState.FAILED.value


def _told(error: InputError) -> dict[str, Any]:
    def plain(values: dict[str, Any]) -> dict[str, Any]:
        return {key: value if isinstance(value, int | float) else str(value) for key, value in values.items()}

    return {"message": error.message, "params": plain(error.params), "place": plain(error.place)}


@transaction.atomic
def hand_back(lease: Lease) -> None:
    """Let another worker run the job anew; no fault of the job, so it does not count as a loss."""
    if lease.job().filter(cancel_requested_at__isnull=False).move(JobState.CANCELLED):
        return
    if lease.job().move(JobState.QUEUED, worker="", heartbeat_at=None):
        put_in_queue(Job.objects.get(pk=lease.job_id))


def stale_jobs() -> list[Job]:
    """Running jobs without a heartbeat for too long. By the clock alone: who acts on this looks twice."""
    limit = timezone.now() - timedelta(seconds=settings.EMPIRIA_HEARTBEAT_SECONDS * MISSED_HEARTBEATS)
    return list(Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=limit))


@transaction.atomic
def take_over(seen: Job) -> None:
    """End a dead worker's hold on a job: queue it anew, or end it when that was asked for or happens too often."""
    same = Job.objects.filter(
        pk=seen.pk, state=JobState.RUNNING, attempts=seen.attempts, heartbeat_at=seen.heartbeat_at
    )
    # A locked row is being written by a worker that lives.
    job = same.select_for_update(skip_locked=True).first()
    if job is None:
        return
    logger.warning("job %s (%s): its worker %s gave no sign of life", job.pk, job.kind, job.worker)
    entry = DBTaskResult.objects.filter(pk__in=[job.task_id], status=TaskResultStatus.RUNNING)
    entry.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    losses = job.losses + 1
    if job.cancel_requested_at:
        same.move(JobState.CANCELLED, losses=losses)
    elif losses >= MAX_LOSSES:
        text = mark("the process that ran it died %(count)s times; it may need more memory than there is")
        same.move(JobState.FAILED, losses=losses, error=_told(InputError(text, count=losses)))
    elif same.move(JobState.QUEUED, losses=losses, worker="", heartbeat_at=None):
        put_in_queue(Job.objects.get(pk=job.pk))


def requeue_forgotten() -> None:
    """Queue waiting jobs anew whose entry in the queue is gone: their worker died between taking the entry
    and taking up the job."""
    limit = timezone.now() - timedelta(seconds=settings.EMPIRIA_HEARTBEAT_SECONDS * MISSED_HEARTBEATS)
    alive = Q(status=TaskResultStatus.READY) | Q(status=TaskResultStatus.RUNNING, started_at__gte=limit)
    entries = DBTaskResult.objects.filter(alive, pk=OuterRef("task_id"))
    forgotten = Job.objects.filter(~Exists(entries), state=JobState.QUEUED)
    for job_id in forgotten.values_list("pk", flat=True):
        with transaction.atomic():
            job = forgotten.select_for_update(skip_locked=True).filter(pk=job_id).first()
            if job is not None:
                put_in_queue(job)
