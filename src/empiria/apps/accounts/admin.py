"""For reading: the staff may view, nobody may change (see `Person.has_perm`)."""

from django.contrib import admin

from empiria.apps.accounts.models import Person


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["email", "name", "is_staff", "is_active", "date_joined", "last_login"]
    exclude = ["password"]
