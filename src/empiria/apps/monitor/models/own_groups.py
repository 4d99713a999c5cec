"""Comparison groups that a city or the association keeps for itself."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OwnGroup(models.Model):
    """A list of municipalities with a name and a reason; without an organisation it is the association's.

    Only its organisation sees it until it is shared; whoever has the address of a shared one reads it. Its number is random:
    numbers in a row would tell how many there are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name of the group"), max_length=120)
    reason = models.TextField(_("why these municipalities"), max_length=1000)
    # Codes for life.
    units = models.JSONField(editable=False)
    organisation = models.ForeignKey(
        "accounts.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("whose group it is"),
    )
    is_shared = models.BooleanField(_("whoever has the address may read it"), default=False)
    created_by = models.ForeignKey(
        "accounts.Person", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("own comparison group")
        verbose_name_plural = _("own comparison groups")
        ordering = ["-changed_at", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """What a form says it has looked at: another after every change."""
        return self.changed_at.isoformat()
