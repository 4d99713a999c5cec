"""For reading: the staff may view, nobody may change (see `accounts.Person.has_perm`)."""

from django.contrib import admin

from empiria.apps.system.models import AuditEntry, Job
from empiria.apps.system.reading import ReadingAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadingAdmin):
    list_display = ["at", "by", "action", "object_type", "object_id"]
    list_filter = ["action", "object_type"]


@admin.register(Job)
class JobAdmin(ReadingAdmin):
    list_display = ["created_at", "kind", "state", "object_type", "object_id", "attempts", "losses"]
    list_filter = ["state", "kind"]
