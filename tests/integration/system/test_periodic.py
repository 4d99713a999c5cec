"""Periodic jobs: one turn per slot."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from empiria.apps.system.models import Job, PeriodicSlot
from empiria.apps.system.periodic import Schedule, queue_due_job, schedules
from tests.integration.queue import drain_queue
from tests.integration.system import handlers  # noqa: F401  registers them

HOURLY = Schedule(kind="system.apply-retention", every=timedelta(hours=1))
NOON = datetime(2025, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_slot_is_queued_once_and_the_next_slot_again() -> None:
    queued = []
    for minutes in (0, 1, 59, 60, 119, 121):
        queued.append(queue_due_job(HOURLY, now=NOON + timedelta(minutes=minutes)))
        drain_queue()
    assert queued == [True, False, False, True, False, True]
    assert list(Job.objects.values_list("state", flat=True)) == ["done"] * 3


@pytest.mark.django_db
def test_slot_while_the_last_turn_still_waits_adds_no_second_job() -> None:
    assert [queue_due_job(HOURLY, now=NOON + timedelta(hours=hours)) for hours in (0, 1)] == [True, True]
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_slot_asked_for_by_several_at_once_is_queued_once() -> None:
    if connection.vendor == "sqlite":
        pytest.skip("threads share SQLite's database in memory; processes try it in test_worker")
    answers: list[bool] = []
    barrier = threading.Barrier(3)

    def ask() -> None:
        barrier.wait()
        try:
            answers.append(queue_due_job(HOURLY, now=NOON))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, False, True]
    assert (Job.objects.count(), PeriodicSlot.objects.count()) == (1, 1)


def test_shipped_schedules_include_the_clearing_away() -> None:
    assert {schedule.kind: schedule.every for schedule in schedules()}["system.apply-retention"] == timedelta(
        days=1
    )
