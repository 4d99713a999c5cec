"""Addresses for machines, outside any language."""

from django.urls import path

from empiria.apps.system import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
