"""For reading: the staff may view, nobody may change (see `Person.has_perm`)."""

from django.contrib import admin

from empiria.apps.accounts.models import Person
from empiria.apps.system.reading import ReadingAdmin


@admin.register(Person)
class PersonAdmin(ReadingAdmin):
    list_display = ["email", "name", "is_active", "date_joined", "last_login"]
    exclude = ["password"]
