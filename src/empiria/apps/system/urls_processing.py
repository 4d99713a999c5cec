"""The register of processing activities and the times of keeping, for who answers for personal data."""

from django.urls import path, re_path

from empiria.apps.system.rules import permission_required
from empiria.apps.system.views import processing

manage_privacy = permission_required("accounts.manage_privacy")

app_name = "processing"
urlpatterns = [
    path("", manage_privacy(processing.processing), name="register"),
    re_path(
        r"^register\.(?P<ending>csv|json)$",
        manage_privacy(processing.processing_export),
        name="register-export",
    ),
    path("retention/", manage_privacy(processing.retention), name="retention"),
]
