"""The audit trail, for the administrators."""

from django.urls import path, re_path

from empiria.apps.system.rules import permission_required
from empiria.apps.system.views import audit

read_audit = permission_required("system.read_audit")

app_name = "audit"
urlpatterns = [
    path("", read_audit(audit.EntryList.as_view()), name="entry-list"),
    path("<int:pk>/", read_audit(audit.entry_detail), name="entry-detail"),
    re_path(r"^trail\.(?P<ending>csv|jsonl)$", read_audit(audit.export), name="export"),
]
