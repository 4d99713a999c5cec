"""Territorial units as they were and are, their shapes, types and comparison groups.

One convention for periods everywhere: `[valid_from, valid_to)`, half-open, an empty end meaning unknown or still open.
It is written once, in `valid_at`, which every dated query uses; the database guards the same rule (migration 0002).
"""

import datetime as dt
import unicodedata
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

COUNTRY_CODE = "00"


def fold(text: str) -> str:
    """A name as it is searched: lower case, no diacritics, words parted by one space ("Bielsko-Biała" → "bielsko biala")."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    letters = (letter if letter.isalnum() else " " for letter in plain if not unicodedata.combining(letter))
    return " ".join("".join(letters).split())


def valid_at(date: dt.date) -> Q:
    """Holds on that day: begun, and not yet ended."""
    return (Q(valid_from=None) | Q(valid_from__lte=date)) & (Q(valid_to=None) | Q(valid_to__gt=date))


def ends_after_it_begins(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lt=F("valid_to")),
        name=name,
    )


def in_language(polish: str, english: str) -> str:
    """The text in the reader's language; Polish where no English was written."""
    return english if english and not (get_language() or "pl").startswith("pl") else polish


class DatedQuerySet(models.QuerySet):
    def at(self, date: dt.date) -> Self:
        return self.filter(valid_at(date))

    def open(self) -> Self:
        """What has not ended as far as is known."""
        return self.filter(valid_to=None)


class Level(models.TextChoices):
    COUNTRY = "country", _("country")
    VOIVODESHIP = "voivodeship", _("voivodeship")
    COUNTY = "county", _("county")
    MUNICIPALITY = "municipality", _("municipality")


class UnitKind(models.TextChoices):
    """Municipalities by the seventh digit of their code; counties by their rights."""

    URBAN = "1", _("urban municipality")
    RURAL = "2", _("rural municipality")
    URBAN_RURAL = "3", _("urban-rural municipality")
    CITY_COUNTY = "city", _("city with county rights")
    LAND_COUNTY = "land", _("land county")


class Qualifier(models.TextChoices):
    """What a name needs beside it, because another unit of today bears it too."""

    NONE = "", _("nothing")
    COUNTY = "county", _("the county")
    KIND = "kind", _("the kind and the county")


class UnitQuerySet(DatedQuerySet):
    def municipalities(self) -> Self:
        return self.filter(level=Level.MUNICIPALITY)


class Unit(models.Model):
    """A unit for life, with its state of today.

    `code` never changes (a municipality's six digits, a county's four, a voivodeship's two, "00" the country);
    everything else is copied from the last spell by the services.
    """

    code = models.CharField(max_length=6, unique=True)
    level = models.CharField(max_length=12, choices=Level)
    teryt = models.CharField(max_length=7, db_index=True)
    name = models.CharField(max_length=100)
    search_key = models.CharField(max_length=100, db_index=True)
    kind = models.CharField(max_length=4, choices=UnitKind, blank=True)
    qualifier = models.CharField(max_length=6, choices=Qualifier, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    area_ha = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["name", "code"]
        indexes = [models.Index(fields=["level", "valid_to"], name="places_unit_level")]
        constraints = [ends_after_it_begins("places_unit_period")]

    def __str__(self) -> str:
        return f"{self.name} ({self.teryt})"

    @property
    def is_current(self) -> bool:
        return self.valid_to is None

    @property
    def has_county_rights(self) -> bool:
        return self.parent is not None and self.parent.kind == UnitKind.CITY_COUNTY


class UnitSpell(models.Model):
    """A period in which nothing about a unit's code, name, kind and parent changed."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="spells")
    teryt = models.CharField(max_length=7, db_index=True)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=4, choices=UnitKind, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["unit", F("valid_from").asc(nulls_first=True)]
        indexes = [models.Index(fields=["valid_from"], name="places_spell_from")]
        constraints = [ends_after_it_begins("places_spell_period")]

    def __str__(self) -> str:
        return f"{self.teryt} {self.name} [{self.valid_from}, {self.valid_to})"


class SuccessionKind(models.TextChoices):
    MERGED = "merged", _("merged into")
    DIVIDED = "divided", _("divided between")
    RECODED = "recoded", _("lives on under another code")
    SEPARATED = "separated", _("a part separated; both live on")


class Succession(models.Model):
    """Which unit took over whose area. Where an area was divided, the first by `position` leads on."""

    predecessor = models.ForeignKey(Unit, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Unit, models.CASCADE, related_name="origins")
    on = models.DateField()
    kind = models.CharField(max_length=9, choices=SuccessionKind)
    position = models.PositiveSmallIntegerField(default=0)
    note_pl = models.CharField(max_length=300, blank=True)
    note_en = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        ordering = ["predecessor", "position"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="places_succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="places_succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.kind}, {self.on})"

    @property
    def note(self) -> str:
        return in_language(self.note_pl, self.note_en)


class UnitList(models.Model):
    """An official list of units as it was imported; `state` is the day it describes. The audit trail says by whom."""

    state = models.DateField()
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counts = models.JSONField()
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-state", "-pk"]

    def __str__(self) -> str:
        return f"{self.file} ({self.state})"


class Boundary(models.Model):
    """A unit's outline as a GeoJSON geometry (longitude, latitude), kept as text: it is only ever passed on whole."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="boundaries")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    geometry = models.TextField()
    source = models.CharField(max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["unit", F("valid_from").asc(nulls_first=True)]
        verbose_name_plural = "boundaries"
        constraints = [ends_after_it_begins("places_boundary_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} [{self.valid_from}, {self.valid_to})"


class Typology(models.Model):
    """A published classification of units; its definitions ship with the product, its assignment is imported."""

    code = models.SlugField(unique=True)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    description_pl = models.TextField()
    description_en = models.TextField()
    source = models.TextField()
    source_url = models.URLField(blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "typologies"

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_pl, self.description_en)


class TypologyClass(models.Model):
    typology = models.ForeignKey(Typology, models.CASCADE, related_name="classes")
    code = models.CharField(max_length=10)
    title_pl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["typology", "position"]
        verbose_name_plural = "typology classes"
        constraints = [models.UniqueConstraint(fields=["typology", "code"], name="places_class_code")]

    def __str__(self) -> str:
        return f"{self.typology_id}:{self.code}"

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)


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
    description_pl = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    rule = models.JSONField()
    position = models.PositiveSmallIntegerField(default=100)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = GroupingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)

    @property
    def description(self) -> str:
        return in_language(self.description_pl, self.description_en)

    @property
    def is_hand_picked(self) -> bool:
        return "units" in self.rule


class Group(models.Model):
    """One group of a grouping. Its code is stable: a group that empties keeps its row, and its address."""

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="groups")
    code = models.CharField(max_length=100, unique=True)
    title_pl = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    explanation_pl = models.TextField(blank=True)
    explanation_en = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["grouping", "position", "code"]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("places:group-detail", args=[self.code])

    @property
    def title(self) -> str:
        return in_language(self.title_pl, self.title_en)

    @property
    def explanation(self) -> str:
        return in_language(self.explanation_pl, self.explanation_en)


class GroupMember(models.Model):
    """Membership as computed on a day. Whoever asks for today's members asks for the open ones."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="members")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="memberships")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["group", "unit"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "unit"], condition=Q(valid_to=None), name="places_member_once"
            ),
            ends_after_it_begins("places_member_period"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} ∋ {self.unit_id}"
