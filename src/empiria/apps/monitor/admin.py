"""For reading: the staff may view, nobody may change (see `accounts.Person.has_perm`)."""

from django.contrib import admin

from empiria.apps.monitor.models import (
    Import,
    Indicator,
    IndicatorKey,
    LocalFigure,
    LocalFigureChange,
    LocalIndicator,
    LocalParticipation,
    RecipeVersion,
    Release,
    ScoreSet,
)
from empiria.apps.system.reading import ReadingAdmin


@admin.register(Indicator)
class IndicatorAdmin(ReadingAdmin):
    list_display = ["code", "name", "area", "polarity"]
    list_select_related = ["area__dimension"]
    search_fields = ["code", "name_pl", "name_en"]


@admin.register(IndicatorKey)
class IndicatorKeyAdmin(ReadingAdmin):
    list_display = ["source", "key", "indicator", "zero", "absent"]
    list_select_related = ["indicator"]


@admin.register(Release)
class ReleaseAdmin(ReadingAdmin):
    list_display = ["code", "state", "created_at", "published_at"]


@admin.register(Import)
class ImportAdmin(ReadingAdmin):
    list_display = ["file_name", "release", "reader", "state", "rows", "created_at"]
    list_select_related = ["release"]


@admin.register(RecipeVersion)
class RecipeVersionAdmin(ReadingAdmin):
    list_display = ["code", "version", "is_current", "created_at"]


@admin.register(ScoreSet)
class ScoreSetAdmin(ReadingAdmin):
    list_display = ["release", "recipe", "grouping", "state", "computed_at"]
    list_select_related = ["release", "recipe"]


@admin.register(LocalIndicator)
class LocalIndicatorAdmin(ReadingAdmin):
    list_display = ["code", "name", "state", "deadline", "public_from"]
    search_fields = ["code", "name_pl", "name_en"]


@admin.register(LocalParticipation)
class LocalParticipationAdmin(ReadingAdmin):
    list_display = ["indicator", "organisation", "joined_at", "left_at"]
    list_select_related = ["indicator", "organisation"]


@admin.register(LocalFigure)
class LocalFigureAdmin(ReadingAdmin):
    list_display = ["participation", "year", "value", "absence", "state"]


@admin.register(LocalFigureChange)
class LocalFigureChangeAdmin(ReadingAdmin):
    list_display = ["figure", "deed", "at"]
    list_select_related = ["figure__participation__indicator", "figure__participation__organisation"]
