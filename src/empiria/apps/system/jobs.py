"""What a job handler sees: how it is registered, how it tells its progress, and why it may be stopped.

    @job_handler("monitor.compute-scores", title=_("Computing scores"))
    def compute_scores(job: Job, progress: Progress, *, release: int) -> dict[str, Any]:
        ...
        progress(done, total)
        with transaction.atomic():
            progress.confirm()
            ...  # write the result

A handler may be run twice: its worker may die, or be taken for dead, at any moment.
"""

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from empiria.apps.system.models import Job, JobQuerySet, JobState

SECONDS_BETWEEN_WRITES = 0.5


class JobStopped(BaseException):
    """The handler must not go on. Like the cancellation of coroutines no `Exception`, so none swallows it."""


class JobCancelled(JobStopped):
    """Someone asked for the job to be cancelled."""


class JobHandedBack(JobStopped):
    """This worker is being shut down; another will run the job anew."""


class JobLost(JobStopped):
    """This worker was taken for dead and the job is another's: nothing may be written any more."""


@dataclass(frozen=True, kw_only=True)
class Lease:
    """One take-up of a job by one worker; it ends when the job moves on, whoever moves it."""

    job_id: uuid.UUID
    attempt: int
    worker: str

    def job(self) -> JobQuerySet:
        """The job while it is still ours, else nothing: the fence round every write about it."""
        return Job.objects.filter(
            pk=self.job_id, state=JobState.RUNNING, attempts=self.attempt, worker=self.worker
        )

    def beat(self, **fields: Any) -> bool:
        """Say that the worker lives, and what is to be said besides; False when the job is ours no more."""
        return self.job().update(heartbeat_at=timezone.now(), **fields) == 1


@dataclass(kw_only=True)
class Progress:
    """Handed to a handler, which calls it now and then (at least every few seconds, as often as it likes)."""

    lease: Lease
    closing: threading.Event
    _written_at: float = field(default=0.0, init=False)

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Show how far the work is; `message` is a message id that the pages translate, without placeholders.

        Raises `JobStopped` when the handler must not go on. Written at most twice a second.
        """
        if self.closing.is_set():
            raise JobHandedBack
        if time.monotonic() - self._written_at >= SECONDS_BETWEEN_WRITES or done == total:
            self._write(done=done, total=total, message=message)
            self._written_at = time.monotonic()

    def confirm(self) -> None:
        """Called first in the transaction that writes the result: raises `JobStopped` unless the job is still
        ours, and holds it until the transaction ends, so that a worker taken for dead writes nothing."""
        self._write()

    def _write(self, **fields: Any) -> None:
        if not self.lease.beat(**fields):
            raise JobLost
        if self.lease.job().filter(cancel_requested_at__isnull=False).exists():
            raise JobCancelled


Handler = Callable[..., dict[str, Any] | None]
# From a job's parameters, which an erasure may have emptied, what it works on: names of files, of a source.
Names = Callable[[dict[str, Any]], list[str]]


def unnamed(params: dict[str, Any]) -> list[str]:
    """The title of the kind says enough."""
    return []


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of job: what runs it, its name for people (a lazy translation), and what tells one of them from another."""

    run: Handler
    title: Any
    names: Names


class UnknownJobError(LookupError):
    """No handler is registered under this name."""


_kinds: dict[str, Kind] = {}


def job_handler(name: str, *, title: Any = "", names: Names = unnamed) -> Callable[[Handler], Handler]:
    """Register a function of an app's `tasks.py` as what runs jobs of this kind."""

    def register(handler: Handler) -> Handler:
        _kinds[name] = Kind(run=handler, title=title or name, names=names)
        return handler

    return register


def job_kind(name: str) -> Kind:
    """The kind of this name. Looks through every app's `tasks.py` when it is not known yet: web processes
    start without loading them."""
    if name not in _kinds:
        autodiscover_modules("tasks")
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownJobError(name) from None
