from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "empiria.apps.portal"
    label = "portal"
