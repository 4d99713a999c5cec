"""What people are told about their data, and what they are asked to agree to, word for word."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.language import InLanguage


class StatementKind(models.TextChoices):
    CLAUSE = "clause", _("information clause")
    CONSENT = "consent", _("consent")


class Statement(models.Model):
    """One purpose for which data are used: an information clause (art. 13 GDPR) or a consent. Its words are in versions."""

    kind = models.CharField(_("kind"), max_length=7, choices=StatementKind)
    code = models.SlugField(_("code"), max_length=60, unique=True)
    # Asked or shown no more; what was agreed to stays readable.
    is_closed = models.BooleanField(_("no longer in use"), default=False)

    class Meta:
        verbose_name = _("information clause or consent")
        verbose_name_plural = _("information clauses and consents")
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.code

    # Asked of the versions that a list has fetched: no query for a row.
    @property
    def in_force(self) -> "StatementVersion | None":
        return next((version for version in self.versions.all() if version.published_at), None)

    @property
    def draft(self) -> "StatementVersion | None":
        return next((version for version in self.versions.all() if not version.published_at), None)


class VersionQuerySet(models.QuerySet["StatementVersion"]):
    def published(self) -> "VersionQuerySet":
        return self.filter(published_at__isnull=False)

    def drafts(self) -> "VersionQuerySet":
        return self.filter(published_at=None)

    def current(self) -> "VersionQuerySet":
        """The newest published version of each statement in use."""
        newest = (
            StatementVersion.objects.published()
            .filter(statement=models.OuterRef("statement"))
            .order_by("-number")
            .values("number")[:1]
        )
        return self.published().filter(number=models.Subquery(newest), statement__is_closed=False)


class StatementVersion(models.Model):
    """The words in force from the day of publication until the next version's. A published one never changes."""

    statement = models.ForeignKey(Statement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title_pl = models.CharField(_("title in Polish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200)
    text_pl = models.TextField(_("text in Polish"), max_length=20_000)
    text_en = models.TextField(_("text in English"), max_length=20_000)
    title, text = InLanguage(), InLanguage()
    created_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)

    objects: ClassVar[VersionQuerySet] = VersionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("version of a text")
        verbose_name_plural = _("versions of texts")
        ordering = ["statement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="statement_version_number_once"),
            models.UniqueConstraint(
                fields=["statement"], condition=Q(published_at=None), name="statement_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"
