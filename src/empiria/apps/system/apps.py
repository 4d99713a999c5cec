from django.apps import AppConfig


class SystemConfig(AppConfig):
    name = "empiria.apps.system"
    label = "system"
