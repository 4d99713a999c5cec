"""Published types of units, declared comparison groups, and who belongs where."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.language import InLanguage
from empiria.apps.system.periods import DatedQuerySet, ends_after_it_begins

from .units import Unit


class Typology(models.Model):
    """A published classification of units; its definitions ship with the product, its assignment is imported."""

    code = models.SlugField(unique=True)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    title = InLanguage()
    description_pl = models.TextField()
    description_en = models.TextField()
    description = InLanguage()
    source = models.TextField()
    source_url = models.URLField(blank=True)

    class Meta:
        verbose_name = _("typology")
        verbose_name_plural = _("typologies")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class TypologyClass(models.Model):
    typology = models.ForeignKey(Typology, models.CASCADE, related_name="classes")
    code = models.CharField(max_length=10)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    title = InLanguage()
    position = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("typology class")
        verbose_name_plural = _("typology classes")
        ordering = ["typology", "position"]
        constraints = [models.UniqueConstraint(fields=["typology", "code"], name="places_class_code")]

    def __str__(self) -> str:
        return f"{self.typology_id}:{self.code}"


class Classification(models.Model):
    """Which class a unit was put in, by whom and in which edition."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="classifications")
    typology_class = models.ForeignKey(TypologyClass, models.CASCADE, related_name="classifications")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300)
    edition = models.CharField(max_length=50, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification")
        verbose_name_plural = _("classifications")
        ordering = ["unit", F("valid_from").asc(nulls_first=True)]
        constraints = [ends_after_it_begins("places_classification_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.typology_class_id} [{self.valid_from}, {self.valid_to})"


class GroupingQuerySet(models.QuerySet):
    def hand_picked(self) -> Self:
        return self.filter(rule__has_key="units")

    def declared(self) -> Self:
        return self.exclude(rule__has_key="units")


class Grouping(models.Model):
    """A declared way of comparing like with like: a rule that gives every unit it speaks of one group."""

    code = models.SlugField(unique=True, max_length=60)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True)
    title = InLanguage()
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    description = InLanguage()
    rule = models.JSONField()
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupingQuerySet.as_manager()

    class Meta:
        verbose_name = _("grouping")
        verbose_name_plural = _("groupings")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def is_hand_picked(self) -> bool:
        return "units" in self.rule


class Group(models.Model):
    """One group of a grouping. Its code is stable: a group that empties keeps its row, and its address."""

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=100, unique=True)
    title_pl = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    title = InLanguage()
    explanation_pl = models.TextField(blank=True)
    explanation_en = models.TextField(blank=True)
    explanation = InLanguage()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("comparison group")
        verbose_name_plural = _("comparison groups")
        ordering = ["grouping", "position", "code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("places:group-detail", args=[self.code])


class GroupMember(models.Model):
    """Membership as computed on a day. Whoever asks for today's members asks for the open ones."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        ordering = ["group", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "unit"], condition=Q(valid_to=None), name="places_member_once"
            ),
            ends_after_it_begins("places_member_period"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} ∋ {self.unit_id}"
