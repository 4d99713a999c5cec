"""Addresses: Polish at the root, English under /en/; health and machine addresses outside both."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("empiria.apps.system.urls_machine")),
    path("", include("empiria.apps.portal.urls_machine")),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("empiria.apps.accounts.urls")),
        path("jobs/", include("empiria.apps.system.urls")),
        path("monitor/", include("empiria.apps.monitor.urls")),
        path("places/", include("empiria.apps.places.urls")),
        path("", include("empiria.apps.portal.urls")),
        prefix_default_language=False,
    ),
]
