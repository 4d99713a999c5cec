"""Workers as processes: one is killed, one is paused, one is asked to stop, three keep one calendar."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from empiria.apps.system import running
from empiria.apps.system.services import enqueue_job
from empiria.apps.system.worker import Worker
from tests.integration.forked import Forked
from tests.integration.system import handlers  # noqa: F401  registers them
from tests.integration.workshop import PATIENCE, Workshop, wait_until

pytestmark = pytest.mark.slow

JOB = "SELECT state, attempts, losses FROM system_job WHERE kind LIKE 'test.%'"


def started(folder: Path, worker: Forked) -> None:
    wait_until((folder / f"started-{worker.pid}").exists, what="the job's start")


def test_job_of_a_killed_worker_is_finished_once_by_another(workshop: Workshop, tmp_path: Path) -> None:
    killed = workshop.start_worker("test.wait-then-write", folder=str(tmp_path))
    started(tmp_path, killed)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert workshop.sql(JOB) == [("running", 1, 0)]

    other = workshop.start_worker()
    started(tmp_path, other)
    (tmp_path / "go").touch()
    wait_until(lambda: workshop.sql(JOB) == [("done", 2, 1)], what="the job's end")
    assert (tmp_path / "results").read_text() == f"{other.pid}\n"


def test_worker_taken_for_dead_writes_nothing_when_it_wakes(workshop: Workshop, tmp_path: Path) -> None:
    paused = workshop.start_worker("test.wait-then-write", folder=str(tmp_path))
    started(tmp_path, paused)
    workshop.pause(paused)
    other = workshop.start_worker()
    started(tmp_path, other)
    (tmp_path / "go").touch()
    wait_until(lambda: workshop.sql(JOB) == [("done", 2, 1)], what="the job's end")

    paused.send_signal(signal.SIGCONT)
    wait_until(lambda: "taken over by another worker" in workshop.logs(), what="the woken worker's notice")
    assert workshop.sql(JOB) == [("done", 2, 1)]
    assert (tmp_path / "results").read_text() == f"{other.pid}\n"


def test_long_computation_keeps_its_job_while_another_worker_watches(
    workshop: Workshop, tmp_path: Path
) -> None:
    worker = workshop.start_worker("test.wait-then-write", folder=str(tmp_path))
    started(tmp_path, worker)
    workshop.start_worker()
    beats = "SELECT heartbeat_at FROM system_job WHERE kind LIKE 'test.%'"
    seen = {workshop.sql(beats)[0]}
    # Longer than six heartbeats and the second look after them, all without a sign of progress.
    wait_until(lambda: seen.add(workshop.sql(beats)[0]) or len(seen) > 12, what="twelve heartbeats")
    (tmp_path / "go").touch()
    wait_until(lambda: workshop.sql(JOB) == [("done", 1, 0)], what="the job's end")


def test_worker_asked_to_stop_hands_its_job_back(workshop: Workshop, tmp_path: Path) -> None:
    worker = workshop.start_worker("test.step-slowly", folder=str(tmp_path))
    started(tmp_path, worker)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    assert workshop.sql(JOB) == [("queued", 1, 0)]

    (tmp_path / "go").touch()
    workshop.start_worker()
    wait_until(lambda: workshop.sql(JOB) == [("done", 2, 0)], what="the job's end")


@pytest.fixture
def worker_with_signals() -> Iterator[Worker]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    worker = Worker()
    worker.configure_signals()
    yield worker
    for number, handler in before.items():
        signal.signal(number, handler)
    running.closing.clear()


@pytest.mark.django_db(transaction=True)
def test_worker_asked_to_stop_while_it_takes_a_job_ends_the_transaction_first(
    worker_with_signals: Worker,
) -> None:
    enqueue_job(kind="test.count", by=None, to=3)

    def ask_to_stop(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE"):
            os.kill(os.getpid(), signal.SIGTERM)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(ask_to_stop):
        taken = worker_with_signals.take()
    assert taken is not None
    assert taken.worker_ids == [worker_with_signals.worker_id]
    assert not worker_with_signals.running


def test_idle_worker_asked_to_stop_ends_well(workshop: Workshop) -> None:
    worker = workshop.start_worker()
    wait_until(lambda: workshop.sql("SELECT name FROM system_periodicslot"), what="the calendar's first job")
    worker.send_signal(signal.SIGINT)
    assert worker.wait(timeout=PATIENCE) == 0


def test_periodic_job_runs_once_among_three_workers(workshop: Workshop) -> None:
    workers = [workshop.start_worker() for _ in range(3)]
    periodic = "SELECT state, attempts FROM system_job WHERE kind = 'system.apply-retention'"
    wait_until(lambda: workshop.sql(periodic) == [("done", 1)], what="the periodic job")
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        # A worker still loading its modules is simply ended.
        assert worker.wait(timeout=PATIENCE) in {0, -signal.SIGTERM}
    assert workshop.sql(periodic) == [("done", 1)]
    turns = workshop.sql("SELECT name, count(*) FROM system_periodicslot GROUP BY name")
    assert {count for _name, count in turns} == {1}
