"""The app of what the association gives out: the document library."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    name = "empiria.apps.outreach"
