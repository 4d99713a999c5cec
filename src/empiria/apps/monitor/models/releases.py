"""Releases of observations, the files they were made of, and what was noticed in them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from empiria.apps.monitor.rules import EDITABLE, PUBLIC


class ReleaseQuerySet(models.QuerySet["Release"]):
    def public(self) -> "ReleaseQuerySet":
        return self.filter(PUBLIC)

    def current(self) -> "ReleaseQuerySet":
        return self.filter(state=Release.State.PUBLISHED)

    def drafts(self) -> "ReleaseQuerySet":
        return self.filter(EDITABLE)


class Release(models.Model):
    """A state of all observations: one open draft at most, one published, the earlier ones superseded and kept."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        SUPERSEDED = "superseded", _("superseded")
        DISCARDED = "discarded", _("discarded")

    code = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    # The release this one starts from and, once published, supersedes.
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Paths are relative to the store; empty while there is nothing.
    observations = models.CharField(max_length=200, blank=True)
    observations_sha256 = models.CharField(max_length=64, blank=True)
    units = models.CharField(max_length=200, blank=True)
    units_sha256 = models.CharField(max_length=64, blank=True)
    # Units that the person who settled the draft left out, by code.
    left_out = models.JSONField(default=list, blank=True)
    # The difference against `supersedes`: its summary, its tables, and the digest of what the publisher accepted.
    difference = models.JSONField(default=dict, blank=True)
    difference_digest = models.CharField(max_length=64, blank=True)
    accepted_digest = models.CharField(max_length=64, blank=True)
    # Counts shown to the public (units, indicators, first and last year, rows), frozen on publication.
    extent = models.JSONField(default=dict, blank=True)
    note = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("-created_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=("state",), condition=Q(state="draft"), name="monitor_release_one_draft"
            ),
            models.UniqueConstraint(
                fields=("state",), condition=Q(state="published"), name="monitor_release_one_published"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "discarded"))
                | (
                    Q(published_at__isnull=False)
                    & ~Q(observations="")
                    & ~Q(units="")
                    & ~Q(accepted_digest="")
                ),
                name="monitor_release_published_is_complete",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def is_public(self) -> bool:
        return self.state in (self.State.PUBLISHED, self.State.SUPERSEDED)


class Import(models.Model):
    """One file read into a draft: what was received, where from, and what was noticed. Undone imports stay on record."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in the draft")
        UNDONE = "undone", _("undone")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="imports")
    reader = models.CharField(max_length=20)
    options = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=255)
    # Of the file as it was received.
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    retrieved = models.DateTimeField(null=True, blank=True)
    origin = models.TextField(blank=True)
    licence = models.TextField(blank=True)
    raw = models.CharField(max_length=200)
    # Of the file as it is kept, where that is another: without the properties of the document, and from `redacted_at` on
    # without somebody who was erased.
    kept_sha256 = models.CharField(max_length=64, blank=True)
    redacted_at = models.DateTimeField(null=True, blank=True)
    # The tidy table that was made of the file, relative to the store.
    observations = models.CharField(max_length=200, blank=True)
    # [[indicator, period], …]: what it replaces in the draft.
    slices = models.JSONField(default=list, blank=True)
    # Units of the file that the places do not know: {code: {"teryt": …, "name": …}}.
    unknown_units = models.JSONField(default=dict, blank=True)
    rows = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    # Order in which the imports of a draft take effect; a file imported again moves to the end.
    position = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.file_name


class ImportFinding(models.Model):
    """Something noticed in a file. `message` and `action` are English templates, translated where they are shown."""

    class Severity(models.TextChoices):
        INFO = "info", _("note")
        WARNING = "warning", _("warning")
        ERROR = "error", _("error")

    source_import = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="findings")
    code = models.CharField(max_length=60)
    severity = models.CharField(max_length=8, choices=Severity)
    row = models.PositiveIntegerField(null=True, blank=True)
    column = models.TextField(blank=True)
    message = models.TextField()
    action = models.TextField(blank=True)
    params: Any = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("import finding")
        verbose_name_plural = _("import findings")
        ordering = ("source_import", "pk")
        indexes = [models.Index(fields=("source_import", "severity", "code"), name="monitor_finding_filter")]

    def __str__(self) -> str:
        return self.code
