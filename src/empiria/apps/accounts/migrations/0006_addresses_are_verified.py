"""Who could sign in until now keeps their address: it was given by whoever made the account."""

from django.db import migrations


def note_addresses(apps, schema_editor):
    person, address = apps.get_model("accounts", "Person"), apps.get_model("account", "EmailAddress")
    noted = address.objects.values("user")
    address.objects.bulk_create(
        address(user=one, email=one.email, verified=True, primary=True)
        for one in person.objects.exclude(pk__in=noted)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("account", "0009_emailaddress_unique_primary_email"),
        ("accounts", "0005_statements_and_consents"),
    ]
    operations = [migrations.RunPython(note_addresses, migrations.RunPython.noop)]
