"""Territorial units as they were and are, what became of them, and their outlines."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from empiria.apps.system.language import InLanguage
from empiria.apps.system.periods import DatedQuerySet, ends_after_it_begins

COUNTRY_CODE = "00"


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
        verbose_name = _("unit")
        verbose_name_plural = _("units")
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

    @property
    def display_name(self) -> str:
        """The name as a page says it: a homonym with its county, and with its kind where the county is shared too.

        The name itself is never inflected. Reads `parent`: select it.
        """
        if self.level == Level.VOIVODESHIP:
            return gettext("%(name)s voivodeship") % {"name": self.name}
        if self.level == Level.COUNTY and self.kind == UnitKind.LAND_COUNTY:
            return gettext("%(name)s county") % {"name": self.name}
        if self.qualifier == Qualifier.NONE or self.parent is None:
            return self.name
        if self.has_county_rights:
            return gettext("%(name)s (city with county rights)") % {"name": self.name}
        if self.qualifier == Qualifier.KIND:
            words = {"name": self.name, "kind": self.get_kind_display(), "county": self.parent.name}
            return gettext("%(name)s (%(kind)s, %(county)s county)") % words
        return gettext("%(name)s (%(county)s county)") % {"name": self.name, "county": self.parent.name}


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
        verbose_name = _("unit spell")
        verbose_name_plural = _("unit spells")
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
    note = InLanguage()
    source = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["predecessor", "position"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="places_succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="places_succession_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.kind}, {self.on})"


class UnitList(models.Model):
    """An official list of units as it was imported; `state` is the day it describes. The audit trail says by whom."""

    state = models.DateField()
    file = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    counts = models.JSONField()
    imported_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("unit list")
        verbose_name_plural = _("unit lists")
        ordering = ["-state", "-pk"]

    def __str__(self) -> str:
        return f"{self.file} ({self.state})"


class Boundary(models.Model):
    """A unit's outline as a GeoJSON geometry (longitude, latitude), kept as text: it is only ever passed on whole."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="boundaries")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    geometry = models.TextField()
    # The same thinned for maps of a whole level: neighbours keep their common line. None until it was made.
    drawn = models.TextField(null=True, blank=True)
    source = models.CharField(max_length=300)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("boundary")
        verbose_name_plural = _("boundaries")
        ordering = ["unit", F("valid_from").asc(nulls_first=True)]
        constraints = [ends_after_it_begins("places_boundary_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} [{self.valid_from}, {self.valid_to})"
