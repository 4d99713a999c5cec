"""What readers tell the association about its pages."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class ErrorReport(models.Model):
    """Something wrong on a page, as a reader saw it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    page = models.CharField(_("page"), max_length=500)
    text = models.TextField(_("what is wrong"), max_length=4000)
    contact = models.EmailField(_("e-mail for an answer"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(_("reported"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("closed by"),
        null=True,
        on_delete=models.SET_NULL,
        editable=False,
    )

    class Meta:
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        ordering = ("-created_at", "-pk")
        indexes = (models.Index(fields=("state", "-created_at"), name="error_report_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None)
                | Q(state="closed", closed_at__isnull=False, contact=""),
                name="error_report_closed_keeps_no_contact",
            ),
        )

    def __str__(self) -> str:
        return f"{self.page}: {self.text[:60]}"
