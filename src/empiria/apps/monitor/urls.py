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
    method_certainty,
    open_data,
    own_groups,
    peers,
    ranking,
    releases_public,
    report_texts,
    report_versions,
    report_written,
    reports,
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
    re_path(
        rf"^method/(?P<recipe>[^/]+)/(?P<table>{'|'.join(method_certainty.TABLES)})\.(?P<ext>csv|xlsx)$",
        method_certainty.table_file,
        name="method-table",
    ),
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
    path("compare/report/", reports.comparison_page, name="compare-report"),
    path("compare/report/written/", report_written.comparison, name="compare-report-written"),
    re_path(
        r"^compare/report\.(?P<ext>pdf|docx|odt|xlsx)$", reports.comparison_file, name="compare-report-file"
    ),
    re_path(r"^compare/(?P<view>[a-z]+)\.(?P<ext>csv|xlsx|svg|png)$", compare.file, name="compare-file"),
    path("local/", include("empiria.apps.monitor.urls_local")),
    path("groups/", own_groups.index, name="own-group-list"),
    path("groups/new/", own_groups.create, name="own-group-create"),
    path("groups/<uuid:pk>/", own_groups.detail, name="own-group-detail"),
    path("groups/<uuid:pk>/edit/", own_groups.update, name="own-group-update"),
    path("groups/<uuid:pk>/delete/", own_groups.delete, name="own-group-delete"),
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
    re_path(rf"^{TERYT}/peers/$", peers.detail, name="city-peers"),
    re_path(rf"^{TERYT}/peers\.(?P<ext>csv|xlsx)$", peers.file, name="city-peers-file"),
    re_path(rf"^{TERYT}/data\.(?P<ext>csv|xlsx)$", downloads.data, name="city-data"),
    re_path(rf"^{TERYT}/report/$", reports.city, name="report"),
    re_path(rf"^{TERYT}/report/written/$", report_written.city, name="report-written"),
    re_path(rf"^{TERYT}/report/texts/$", report_texts.edit, name="report-texts"),
    re_path(rf"^{TERYT}/report/texts/read/$", report_texts.page, name="report-texts-page"),
    re_path(
        rf"^{TERYT}/report/texts/report\.(?P<ext>pdf|docx|odt)$", report_texts.file, name="report-texts-file"
    ),
    re_path(rf"^{TERYT}/report/texts/delete/$", report_versions.delete, name="report-texts-delete"),
    re_path(
        rf"^{TERYT}/report/texts/versions/(?P<number>\d{{1,6}})/$",
        report_versions.detail,
        name="report-texts-version",
    ),
    re_path(
        rf"^{TERYT}/report/texts/versions/(?P<number>\d{{1,6}})/restore/$",
        report_versions.restore,
        name="report-texts-restore",
    ),
    re_path(rf"^{TERYT}/report/read/$", reports.city_page, name="report-page"),
    re_path(rf"^{TERYT}/report\.(?P<ext>pdf|docx|odt|xlsx)$", reports.city_file, name="report-file"),
    re_path(
        rf"^{TERYT}/(?P<chart>[a-z][a-z0-9_.:-]*)\.(?P<ext>csv|xlsx|svg|png)$",
        downloads.chart,
        name="city-chart",
    ),
]
