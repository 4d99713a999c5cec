"""Addresses: Polish at the root, English under /en/; health and machine addresses outside both."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from empiria.config.api import api

handler500 = "empiria.apps.portal.views.server_error"

urlpatterns = [
    path("", include("empiria.apps.system.urls_machine")),
    path("", include("empiria.apps.portal.urls_machine")),
    path("api/v1/", api.urls),
    path("accounts/office/", include("empiria.apps.accounts.urls_office")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("empiria.apps.accounts.urls")),
        path("privacy/", include("empiria.apps.accounts.urls_privacy")),
        path("accounts/", include("empiria.apps.accounts.urls_sign_in")),
        path("documents/", include("empiria.apps.outreach.urls")),
        path("audit/", include("empiria.apps.system.urls_audit")),
        path("processing/", include("empiria.apps.system.urls_processing")),
        path("jobs/", include("empiria.apps.system.urls")),
        path("monitor/", include("empiria.apps.monitor.urls")),
        path("places/", include("empiria.apps.places.urls")),
        path("", include("empiria.apps.portal.urls")),
        prefix_default_language=False,
    ),
]
