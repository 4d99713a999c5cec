"""Addresses of local indicators, under /monitor/local/. A code has no slash, so nothing below one is another's."""

from django.urls import path, re_path

from empiria.apps.monitor.views import local, local_city, local_desk, local_table

CODE = r"(?P<code>[a-z][a-z0-9_.:-]*)"
SHEET = rf"^indicators/{CODE}/cities/(?P<city>\d{{6}})"

urlpatterns = [
    path("", local.index, name="local-list"),
    path("desk/", local_desk.index, name="local-desk"),
    path("desk/new/", local_desk.edit, name="local-new"),
    re_path(rf"^desk/indicators/{CODE}/$", local_desk.edit, name="local-edit"),
    re_path(rf"^desk/indicators/{CODE}/move/$", local_desk.move, name="local-move"),
    re_path(rf"^indicators/{CODE}/$", local.detail, name="local-detail"),
    re_path(rf"^indicators/{CODE}/figures\.(?P<ext>csv|xlsx|svg|png)$", local.download, name="local-file"),
    re_path(rf"^indicators/{CODE}/join/$", local_city.join, name="local-join"),
    re_path(rf"{SHEET}/$", local_city.sheet, name="local-sheet"),
    re_path(rf"{SHEET}/(?P<year>\d{{4}})/$", local_city.figure, name="local-figure"),
    re_path(rf"{SHEET}/changes/(?P<pk>\d{{1,15}})/restore/$", local_city.restore, name="local-restore"),
    re_path(rf"{SHEET}/submit/$", local_city.submit, name="local-submit"),
    re_path(rf"{SHEET}/leave/$", local_city.leave, name="local-leave"),
    re_path(rf"{SHEET}/table/$", local_table.table, name="local-table"),
    re_path(rf"{SHEET}/table\.csv$", local_table.template, name="local-template"),
    re_path(rf"{SHEET}/verify/$", local_desk.verify, name="local-verify"),
]
