"""The worker: django-tasks' own one with our loop, and a thread beside it that beats, takes over and keeps the calendar."""

import logging
import os
import secrets
import signal
import socket
import threading
import time
import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from types import FrameType

from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    close_old_connections,
    connection,
)
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, DEFAULT_TASK_QUEUE_NAME
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from empiria.apps.system import running
from empiria.apps.system.models import Job
from empiria.apps.system.periodic import queue_due_job, schedules

logger = logging.getLogger("empiria.jobs")

SECONDS_BETWEEN_LOOKS = 1.0


class Worker(QueueWorker):
    """Runs jobs one after another until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=[DEFAULT_TASK_QUEUE_NAME],
            interval=SECONDS_BETWEEN_LOOKS,
            batch=False,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            # Unique, and telling enough to find the process.
            worker_id=f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(4)}",
            excluded_queue_names=[],
        )

    def run(self) -> None:
        while self.running:
            close_old_connections()
            if not self.work_once() and self.running:
                time.sleep(self.interval)

    def work_once(self) -> bool:
        """Take and run one job; whether there was one. A database that does not answer is asked again later.

        A job that it left in the middle has lost its heartbeat with it, and is taken over like that of a dead worker.
        """
        try:
            entry = self.take()
            if entry is not None:
                self.run_task(entry)
        except (OperationalError, InterfaceError) as error:
            # On SQLite a large import may hold the database longer than one waits for it.
            if isinstance(error, InterfaceError) or not is_locked_database_exception(error):
                logger.warning("the database does not answer: %s", error)
                connection.close()
            return False
        return entry is not None

    def take(self, *, only: Collection[uuid.UUID] | None = None) -> DBTaskResult | None:
        """Take the next entry from the queue, which no other worker gets then; None when none waits.

        `only` narrows it to these jobs.
        """
        waiting = DBTaskResult.objects.ready().filter(
            backend_name=self.backend_name, queue_name__in=self.queue_names
        )
        if only is not None:
            waiting = waiting.filter(pk__in=Job.objects.filter(pk__in=only).values("task_id"))
        # Asked first without the lock: an idle worker must not stop the writers of an SQLite database.
        if not waiting.exists():
            return None
        # A signal now only asks to stop: an exit in the middle of COMMIT would end in an error of the database instead.
        self.running_task = True
        try:
            with exclusive_transaction(waiting.db):
                entry = waiting.get_locked()
                if entry is not None:
                    entry.claim(self.worker_id)
                return entry
        finally:
            self.running_task = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Hand the running job back at its next sign of progress, or finish it; asked again, drop it at once."""
        running.closing.set()
        super().shutdown(signum, frame)


@dataclass(frozen=True)
class Suspect:
    """A running job whose worker may be dead: when we first saw this heartbeat of it."""

    heartbeat_at: datetime | None
    attempts: int
    since: float = field(default_factory=time.monotonic, compare=False)


class Keeper(threading.Thread):
    """Beats for the job of this process, however long its computation, and looks after everybody's.

    The clocks of several hosts may differ, and a large transaction may hold up heartbeats: so a job is
    taken over only when its heartbeat is old by the clock *and* has not moved while we watched it.
    Without `keeps_calendar` it leaves periodic jobs to the workers.
    """

    def __init__(self, *, keeps_calendar: bool = True) -> None:
        super().__init__(name="keeper", daemon=True)
        self.keeps_calendar = keeps_calendar
        self.beat_seconds: float = settings.EMPIRIA_HEARTBEAT_SECONDS
        self.stopped = threading.Event()
        self.suspects: dict[uuid.UUID, Suspect] = {}

    def run(self) -> None:
        try:
            while True:
                self.keep()
                if self.stopped.wait(self.beat_seconds):
                    return
        finally:
            connection.close()

    def stop(self) -> None:
        self.stopped.set()
        self.join()

    def keep(self) -> None:
        """One round. A database that does not answer now is asked again at the next."""
        try:
            if running.held is not None:
                running.held.beat()
            for job in self.dead_for_certain(running.stale_jobs()):
                running.take_over(job)
            running.requeue_forgotten()
            for schedule in schedules() if self.keeps_calendar else ():
                queue_due_job(schedule)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("no heartbeat this time: %s", error)
            connection.close()

    def dead_for_certain(self, stale: list[Job]) -> list[Job]:
        seen = {job.pk: Suspect(job.heartbeat_at, job.attempts) for job in stale}
        self.suspects = {
            pk: self.suspects[pk] if self.suspects.get(pk) == suspect else suspect
            for pk, suspect in seen.items()
        }
        patience = 2 * self.beat_seconds
        return [job for job in stale if time.monotonic() - self.suspects[job.pk].since >= patience]


def run_worker() -> None:
    """Run jobs until SIGTERM or SIGINT: what `empiria worker` is."""
    worker, keeper = Worker(), Keeper()
    worker.configure_signals()
    keeper.start()
    try:
        worker.run()
    finally:
        # From here on a second signal must not interrupt the last heartbeat's connection being closed.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        keeper.stop()
        connection.close()


def run_jobs(jobs: Collection[uuid.UUID]) -> None:
    """Run these jobs in this process and no others, until each of them has ended.

    One that a worker runs already is waited for, and taken over when that worker turns out to be dead.
    """
    worker, keeper = Worker(), Keeper(keeps_calendar=False)
    keeper.start()
    try:
        while Job.objects.active().filter(pk__in=jobs).exists():
            if (entry := worker.take(only=jobs)) is not None:
                worker.run_task(entry)
            else:
                time.sleep(min(worker.interval, keeper.beat_seconds))
    finally:
        keeper.stop()
