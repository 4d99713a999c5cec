"""What is measured, arranged in dimensions and areas, and how sources call it."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.language import InLanguage, in_language

# A code is an address for life: catalogue codes are words (`unemployed`), unmapped BDL variables `bdl:60270`.
CODE = RegexValidator(r"^[a-z][a-z0-9_.:-]*$", _("Use lower-case letters, digits and _ . : -"))


class Dimension(models.Model):
    """The first level of the framework under the whole: economic, social, environmental and spatial."""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    title = InLanguage()
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description = InLanguage()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("dimension")
        verbose_name_plural = _("dimensions")
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.title


class Area(models.Model):
    """A thematic area within a dimension: labour market, housing, safety …"""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="areas")
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    title = InLanguage()
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description = InLanguage()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("dimension__position", "position", "code")

    def __str__(self) -> str:
        return self.title


class Polarity(models.TextChoices):
    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NEUTRAL = "neutral", _("neither")


class Indicator(models.Model):
    """What is measured. The code never changes its meaning: a changed definition is a new code that this one points to."""

    code = models.CharField(max_length=80, unique=True, validators=[CODE])
    name_pl = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    name = InLanguage()
    short_pl = models.CharField(max_length=80, blank=True)
    short_en = models.CharField(max_length=80, blank=True)
    unit_pl = models.CharField(max_length=80, blank=True)
    unit_en = models.CharField(max_length=80, blank=True)
    unit = InLanguage()
    polarity = models.CharField(max_length=8, choices=Polarity, default=Polarity.NEUTRAL)
    definition_pl = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    definition = InLanguage()
    # How the figure is made comparable where it is a count: divided by another indicator times a number, or by a
    # column of the units (`area_ha`). A recipe decides for itself; this is for tables and maps of the bare indicator.
    denominator = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    times = models.FloatField(default=1)
    per_unit = models.CharField(max_length=40, blank=True)
    # The unit of the figure once divided: "per 1,000 inhabitants".
    ratio_unit_pl = models.CharField(max_length=80, blank=True)
    ratio_unit_en = models.CharField(max_length=80, blank=True)
    ratio_unit = InLanguage()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators")
    # Of the figure as it is shown: of the ratio where there is a denominator.
    decimals = models.PositiveSmallIntegerField(default=1)
    source_pl = models.CharField(max_length=300, blank=True)
    source_en = models.CharField(max_length=300, blank=True)
    source = InLanguage()
    # Parts sum up to the whole (persons, hectares), so sums over municipalities can be held against the nation.
    additive = models.BooleanField(default=False)
    # Relative change from one period to the next beyond which the difference report asks a person to look.
    jump_bound = models.FloatField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaces"
    )
    # Digest of the shipped entry last taken over: an edit by staff stands until the shipped entry itself changes.
    shipped_digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("area__dimension__position", "area__position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        return in_language(self.short_pl, self.short_en) or self.name


class Source(models.TextChoices):
    """Where a key is looked up."""

    BDL_FILE = "bdl-file", _("BDL export (file)")
    BDL = "bdl", _("BDL variable")
    TIDY = "tidy", _("tidy table")
    SMUP = "smup", _("SMUP")


class ZeroMeans(models.TextChoices):
    VALUE = "value", _("a true zero")
    MISSING = "missing", _("no data")


class AbsentMeans(models.TextChoices):
    MISSING = "missing", _("no data")
    ZERO = "zero", _("zero")


# A key that is still to be looked for begins with it; the words to look for follow.
SOUGHT = "?"


class IndicatorKey(models.Model):
    """How a source calls an indicator, and what its zeros and its silence mean.

    A key that begins with a question mark is none yet: it holds the words by which one is to be looked for.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="keys")
    source = models.CharField(max_length=10, choices=Source)
    key = models.CharField(max_length=1000)
    zero = models.CharField(max_length=8, choices=ZeroMeans, default=ZeroMeans.VALUE)
    absent = models.CharField(max_length=8, choices=AbsentMeans, default=AbsentMeans.MISSING)
    # What a figure of the source is multiplied by: 1000 where it counts in thousands.
    times = models.FloatField(default=1)
    # Seen in the source itself, not only in somebody's code.
    confirmed = models.BooleanField(default=True)
    # What the source must call it (words, each of which has to occur) and in which unit (one of several, between bars),
    # so that a wrong key gives a finding and no figures; empty: nothing is compared.
    expected_name = models.CharField(max_length=300, blank=True)
    expected_unit = models.CharField(max_length=120, blank=True)
    # The lowest level the source gives it for.
    level = models.CharField(max_length=12, default="municipality")

    class Meta:
        verbose_name = _("indicator key")
        verbose_name_plural = _("indicator keys")
        ordering = ("source", "key")
        constraints = [
            models.UniqueConstraint(
                fields=("source", "key"),
                name="monitor_indicatorkey_once",
                violation_error_message=_("This key of the source belongs to an indicator already."),
                violation_error_code="key",
            ),
            models.CheckConstraint(
                condition=~Q(times=0),
                name="monitor_indicatorkey_times_not_zero",
                violation_error_message=_("Nothing is left of a figure that is multiplied by zero."),
                violation_error_code="times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"

    @property
    def label(self) -> str:
        """The key, or that there is none yet."""
        if self.key.startswith(SOUGHT):
            return gettext("to be found: “%(words)s”") % {"words": self.key.removeprefix(SOUGHT)}
        return self.key
