"""Addresses for machines, outside any language."""

from django.urls import path

from empiria.apps.system.views import jobs as views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_page, name="metrics"),
]
