"""Who was marked as staff holds the role of administrator from now on."""

from django.db import migrations


def give_role(apps, schema_editor):
    person, grant = apps.get_model("accounts", "Person"), apps.get_model("accounts", "RoleGrant")
    grant.objects.bulk_create(
        grant(person=one, role="administrator", valid_from=one.date_joined.date())
        for one in person.objects.filter(is_staff=True)
    )


def take_role(apps, schema_editor):
    person, grant = apps.get_model("accounts", "Person"), apps.get_model("accounts", "RoleGrant")
    holders = grant.objects.filter(role="administrator", valid_to=None).values("person")
    person.objects.filter(pk__in=holders).update(is_staff=True)


class Migration(migrations.Migration):

    dependencies = [("accounts", "0002_organisations_and_roles")]
    operations = [migrations.RunPython(give_role, take_role)]
