"""Addresses of the monitor: the public pages here, those of the staff in `urls_staff`."""

from django.urls import include, path, re_path

from empiria.apps.monitor.views import (
    city,
    compare,
    compare_kept,
    downloads,
    embed,
    front,
    indicator_page,
    indicators,
    maps,
    method,
    open_data,
    ranking,
    releases_public,
)

app_name = "monitor"

TERYT = r"(?P<teryt>\d{2,7})"
CODE = r"(?P<code>[a-z][a-z0-9_.:-]*)"

urlpatterns = [
    path("", front.home, name="home"),
    path("search/", front.search, name="search"),
    path("units/", front.unit_list, name="unit-list"),
    path("method/", method.index, name="method"),
    path("method/<str:recipe>.yaml", method.recipe_file, name="method-file"),
    path("method/<str:recipe>/", method.detail, name="method-detail"),
    path("map/", maps.detail, name="map"),
    path("map/table/", maps.table, name="map-table"),
    re_path(r"^map\.(?P<ext>csv|xlsx|svg|png)$", maps.download, name="map-file"),
    path("indicators/", indicators.index, name="indicator-list"),
    re_path(rf"^indicators/{CODE}/$", indicator_page.detail, name="indicator-detail"),
    re_path(
        rf"^indicators/{CODE}/(?P<chart>data)\.(?P<ext>csv|xlsx)$",
        indicator_page.download,
        name="indicator-data",
    ),
    re_path(
        rf"^indicators/{CODE}/(?P<chart>distribution|coverage)\.(?P<ext>csv|xlsx|svg|png)$",
        indicator_page.download,
        name="indicator-chart",
    ),
    path("compare/", compare.index, name="compare"),
    path("compare/search/", compare.search, name="compare-search"),
    path("compare/keep/", compare_kept.save, name="comparison-save"),
    path("compare/kept/", compare_kept.index, name="comparison-list"),
    path("compare/kept/<uuid:pk>/", compare_kept.detail, name="comparison-detail"),
    path("compare/kept/<uuid:pk>/rename/", compare_kept.rename, name="comparison-rename"),
    path("compare/kept/<uuid:pk>/delete/", compare_kept.delete, name="comparison-delete"),
    re_path(r"^compare/(?P<view>[a-z]+)\.(?P<ext>csv|xlsx|svg|png)$", compare.file, name="compare-file"),
    path("ranking/", ranking.index, name="ranking"),
    re_path(r"^ranking/ranking\.(?P<ext>csv|xlsx|svg|png)$", ranking.file, name="ranking-file"),
    path("sources/<int:pk>/", releases_public.source, name="source-detail"),
    path("data/", open_data.index, name="data"),
    path("data/api/", open_data.api, name="data-api"),
    path("data/catalogue.jsonld", open_data.dcat, name="data-catalogue"),
    path("data/releases.atom", open_data.feed, name="data-feed"),
    path("data/<str:code>/<str:name>", open_data.file, name="data-file"),
    re_path(rf"^embed/{TERYT}/{CODE}/$", embed.chart, name="embed-chart"),
    path("releases/", releases_public.index, name="release-list"),
    path("releases/", include("empiria.apps.monitor.urls_staff")),
    re_path(rf"^{TERYT}/$", city.detail, name="city"),
    re_path(rf"^{TERYT}/quadrant/$", city.quadrant_table, name="city-quadrant"),
    re_path(rf"^{TERYT}/indicators/{CODE}/$", city.indicator, name="city-indicator"),
    re_path(rf"^{TERYT}/indicators/{CODE}/embed/$", embed.code, name="embed-code"),
    re_path(rf"^{TERYT}/data\.(?P<ext>csv|xlsx)$", downloads.data, name="city-data"),
    re_path(
        rf"^{TERYT}/(?P<chart>[a-z][a-z0-9_.:-]*)\.(?P<ext>csv|xlsx|svg|png)$",
        downloads.chart,
        name="city-chart",
    ),
]
