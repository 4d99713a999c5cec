"""Comparisons that people keep under a name."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Comparison(models.Model):
    """A choice of who is compared in what, under a name. Whoever has its address reads it: its number is random."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name of the comparison"), max_length=120)
    # The query of the comparison's page, in which nothing but codes and years stand.
    query = models.TextField(max_length=4000)
    created_by = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("comparison")
        verbose_name_plural = _("comparisons")
        ordering = ["-created_at", "pk"]

    def __str__(self) -> str:
        return self.name
