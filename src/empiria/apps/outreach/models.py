"""The document library: what a document is about, whom it is for, and every version of its file."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from empiria.apps.accounts.models import Visible
from empiria.apps.system.language import InLanguage


class DocumentKind(models.TextChoices):
    REPORT = "report", _("report")
    STRATEGY = "strategy", _("strategy or plan")
    GOOD_PRACTICE = "good_practice", _("good practice")
    MINUTES = "minutes", _("minutes")
    PRESENTATION = "presentation", _("presentation")
    RESOLUTION = "resolution", _("resolution or order")
    FORM = "form", _("form or template")
    OTHER = "other", _("other document")


class Document(Visible):
    """A document that people share; what it says stands in the versions of its file.

    Its number is random: numbers in a row would tell how many closed documents there are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title_pl = models.CharField(_("title in Polish"), max_length=200)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title = InLanguage()
    description_pl = models.TextField(_("description in Polish"), max_length=5000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=5000, blank=True)
    description = InLanguage()
    kind = models.CharField(_("kind"), max_length=13, choices=DocumentKind)
    date = models.DateField(_("date of the document"), default=timezone.localdate)
    # Titles and descriptions, folded, with a space before every word; the organisation's name is searched where it lies.
    search_key = models.TextField(editable=False)
    # What the form was given when it was opened: sent twice, it makes one document.
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    # In the bin since then; removed for good after thirty days.
    deleted_at = models.DateTimeField(_("in the bin since"), null=True, editable=False)

    class Meta(Visible.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-date", "-created_at", "pk"]
        constraints = [
            *Visible.Meta.constraints,
            models.UniqueConstraint(fields=["created_by", "token"], name="document_form_counts_once"),
        ]
        indexes = [
            models.Index(fields=["deleted_at", "-date", "-created_at"], name="document_by_date"),
        ]

    def __str__(self) -> str:
        return self.title


class DocumentFile(models.Model):
    """One version of a document's file: kept under a random name, never overwritten."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="files")
    number = models.PositiveIntegerField(_("version"))
    # What its sender called it: text, never a path.
    name = models.CharField(_("name"), max_length=200)
    stored = models.CharField(max_length=200, unique=True, editable=False)
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField("SHA-256", max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), default=timezone.now, editable=False)
    uploaded_by = models.ForeignKey(
        "accounts.Person",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("uploaded by"),
    )

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ["document", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    @property
    def extension(self) -> str:
        """PDF, DOCX …: how people call the type."""
        return self.name.rpartition(".")[2].upper()
