"""For reading: the staff may view, nobody may change (see `accounts.Person.has_perm`)."""

from django.contrib import admin
from django.db import models

from empiria.apps.places.models import Grouping, Succession, Typology, Unit, UnitList, UnitSpell
from empiria.apps.system.reading import ReadingAdmin


@admin.register(Unit)
class UnitAdmin(ReadingAdmin):
    list_display = ["teryt", "name", "level", "kind", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "kind"]
    list_select_related = ["parent"]
    search_fields = ["teryt", "search_key"]


@admin.register(UnitSpell)
class UnitSpellAdmin(ReadingAdmin):
    list_display = ["teryt", "name", "kind", "valid_from", "valid_to", "source"]
    search_fields = ["teryt", "name"]


@admin.register(Succession)
class SuccessionAdmin(ReadingAdmin):
    list_display = ["predecessor", "successor", "on", "kind"]
    list_select_related = ["predecessor", "successor"]


@admin.register(UnitList)
class UnitListAdmin(ReadingAdmin):
    list_display = ["state", "file", "rows", "imported_at"]


@admin.register(Typology)
class TypologyAdmin(ReadingAdmin):
    # What Django 6 takes for granted of an address without a scheme.
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["code", "title_pl"]


@admin.register(Grouping)
class GroupingAdmin(ReadingAdmin):
    list_display = ["code", "title_pl", "position"]
