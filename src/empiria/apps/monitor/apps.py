from django.apps import AppConfig


class MonitorConfig(AppConfig):
    name = "empiria.apps.monitor"
    label = "monitor"
