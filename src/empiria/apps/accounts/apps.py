from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "empiria.apps.accounts"
    label = "accounts"
