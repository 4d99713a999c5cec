"""The audit trail: what is kept for ever, and beside it the texts that an erasure may empty."""

from typing import Any, ClassVar, NoReturn

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnlyError(Exception):
    """Someone tried to change or remove what is kept for ever."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("audit entries are never removed")


class AuditEntry(models.Model):
    """Who did what to which object, and when: opaque ids, codes, figures and names of fields, nothing else.

    Person and object are named by plain text, never by foreign keys, so that history outlives both. Triggers of the
    database refuse changes made past this class too.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True, editable=False)
    by = models.CharField(_("who"), max_length=64, blank=True, help_text=_("Empty: the system itself."))
    action = models.CharField(_("what"), max_length=100)
    object_type = models.CharField(_("type of object"), max_length=100)
    object_id = models.CharField(_("object"), max_length=200)
    details = models.JSONField(_("details"), default=dict, blank=True, encoder=DjangoJSONEncoder)

    objects: ClassVar[models.Manager["AuditEntry"]] = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        ordering = ["-at", "-pk"]
        # Each narrows the trail and gives it in its order; the choice of actions and of types is read from the first two.
        indexes = [
            models.Index(fields=["action", "at"], name="audit_by_action"),
            models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object"),
            models.Index(fields=["by", "at"], name="audit_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action} {self.object_type} {self.object_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("audit entries are never removed")

    @property
    def reason(self) -> str:
        """Why, as somebody put it; empty when nobody said, and once it was erased."""
        return self.text.reason if hasattr(self, "text") else ""

    @property
    def texts(self) -> dict[str, Any]:
        """Names and values that came with the deed; empty when there were none, and once they were erased."""
        return self.text.texts if hasattr(self, "text") else {}


class AuditTextQuerySet(models.QuerySet["AuditText"]):
    def empty(self) -> int:
        """Take the words away for good; how many held any. Nothing else is ever changed here."""
        held = self.filter(emptied_at=None)
        return super(AuditTextQuerySet, held).update(
            reason="", texts={}, search_key="", emptied_at=timezone.now()
        )

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("texts of the audit trail are emptied, never changed")

    def delete(self) -> NoReturn:
        raise AppendOnlyError("texts of the audit trail are emptied, never removed")


class AuditText(models.Model):
    """The words of an entry: why, and the values before and after, which may name people.

    An erasure empties the row; that there was one, and when it was emptied, stays.
    """

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="text")
    reason = models.TextField(_("reason"), blank=True)
    # A value by the name of its field; of a change both: {"email": {"before": …, "after": …}}.
    texts = models.JSONField(_("texts"), default=dict, blank=True, encoder=DjangoJSONEncoder)
    search_key = models.TextField(blank=True, editable=False)
    emptied_at = models.DateTimeField(_("emptied"), null=True, editable=False)

    objects: ClassVar[AuditTextQuerySet] = AuditTextQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("text of an audit entry")
        verbose_name_plural = _("texts of audit entries")
        constraints = [
            models.CheckConstraint(
                condition=Q(emptied_at=None) | Q(reason="", search_key=""), name="audit_text_emptied_is_empty"
            )
        ]

    def __str__(self) -> str:
        return f"text of {self.entry_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError("texts of the audit trail are emptied, never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError("texts of the audit trail are emptied, never removed")


class AuditSubject(models.Model):
    """Whom an entry is about, by opaque id: whose data were changed or read."""

    entry = models.ForeignKey(AuditEntry, models.PROTECT, related_name="subjects", db_index=False)
    person = models.CharField(_("person"), max_length=64)

    class Meta:
        verbose_name = _("person an audit entry is about")
        verbose_name_plural = _("people audit entries are about")
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="audit_subject_once")]
        indexes = [models.Index(fields=["person", "entry"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.person}"
