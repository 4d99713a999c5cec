"""Local indicators: what cities agree to count themselves, who takes part, their figures and what became of each."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from empiria.apps.monitor.models.catalogue import CODE, Area, Polarity
from empiria.apps.system.language import InLanguage

COMMENT_LENGTH, SOURCE_LENGTH = 1000, 300


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class LocalState(models.TextChoices):
    """Which way a local indicator goes; opened, it is never a draft again."""

    DRAFT = "draft", pgettext_lazy("local indicator", "being prepared")
    OPEN = "open", pgettext_lazy("local indicator", "figures are collected")
    CLOSED = "closed", pgettext_lazy("local indicator", "collection ended")
    WITHDRAWN = "withdrawn", pgettext_lazy("local indicator", "withdrawn")


class LocalIndicator(models.Model):
    """What is counted, how, by when, and from which day on everybody sees it. The code never changes its meaning."""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    name_pl = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name = InLanguage()
    unit_pl = models.CharField(max_length=80)
    unit_en = models.CharField(max_length=80)
    unit = InLanguage()
    definition_pl = models.TextField(max_length=2000)
    definition_en = models.TextField(max_length=2000)
    definition = InLanguage()
    # How a city counts it, step by step.
    method_pl = models.TextField(max_length=4000)
    method_en = models.TextField(max_length=4000)
    method = InLanguage()
    polarity = models.CharField(max_length=8, choices=Polarity, default=Polarity.NEUTRAL)
    decimals = models.PositiveSmallIntegerField(default=1)
    # What a figure cannot lie beyond; empty: anything.
    minimum = models.FloatField(null=True, blank=True)
    maximum = models.FloatField(null=True, blank=True)
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    area = models.ForeignKey(
        Area, null=True, blank=True, on_delete=models.PROTECT, related_name="local_indicators"
    )
    deadline = models.DateField()
    public_from = models.DateField()
    state = models.CharField(max_length=9, choices=LocalState, default=LocalState.DRAFT)
    # Of which this is the changed definition.
    replaces = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    # Counted up by every write, so that nobody writes over what they have not seen.
    version = models.PositiveIntegerField(default=0, editable=False)
    created_by = _person()
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("local indicator")
        verbose_name_plural = _("local indicators")
        ordering = ("area__dimension__position", "area__position", "code")
        constraints = [
            models.CheckConstraint(
                condition=Q(minimum=None) | Q(maximum=None) | Q(minimum__lt=F("maximum")),
                name="monitor_local_bounds_in_order",
                violation_error_message=_("The highest figure must be above the lowest."),
                violation_error_code="maximum",
            ),
            models.CheckConstraint(
                condition=Q(first_year__lte=F("last_year")),
                name="monitor_local_years_in_order",
                violation_error_message=_("The last year must not be before the first."),
                violation_error_code="last_year",
            ),
            models.CheckConstraint(
                condition=Q(deadline__lt=F("public_from")),
                name="monitor_local_public_after_deadline",
                violation_error_message=_("Figures become public after the deadline, not before."),
                violation_error_code="public_from",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Whether everybody sees its verified figures today."""
        shown = self.state in (LocalState.OPEN, LocalState.CLOSED)
        return shown and self.public_from <= timezone.localdate()

    @property
    def is_open(self) -> bool:
        return self.state == LocalState.OPEN

    @property
    def takes_corrections(self) -> bool:
        """Figures that are there may be corrected until they are verified, also when no more are collected."""
        return self.state in (LocalState.OPEN, LocalState.CLOSED)

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)

    @property
    def years_asked(self) -> str:
        """As text: a year is no number to be grouped in thousands."""
        first, last = self.first_year, self.last_year
        return str(first) if first == last else f"{first}–{last}"


class LocalParticipation(models.Model):
    """A city that takes part. Who left may come back to the figures they had."""

    indicator = models.ForeignKey(LocalIndicator, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    joined_by = _person()
    joined_at = models.DateTimeField(default=timezone.now, editable=False)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("participation in a local indicator")
        verbose_name_plural = _("participations in local indicators")
        ordering = ("organisation__search_key", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=("indicator", "organisation"), name="monitor_local_participation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator.code} · {self.organisation}"

    @property
    def takes_corrections(self) -> bool:
        """Whether the city's figures are still corrected, verified and returned."""
        return self.left_at is None and self.indicator.takes_corrections


class FigureState(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("figure", "entered, not submitted")
    SUBMITTED = "submitted", pgettext_lazy("figure", "waits for verification")
    RETURNED = "returned", pgettext_lazy("figure", "returned with a question")
    VERIFIED = "verified", pgettext_lazy("figure", "verified")


class Absence(models.TextChoices):
    """Why there is no figure: missing is never zero."""

    NOT_COUNTED = "not counted", _("the city does not count this")
    NOT_YET = "not yet available", _("not known yet")
    CONFIDENTIAL = "confidential", _("cannot be disclosed")
    NOT_COMPARABLE = "not comparable", _("counted otherwise, so it cannot be compared")
    NOT_APPLICABLE = "not applicable", _("there is nothing of the kind in the city")


class LocalFigureManager(models.Manager["LocalFigure"]):
    """A figure names its indicator and its city, and is read with both."""

    def get_queryset(self) -> models.QuerySet["LocalFigure"]:
        return (
            super().get_queryset().select_related("participation__indicator", "participation__organisation")
        )


class LocalFigure(models.Model):
    """A city's figure for one year, or why there is none."""

    participation = models.ForeignKey(LocalParticipation, on_delete=models.PROTECT, related_name="figures")
    year = models.PositiveSmallIntegerField()
    value = models.FloatField(null=True, blank=True)
    absence = models.CharField(max_length=20, choices=Absence, blank=True)
    comment = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    source = models.CharField(max_length=SOURCE_LENGTH, blank=True)
    state = models.CharField(max_length=9, choices=FigureState, default=FigureState.ENTERED)
    # What the association's staff asked when they returned it.
    question = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)
    submitted_by = _person()
    submitted_at = models.DateTimeField(null=True, blank=True)

    objects = LocalFigureManager()

    class Meta:
        verbose_name = _("figure of a local indicator")
        verbose_name_plural = _("figures of local indicators")
        ordering = ("participation", "year")
        constraints = [
            models.UniqueConstraint(fields=("participation", "year"), name="monitor_local_figure_once"),
            models.CheckConstraint(
                condition=Q(value=None) ^ Q(absence=""), name="monitor_local_figure_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation} · {self.year}"


class FigureDeed(models.TextChoices):
    ENTERED = "entered", pgettext_lazy("figure", "entered")
    CHANGED = "changed", pgettext_lazy("figure", "changed")
    RESTORED = "restored", pgettext_lazy("figure", "put back")
    # The figure stays as it is; something was said about it.
    NOTED = "noted", pgettext_lazy("figure", "explained")
    SUBMITTED = "submitted", pgettext_lazy("figure", "submitted")
    RETURNED = "returned", pgettext_lazy("figure", "returned with a question")
    VERIFIED = "verified", pgettext_lazy("figure", "verified")


class LocalFigureChange(models.Model):
    """What was done to a figure, by whom, when and why, and how it stood afterwards. Never changed."""

    figure = models.ForeignKey(LocalFigure, on_delete=models.PROTECT, related_name="changes")
    deed = models.CharField(max_length=9, choices=FigureDeed)
    value = models.FloatField(null=True, blank=True)
    absence = models.CharField(max_length=20, choices=Absence, blank=True)
    comment = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    source = models.CharField(max_length=SOURCE_LENGTH, blank=True)
    # Why, or the question with which it was returned.
    note = models.TextField(max_length=COMMENT_LENGTH, blank=True)
    by = _person()
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("change of a figure of a local indicator")
        verbose_name_plural = _("changes of figures of local indicators")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.figure} · {self.get_deed_display()}"
