"""Keys by which programs ask the public API oftener than strangers may."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ApiKey(models.Model):
    """A key of somebody's own. It opens nothing that is closed to others; the key itself is shown once and kept nowhere."""

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="api_keys")
    name = models.CharField(
        pgettext_lazy("key", "name"),
        max_length=80,
        help_text=_("What it is for, such as the program that uses it."),
    )
    # Its first letters, by which its owner tells it from others.
    beginning = models.CharField(_("first letters"), max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    # A day, not a moment: enough to see which key is forgotten, and one write a day.
    last_used_on = models.DateField(_("last used"), null=True)

    class Meta:
        verbose_name = _("key of the API")
        verbose_name_plural = _("keys of the API")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name
