"""The office's own words in a city's report, with every version of them."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Of one place, in characters: more than a chapter of a report to a council holds.
LONGEST_TEXT = 30_000


class ReportTexts(models.Model):
    """What an office writes into a city's report by one outline, beside the figures of one year, in one language."""

    unit = models.ForeignKey("places.Unit", models.PROTECT, related_name="+")
    # The code of an outline in `catalogue/reports.yaml`.
    outline = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=2, choices=[("pl", _("Polish")), ("en", _("English"))])
    # The number of the newest version, counted up by every write, so that nobody writes over what they have not seen.
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("texts of a report")
        verbose_name_plural = _("texts of reports")
        ordering = ("unit", "outline", "-year", "language")
        constraints = [
            models.UniqueConstraint(
                fields=("unit", "outline", "year", "language"), name="monitor_report_texts_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.outline} · {self.year} · {self.language}"


class ReportTextsVersion(models.Model):
    """All places of a report as somebody saved them; nothing but an erasure changes one."""

    report = models.ForeignKey(ReportTexts, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    # What was written, by the code of the place; without the empty ones.
    texts = models.JSONField()
    # Whose figures stood beside them.
    release = models.ForeignKey("monitor.Release", models.PROTECT, related_name="+")
    # The year of the report that they were begun from, and the version that was put back, where it is so.
    copied_from = models.PositiveSmallIntegerField(null=True, blank=True)
    restored_from = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of the texts of a report")
        verbose_name_plural = _("versions of the texts of reports")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=("report", "number"), name="monitor_report_texts_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.report} · {self.number}"
