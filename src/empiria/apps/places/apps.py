from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "empiria.apps.places"
    label = "places"
