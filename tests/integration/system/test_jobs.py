"""Jobs: states, cancelling, running again, sending twice, losing a job to another worker."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from empiria.apps.accounts.models import Person
from empiria.apps.system import running
from empiria.apps.system.jobs import JobCancelled, JobHandedBack, JobLost, Lease, Progress, UnknownJobError
from empiria.apps.system.models import AuditEntry, Job, JobState, PeriodicSlot
from empiria.apps.system.selectors import job_view, jobs_about
from empiria.apps.system.services import (
    JobRefusedError,
    apply_retention,
    cancel_job,
    enqueue_job,
    retry_job,
)
from tests.integration.queue import drain_queue
from tests.integration.system.conftest import job_in

pytestmark = pytest.mark.django_db

ALLOWED = {
    ("queued", "running"),
    ("queued", "cancelled"),
    ("running", "done"),
    ("running", "failed"),
    ("running", "cancelled"),
    ("running", "queued"),
    ("failed", "queued"),
    ("cancelled", "queued"),
}


@pytest.mark.parametrize(("before", "after"), list(product(JobState.values, repeat=2)))
def test_job_moves_only_along_the_table(before: str, after: str) -> None:
    job = job_in(before, worker="w", heartbeat_at=timezone.now())
    moved = Job.objects.filter(pk=job.pk).move(JobState(after))
    job.refresh_from_db()
    assert (moved, job.state) == ((1, after) if (before, after) in ALLOWED else (0, before))


def test_enqueue_then_drain_runs_the_job(staff: Person) -> None:
    job = enqueue_job(kind="test.count", by=staff, object_type="thing", object_id=5, to=3)
    assert (job.state, job.created_by, list(jobs_about("thing", 5))) == ("queued", str(staff.pk), [job])
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.result, job.done, job.total, job.attempts, job.losses) == (
        "done", {"counted": 3}, 3, 3, 1, 0,
    )  # fmt: skip
    assert job.started_at is not None
    assert job.finished_at is not None


def test_enqueue_rolled_back_leaves_nothing() -> None:
    with transaction.atomic():
        enqueue_job(kind="test.count", by=None, to=1)
        transaction.set_rollback(True)
    assert (Job.objects.count(), DBTaskResult.objects.count()) == (0, 0)


def test_enqueue_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownJobError):
        enqueue_job(kind="test.nobody-knows", by=None)


def test_enqueue_twice_is_one_job_while_it_is_active(staff: Person) -> None:
    first = enqueue_job(kind="test.count", by=staff, to=3)
    assert enqueue_job(kind="test.count", by=staff, to=3) == first
    other = enqueue_job(kind="test.count", by=staff, to=4)
    drain_queue()
    again = enqueue_job(kind="test.count", by=staff, to=3)
    assert set(Job.objects.all()) == {first, other, again}
    assert AuditEntry.objects.filter(action="system.enqueue-job").count() == 3


def test_database_refuses_the_same_work_twice_at_a_time() -> None:
    job_in("queued", key="same")
    with pytest.raises(IntegrityError), transaction.atomic():
        job_in("running", key="same")


@pytest.mark.parametrize("state", ["queued", "running", "done"])
def test_database_refuses_an_end_that_does_not_fit_the_state(state: str) -> None:
    finished = None if state == "done" else timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        job_in(state, finished_at=finished)


def test_failed_job_tells_only_the_kind_of_the_error() -> None:
    job = enqueue_job(kind="test.fail", by=None)
    drain_queue()
    job.refresh_from_db()
    with translation.override("en"):
        assert (job.state, job.error_message) == (
            "failed",
            "an unexpected error (ZeroDivisionError); the log has its details",
        )
    assert "secret" not in str(job.error)


def test_failed_job_tells_wrong_input_with_its_place() -> None:
    job = enqueue_job(kind="test.wrong-input", by=None)
    drain_queue()
    job.refresh_from_db()
    with translation.override("en"):
        assert (job.state, job.error_message) == ("failed", "a.csv, line 3: no column “unit”")


@pytest.mark.parametrize(
    ("state", "allowed", "after"),
    [
        ("queued", True, "cancelled"),
        ("running", True, "running"),
        ("done", False, "done"),
        ("failed", False, "failed"),
    ],
)
def test_cancel_by_state(staff: Person, state: str, allowed: bool, after: str) -> None:
    job = job_in(state)
    assert job_view(job).can_cancel is allowed
    if allowed:
        cancel_job(job=job, by=staff)
        assert cancel_job(job=job, by=staff).cancel_requested_by == str(staff.pk)
    else:
        with pytest.raises(JobRefusedError):
            cancel_job(job=job, by=staff)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested_at is not None) == (after, allowed)
    assert AuditEntry.objects.filter(action="system.cancel-job").count() == int(allowed)


@pytest.mark.parametrize(
    ("state", "allowed"), [("failed", True), ("cancelled", True), ("running", False), ("done", False)]
)
def test_retry_by_state(staff: Person, state: str, allowed: bool) -> None:
    job = job_in(state, losses=2)
    assert job_view(job).can_retry is allowed
    if allowed:
        retry_job(job=job, by=staff)
        retry_job(job=job, by=staff)
        drain_queue()
    else:
        with pytest.raises(JobRefusedError):
            retry_job(job=job, by=staff)
    job.refresh_from_db()
    assert (job.state, job.losses) == (("done", 0) if allowed else (state, 2))
    assert AuditEntry.objects.filter(action="system.retry-job").count() == int(allowed)


def test_retry_while_the_same_work_runs_returns_that(staff: Person) -> None:
    failed, active = job_in("failed", key="same"), job_in("queued", key="same")
    assert retry_job(job=failed, by=staff) == active
    failed.refresh_from_db()
    assert failed.state == "failed"


def test_cancelled_waiting_job_is_not_run(staff: Person) -> None:
    job = enqueue_job(kind="test.count", by=staff, to=1)
    cancel_job(job=job, by=staff)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("cancelled", 0)


def test_cancel_of_a_running_job_is_not_swallowed_by_its_handler(staff: Person) -> None:
    job = Job.objects.create(kind="test.cancel-itself", params={"by": staff.pk}, key="k")
    running.put_in_queue(job)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", None)


def test_job_lost_to_another_worker_is_not_written_to() -> None:
    job = enqueue_job(kind="test.lose", by=None)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.worker, job.result) == ("running", "another", None)


def progress_of(job: Job, **lease: object) -> Progress:
    import threading

    facts = {"job_id": job.pk, "attempt": job.attempts, "worker": job.worker} | lease
    return Progress(lease=Lease(**facts), closing=threading.Event())


def test_progress_writes_and_beats() -> None:
    job = job_in("running", heartbeat_at=timezone.now() - timedelta(hours=1))
    progress_of(job)(2, 5, "step")
    job.refresh_from_db()
    assert (job.done, job.total, job.message) == (2, 5, "step")
    assert timezone.now() - job.heartbeat_at < timedelta(minutes=1)


def test_progress_of_another_attempt_is_refused() -> None:
    job = job_in("running")
    for other in ({"attempt": 2}, {"worker": "another"}):
        with pytest.raises(JobLost):
            progress_of(job, **other)(1, 2)
        with pytest.raises(JobLost):
            progress_of(job, **other).confirm()
    Job.objects.filter(pk=job.pk).move(JobState.DONE)
    with pytest.raises(JobLost):
        progress_of(job).confirm()


def test_progress_of_a_job_to_be_cancelled_stops_it(staff: Person) -> None:
    job = job_in("running")
    cancel_job(job=job, by=staff)
    with pytest.raises(JobCancelled):
        progress_of(job).confirm()


def test_progress_while_the_worker_closes_hands_the_job_back() -> None:
    progress = progress_of(job_in("running"))
    progress.closing.set()
    with pytest.raises(JobHandedBack):
        progress(1, 2)


def test_handed_back_job_waits_anew_without_a_loss() -> None:
    job = job_in("running")
    running.hand_back(Lease(job_id=job.pk, attempt=1, worker="w"))
    job.refresh_from_db()
    assert (job.state, job.losses) == ("queued", 0)
    drain_queue()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


@pytest.mark.parametrize(
    ("losses", "cancelled", "after"),
    [
        (0, False, ("queued", 1)),
        (1, False, ("queued", 2)),
        (2, False, ("failed", 3)),
        (0, True, ("cancelled", 1)),
    ],
)
def test_take_over_ends_the_hold_of_a_dead_worker(
    losses: int, cancelled: bool, after: tuple[str, int]
) -> None:
    old = timezone.now() - timedelta(hours=1)
    job = job_in(
        "running", heartbeat_at=old, losses=losses, cancel_requested_at=timezone.now() if cancelled else None
    )
    fresh = job_in("running", key="fresh")
    assert running.stale_jobs() == [job]
    running.take_over(job)
    job.refresh_from_db()
    fresh.refresh_from_db()
    assert ((job.state, job.losses), fresh.state) == (after, "running")


def test_take_over_of_a_job_that_beat_meanwhile_does_nothing() -> None:
    job = job_in("running", heartbeat_at=timezone.now() - timedelta(hours=1))
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now())
    running.take_over(job)
    assert Job.objects.get().state == "running"


def test_waiting_job_whose_entry_was_taken_by_a_dead_worker_is_queued_anew() -> None:
    job = enqueue_job(kind="test.count", by=None, to=1)
    running.requeue_forgotten()
    assert DBTaskResult.objects.count() == 1
    entry = DBTaskResult.objects.get()
    entry.claim("dead")
    running.requeue_forgotten()
    assert DBTaskResult.objects.count() == 1
    DBTaskResult.objects.update(started_at=timezone.now() - timedelta(hours=1))
    running.requeue_forgotten()
    drain_queue()
    job.refresh_from_db()
    assert (job.state, DBTaskResult.objects.count()) == ("done", 2)


def test_retention_keeps_the_active_and_the_recent() -> None:
    old, recent = timezone.now() - timedelta(days=31), timezone.now() - timedelta(days=29)
    job_in("done", finished_at=old, key="a")
    job_in("failed", finished_at=old, key="b")
    kept = {job_in("done", finished_at=recent, key="c"), job_in("queued", created_at=old, key="d")}
    PeriodicSlot.objects.create(name="n", slot=1, taken_at=old)
    PeriodicSlot.objects.create(name="n", slot=2)
    counts = apply_retention(by=None)
    assert (counts["system.ended-jobs"], counts["system.turns"]) == (2, 1)
    assert set(Job.objects.all()) == kept
    assert list(PeriodicSlot.objects.values_list("slot", flat=True)) == [2]
