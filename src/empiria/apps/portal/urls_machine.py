"""Addresses that browsers ask for by themselves, outside any language."""

from django.urls import path

from empiria.apps.portal import views

urlpatterns = [
    path("favicon.ico", views.favicon, name="favicon"),
]
