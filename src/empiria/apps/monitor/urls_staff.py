"""Addresses of the staff's pages, under /monitor/releases/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
