"""For reading: the staff may view, nobody may change (see `accounts.Person.has_perm`)."""

from django.contrib import admin

from empiria.apps.places.models import Grouping, Succession, Typology, Unit, UnitList, UnitSpell


@admin.register(Unit)
class UnitAdmin(admin.ModelAdmin):
    list_display = ["teryt", "name", "level", "kind", "parent", "valid_from", "valid_to"]
    list_filter = ["level", "kind"]
    list_select_related = ["parent"]
    search_fields = ["teryt", "search_key"]


@admin.register(UnitSpell)
class UnitSpellAdmin(admin.ModelAdmin):
    list_display = ["teryt", "name", "kind", "valid_from", "valid_to", "source"]
    search_fields = ["teryt", "name"]


@admin.register(Succession)
class SuccessionAdmin(admin.ModelAdmin):
    list_display = ["predecessor", "successor", "on", "kind"]
    list_select_related = ["predecessor", "successor"]


@admin.register(UnitList)
class UnitListAdmin(admin.ModelAdmin):
    list_display = ["state", "file", "rows", "imported_at"]


@admin.register(Typology)
class TypologyAdmin(admin.ModelAdmin):
    list_display = ["code", "title_pl"]


@admin.register(Grouping)
class GroupingAdmin(admin.ModelAdmin):
    list_display = ["code", "title_pl", "position"]
