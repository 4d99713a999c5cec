"""What people ask for about their own data, the erasures they wait for, and the copies made for them."""

import calendar
import datetime as dt
import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RequestKind(models.TextChoices):
    CORRECT = "correct", _("correct my data")
    RESTRICT = "restrict", _("restrict what is done with my data")
    OBJECTION = "object", _("I object to what is done with my data")
    ERASE = "erase", _("erase my data")
    OTHER = "other", _("another question about my data")


class RequestState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("request", "received")
    ANSWERED = "answered", pgettext_lazy("request", "answered")
    WITHDRAWN = "withdrawn", pgettext_lazy("request", "withdrawn")


def month_after(day: dt.date) -> dt.date:
    """The same day of the next month, or its last one (art. 12(3) GDPR: within one month of receipt)."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def due_by_default() -> dt.date:
    return month_after(timezone.localdate())


class DataRequest(models.Model):
    """Somebody asks for something about their own data; the association answers within a month."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="data_requests")
    kind = models.CharField(_("what is asked for"), max_length=8, choices=RequestKind)
    text = models.TextField(_("in their own words"), max_length=4000)
    state = models.CharField(
        _("state"), max_length=9, choices=RequestState, default=RequestState.RECEIVED, editable=False
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    due_on = models.DateField(_("to be answered by"), default=due_by_default, editable=False)
    ended_at = models.DateTimeField(_("answered or withdrawn"), null=True, editable=False)
    answer = models.TextField(_("answer"), blank=True, max_length=8000)
    # The words are gone by the rules of retention, or because the person was erased.
    emptied_at = models.DateTimeField(_("emptied"), null=True, editable=False)

    class Meta:
        verbose_name = _("request about own data")
        verbose_name_plural = _("requests about own data")
        # The one that is due first stands first: overdue ones above all.
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="data_request_by_due_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RequestState.RECEIVED, ended_at=None)
                | (~Q(state=RequestState.RECEIVED) & Q(ended_at__isnull=False)),
                name="data_request_ended_has_its_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.RECEIVED

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()


class ErasureState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("erasure", "waiting")
    CANCELLED = "cancelled", pgettext_lazy("erasure", "cancelled")
    DONE = "done", pgettext_lazy("erasure", "done")


class Erasure(models.Model):
    """Somebody asked to be erased: until the day comes they can change their mind."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="erasures")
    state = models.CharField(
        _("state"), max_length=9, choices=ErasureState, default=ErasureState.WAITING, editable=False
    )
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    due_at = models.DateTimeField(_("will be done"), editable=False)
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    # When the administrators were last told that the erasure waits for them to decide.
    reminded_at = models.DateTimeField(_("last reminder"), null=True, editable=False)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=ErasureState.WAITING), name="erasure_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ErasureState.WAITING, ended_at=None)
                | (~Q(state=ErasureState.WAITING) & Q(ended_at__isnull=False)),
                name="erasure_ended_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def deadline(self) -> dt.date:
        """The day by which it has to be done, as every request (art. 12(3) GDPR)."""
        return month_after(timezone.localdate(self.asked_at))

    @property
    def awaits_decision(self) -> bool:
        """Its day has come, and somebody has first to decide of files or of places where the surname stands alone."""
        return self.state == ErasureState.WAITING and self.reminded_at is not None

    @property
    def is_overdue(self) -> bool:
        return self.awaits_decision and self.deadline < timezone.localdate()


class CopyQuerySet(models.QuerySet["DataCopy"]):
    def usable(self) -> "CopyQuerySet":
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> "CopyQuerySet":
        return self.filter(expires_at__lte=timezone.now())


class DataCopy(models.Model):
    """A copy of everything held about somebody, made in the background because it is large; kept for a short time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="data_copies")
    created_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("kept until"), editable=False)
    # In the private part of the storage; empty until it is made.
    file = models.FileField(_("file"), upload_to="copies/", blank=True, max_length=200, editable=False)

    objects: ClassVar[CopyQuerySet] = CopyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("copy of own data")
        verbose_name_plural = _("copies of own data")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.pk)
