"""Recipes in versions, and the scores made by them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from empiria.apps.monitor.models.catalogue import CODE
from empiria.apps.monitor.models.releases import Release
from empiria.apps.system.language import in_language


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
        verbose_name = _("recipe version")
        verbose_name_plural = _("recipe versions")
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

    class Certainty(models.TextChoices):
        NONE = "none", _("not asked for")
        QUEUED = "queued", _("being computed")
        READY = "ready", _("ready")
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
    # How far these very scores move with the recipe's choices: a folder of the store, and all that makes it again
    # (`services.certainty`). New scores put it back to nothing.
    certainty_state = models.CharField(max_length=8, choices=Certainty, default=Certainty.NONE)
    certainty_path = models.CharField(max_length=200, blank=True)
    certainty = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("score set")
        verbose_name_plural = _("score sets")
        ordering = ("recipe__position", "pk")
        constraints = [
            models.UniqueConstraint(fields=("release", "recipe", "grouping"), name="monitor_scoreset_once"),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(path=""), name="monitor_scoreset_ready_has_files"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release} {self.recipe} {self.grouping}"
