"""Jobs that come due by the clock.

Time is cut into slots of the job's length. Whoever inserts the row of a slot queues the job in the same
transaction, so that it is queued exactly once whatever the number of workers; from there on it is a job like
any other, with heartbeat, take-over and a page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from empiria.apps.system.jobs import Handler, job_handler
from empiria.apps.system.models import PeriodicSlot
from empiria.apps.system.services import enqueue_job


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """How often a kind of job is due."""

    kind: str
    every: timedelta

    def slot(self, moment: datetime) -> int:
        return int(moment.timestamp() // self.every.total_seconds())


_schedules: dict[str, Schedule] = {}


def periodic(*, every: timedelta, name: str, title: Any = "") -> Callable[[Handler], Handler]:
    """Register a function of an app's `tasks.py` as a job that the workers queue by themselves."""

    def register(handler: Handler) -> Handler:
        _schedules[name] = Schedule(kind=name, every=every)
        return job_handler(name, title=title)(handler)

    return register


def schedules() -> list[Schedule]:
    """Every periodic job of every app."""
    autodiscover_modules("tasks")
    return list(_schedules.values())


def queue_due_job(schedule: Schedule, *, now: datetime | None = None) -> bool:
    """Queue the job unless this slot had its turn; whether this call queued it."""
    slot = schedule.slot(now or timezone.now())
    if PeriodicSlot.objects.filter(name=schedule.kind, slot=slot).exists():
        return False
    try:
        with transaction.atomic():
            PeriodicSlot.objects.create(name=schedule.kind, slot=slot)
            enqueue_job(kind=schedule.kind, by=None)
    except IntegrityError:
        return False
    return True
