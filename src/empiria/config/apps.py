"""Django's own apps as Empiria configures them."""

from django.contrib.admin.apps import AdminConfig


class ReadingAdminConfig(AdminConfig):
    default_site = "empiria.config.admin.ReadingSite"
