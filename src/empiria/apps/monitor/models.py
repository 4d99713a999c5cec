"""The indicator catalogue, releases of observations with their imports, recipes and the scores made by them.

Observations and scores themselves are Parquet files in the store (`services/store.py`); the rows here say what there
is, where it came from, and what is public.
"""

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# A code is an address for life: catalogue codes are words (`unemployed`), unmapped BDL variables `bdl:60270`.
CODE = RegexValidator(r"^[a-z][a-z0-9_.:-]*$", _("Use lower-case letters, digits and _ . : -"))


def in_language(polish: str, english: str) -> str:
    """The text in the reader's language, or in the other one where it is missing."""
    return (english or polish) if (get_language() or "").startswith("en") else (polish or english)


class Dimension(models.Model):
    """The first level of the framework under the whole: economic, social, environmental and spatial."""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "code")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_pl, self.description_en)


class Area(models.Model):
    """A thematic area within a dimension: labour market, housing, safety …"""

    code = models.CharField(max_length=60, unique=True, validators=[CODE])
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="areas")
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("dimension__position", "position", "code")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_pl, self.description_en)


class Polarity(models.TextChoices):
    UP = "up", _("more is better")
    DOWN = "down", _("less is better")
    NEUTRAL = "neutral", _("neither")


class Indicator(models.Model):
    """What is measured. The code never changes its meaning: a changed definition is a new code that this one points to."""

    code = models.CharField(max_length=80, unique=True, validators=[CODE])
    name_pl = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300)
    short_pl = models.CharField(max_length=80, blank=True)
    short_en = models.CharField(max_length=80, blank=True)
    unit_pl = models.CharField(max_length=80, blank=True)
    unit_en = models.CharField(max_length=80, blank=True)
    polarity = models.CharField(max_length=8, choices=Polarity, default=Polarity.NEUTRAL)
    definition_pl = models.TextField(blank=True)
    definition_en = models.TextField(blank=True)
    # How the figure is made comparable where it is a count: divided by another indicator times a number, or by a
    # column of the units (`area_ha`). A recipe decides for itself; this is for tables and maps of the bare indicator.
    denominator = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    times = models.FloatField(default=1)
    per_unit = models.CharField(max_length=40, blank=True)
    # The unit of the figure once divided: "per 1,000 inhabitants".
    ratio_unit_pl = models.CharField(max_length=80, blank=True)
    ratio_unit_en = models.CharField(max_length=80, blank=True)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators")
    # Of the figure as it is shown: of the ratio where there is a denominator.
    decimals = models.PositiveSmallIntegerField(default=1)
    source_pl = models.CharField(max_length=300, blank=True)
    source_en = models.CharField(max_length=300, blank=True)
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
        ordering = ("area__dimension__position", "area__position", "code")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_pl, self.name_en)

    @property
    def short(self) -> str:
        return in_language(self.short_pl, self.short_en) or self.name

    @property
    def unit(self) -> str:
        return in_language(self.unit_pl, self.unit_en)

    @property
    def ratio_unit(self) -> str:
        return in_language(self.ratio_unit_pl, self.ratio_unit_en)

    @property
    def definition(self) -> str:
        return in_language(self.definition_pl, self.definition_en)

    @property
    def source(self) -> str:
        return in_language(self.source_pl, self.source_en)


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


class IndicatorKey(models.Model):
    """How a source calls an indicator, and what its zeros and its silence mean."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="keys")
    source = models.CharField(max_length=10, choices=Source)
    key = models.CharField(max_length=400)
    zero = models.CharField(max_length=8, choices=ZeroMeans, default=ZeroMeans.VALUE)
    absent = models.CharField(max_length=8, choices=AbsentMeans, default=AbsentMeans.MISSING)
    # What a figure of the source is multiplied by: 1000 where it counts in thousands.
    times = models.FloatField(default=1)
    # Seen in the source itself, not only in somebody's code.
    confirmed = models.BooleanField(default=True)
    # The lowest level the source gives it for.
    level = models.CharField(max_length=12, default="municipality")

    class Meta:
        ordering = ("source", "key")
        constraints = [
            models.UniqueConstraint(fields=("source", "key"), name="monitor_indicatorkey_once"),
            models.CheckConstraint(condition=~Q(times=0), name="monitor_indicatorkey_times_not_zero"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class ReleaseQuerySet(models.QuerySet["Release"]):
    def public(self) -> "ReleaseQuerySet":
        return self.filter(state__in=(Release.State.PUBLISHED, Release.State.SUPERSEDED))

    def current(self) -> "ReleaseQuerySet":
        return self.filter(state=Release.State.PUBLISHED)

    def drafts(self) -> "ReleaseQuerySet":
        return self.filter(state=Release.State.DRAFT)


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
    """One file read into a draft: as received, where from, and what was noticed. Undone imports stay on record."""

    class State(models.TextChoices):
        ACTIVE = "active", _("in the draft")
        UNDONE = "undone", _("undone")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="imports")
    reader = models.CharField(max_length=20)
    options = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    retrieved = models.DateTimeField(null=True, blank=True)
    origin = models.CharField(max_length=500, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    raw = models.CharField(max_length=200)
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
    column = models.CharField(max_length=400, blank=True)
    message = models.TextField()
    action = models.TextField(blank=True)
    params: Any = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("source_import", "pk")
        indexes = [models.Index(fields=("source_import", "severity", "code"), name="monitor_finding_filter")]

    def __str__(self) -> str:
        return self.code


class RecipeVersion(models.Model):
    """One version of a recipe as text; what scores were made with never changes."""

    code = models.CharField(max_length=60, validators=[CODE])
    version = models.CharField(max_length=20)
    title_pl = models.CharField(max_length=200, blank=True)
    title_en = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    # Codes of the groupings it is computed for; the first is the one shown first.
    groupings = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    # The version that new releases are computed with; earlier ones stay for the releases they made.
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position", "code", "-created_at")
        constraints = [
            models.UniqueConstraint(fields=("code", "version"), name="monitor_recipe_version_once"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(is_current=True), name="monitor_recipe_one_current_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en) or self.code


class ScoreSet(models.Model):
    """The scores of one release by one recipe, each unit compared within its group of one grouping."""

    class State(models.TextChoices):
        QUEUED = "queued", _("being computed")
        READY = "ready", _("ready")
        LACKING = "lacking", _("lacks figures")
        FAILED = "failed", _("failed")

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="score_sets")
    recipe = models.ForeignKey(RecipeVersion, on_delete=models.PROTECT, related_name="score_sets")
    grouping = models.CharField(max_length=60)
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    # Relative to the store; a folder with by_unit, by_group, groups and parameters.
    path = models.CharField(max_length=200, blank=True)
    # Leaves without figures: [{"node": …, "indicator": …, "reason": "none" | "denominator"}, …].
    missing = models.JSONField(default=list, blank=True)
    # Periods for which there are values, and those in which at least 95 % of the compared units have the root score.
    periods = models.JSONField(default=list, blank=True)
    covered = models.JSONField(default=list, blank=True)
    problem = models.TextField(blank=True)
    code_version = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    computed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("recipe__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("release", "recipe", "grouping"), name="monitor_scoreset_once"),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "failed")) | ~Q(path=""),
                name="monitor_scoreset_done_has_files",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.recipe} {self.grouping}"
