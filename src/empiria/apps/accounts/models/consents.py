"""What people agreed to, and when they took it back."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models.statements import StatementVersion


class Consent(models.Model):
    """Somebody agreed to the words of one version. The row is the proof that art. 7(1) GDPR asks for.

    It holds what proves and no more: who, which words in which language, when, on which form, until when. No network
    address: the person was signed in, which proves more than an address does.
    """

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="consents")
    version = models.ForeignKey(StatementVersion, models.PROTECT, related_name="consents")
    language = models.CharField(_("language of the text shown"), max_length=2)
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    given_on = models.CharField(_("form on which it was given"), max_length=60)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["person", "-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], condition=Q(withdrawn_at=None), name="consent_given_once"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_withdrawn_after_it_was_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.version_id}"

    @property
    def title(self) -> str:
        return self.version.title

    @property
    def text_shown(self) -> str:
        """The words that were on the screen, in the language they were in."""
        return self.version.text_en if self.language == "en" else self.version.text_pl
