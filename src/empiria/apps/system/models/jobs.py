"""Background jobs, and the slots of periodic jobs."""

import uuid
from typing import Any, ClassVar

import structlog
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import InputError


def current_request_id() -> str:
    """The number of the request that is being answered, or that asked for the job that runs; empty elsewhere."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


class JobState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("job", "waiting")
    RUNNING = "running", pgettext_lazy("job", "running")
    DONE = "done", pgettext_lazy("job", "done")
    FAILED = "failed", pgettext_lazy("job", "failed")
    CANCELLED = "cancelled", pgettext_lazy("job", "cancelled")


ACTIVE_STATES = frozenset({JobState.QUEUED, JobState.RUNNING})
ENDED_STATES = frozenset(JobState) - ACTIVE_STATES
# From each state, where a job may go. Running to queued: handed back, or its worker died.
TRANSITIONS: dict[JobState, frozenset[JobState]] = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED, JobState.QUEUED}),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset({JobState.QUEUED}),
    JobState.CANCELLED: frozenset({JobState.QUEUED}),
}


class JobQuerySet(models.QuerySet["Job"]):
    def active(self) -> "JobQuerySet":
        return self.filter(state__in=ACTIVE_STATES)

    def about(self, object_type: str, object_id: object) -> "JobQuerySet":
        return self.filter(object_type=object_type, object_id=str(object_id))

    def move(self, to: JobState, **fields: Any) -> int:
        """Change state in one statement where the table of transitions allows it; how many were changed.

        The state is compared and set by the database, so of two processes that try, one succeeds.
        """
        sources = [state for state, targets in TRANSITIONS.items() if to in targets]
        finished = timezone.now() if to in ENDED_STATES else None
        return self.filter(state__in=sources).update(state=to, finished_at=finished, **fields)


class Job(models.Model):
    """A piece of work done in the background, as people see it: progress, result, who asked.

    The queue itself is django-tasks' (`task_id` is its row). What that lacks lies here: a heartbeat by
    which the death of a worker is noticed, and `attempts`, counted up at every take-up, by which a worker
    that lost a job is refused when it comes back to life.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=100)
    params = models.JSONField(_("parameters"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=64, editable=False)
    object_type = models.CharField(_("type of object"), max_length=100, blank=True)
    object_id = models.CharField(_("object"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(_("done"), default=0)
    total = models.PositiveBigIntegerField(_("of"), default=0, help_text=_("0: not known yet."))
    message = models.CharField(_("at work on"), max_length=200, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True, encoder=DjangoJSONEncoder)
    error = models.JSONField(_("error"), null=True, blank=True, encoder=DjangoJSONEncoder)
    attempts = models.PositiveIntegerField(_("times taken up"), default=0)
    losses = models.PositiveIntegerField(_("times its worker died"), default=0)
    worker = models.CharField(_("worker"), max_length=64, blank=True)
    heartbeat_at = models.DateTimeField(_("last heartbeat"), null=True, blank=True)
    task_id = models.UUIDField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    created_by = models.CharField(_("asked for by"), max_length=64, blank=True)
    # Joins the log lines of the job to those of the request that asked for it.
    request_id = models.CharField(
        _("request"), max_length=64, blank=True, default=current_request_id, editable=False
    )
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancellation asked for"), null=True, blank=True)
    cancel_requested_by = models.CharField(_("cancellation asked for by"), max_length=64, blank=True)

    objects: ClassVar[JobQuerySet] = JobQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["object_type", "object_id"]),
            models.Index(fields=["state", "heartbeat_at"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=models.Q(state__in=sorted(ACTIVE_STATES)),
                name="job_same_work_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(ENDED_STATES), finished_at__isnull=False)
                | models.Q(state__in=sorted(ACTIVE_STATES), finished_at__isnull=True),
                name="job_ended_has_its_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=JobState.RUNNING)
                | (models.Q(heartbeat_at__isnull=False) & ~models.Q(worker="")),
                name="job_running_has_a_worker",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE_STATES

    @property
    def error_message(self) -> str:
        """Why the job failed, in the reader's language; empty when it did not."""
        if not self.error:
            return ""
        error = InputError(self.error["message"], place=self.error["place"], **self.error["params"])
        return error.render(gettext)


class PeriodicSlot(models.Model):
    """A turn of a periodic job: whoever inserts the row runs it, so it is run once among all workers."""

    name = models.CharField(max_length=100)
    slot = models.BigIntegerField()
    taken_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("periodic slot")
        verbose_name_plural = _("periodic slots")
        constraints = [models.UniqueConstraint(fields=["name", "slot"], name="periodic_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.slot}"
