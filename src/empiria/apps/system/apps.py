from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SystemConfig(AppConfig):
    name = "empiria.apps.system"
    label = "system"
    verbose_name = _("System")

    def ready(self) -> None:
        # Here, because every process passes it, however it was started, before it opens the database.
        from empiria.apps.system.backup.folders import make_private
        from empiria.apps.system.locks import be_present

        be_present()
        make_private()
