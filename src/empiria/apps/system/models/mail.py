"""Mail that waits to be sent."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class OutgoingMail(models.Model):
    """One message to one address, until it is sent; then nothing of it is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.EmailField(_("to"))
    # The number of the account with this address, or that is to have it, so that an erasure finds the message.
    person = models.CharField(max_length=64, blank=True)
    sender = models.CharField(_("from"), max_length=500)
    reply_to = models.CharField(_("answers to"), max_length=500, blank=True)
    subject = models.TextField(_("subject"))
    text = models.TextField(_("text"))
    html = models.TextField(_("text with formatting"), blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, db_index=True, editable=False)

    class Meta:
        verbose_name = _("mail to be sent")
        verbose_name_plural = _("mail to be sent")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return str(self.pk)
