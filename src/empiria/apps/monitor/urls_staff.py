"""Addresses of the staff's pages, under /monitor/releases/. Every view is closed to others by `permission_required`."""

from django.urls import path, re_path

from empiria.apps.monitor.views import staff_catalogue, staff_draft, staff_report, staff_units

CODE = r"(?P<code>[a-z][a-z0-9_.:-]*)"

urlpatterns = [
    path("draft/", staff_draft.draft, name="release-draft"),
    path("draft/upload/", staff_draft.upload, name="draft-upload"),
    path("draft/fetch/", staff_draft.fetch, name="draft-fetch"),
    path("draft/units/", staff_units.units, name="draft-units"),
    path("draft/settle/", staff_units.settle, name="draft-settle"),
    path("draft/compare/", staff_draft.compare, name="draft-compare"),
    path("draft/discard/", staff_draft.discard, name="draft-discard"),
    path("imports/<int:pk>/findings/", staff_draft.findings, name="import-findings"),
    path("imports/<int:pk>/undo/", staff_draft.undo, name="import-undo"),
    path("imports/<int:pk>/read-again/", staff_draft.read_again, name="import-read-again"),
    path("catalogue/", staff_catalogue.index, name="catalogue"),
    path("catalogue/new/", staff_catalogue.edit, name="catalogue-new"),
    path("catalogue/keys/new/", staff_catalogue.map_key, name="catalogue-map"),
    path("catalogue/keys/<int:pk>/forget/", staff_catalogue.unmap_key, name="catalogue-unmap"),
    re_path(rf"^catalogue/indicators/{CODE}/$", staff_catalogue.edit, name="catalogue-edit"),
    path("<str:code>/difference/", staff_report.difference, name="release-difference"),
    path("<str:code>/publish/", staff_draft.publish, name="release-publish"),
    path("<str:code>/scores/", staff_draft.scores, name="release-scores"),
]
