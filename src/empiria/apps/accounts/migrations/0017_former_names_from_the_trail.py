"""What the trail says of earlier names and addresses, as long as its words are there."""

from django.db import migrations

FIELDS = {
    "accounts.change-email": ("email",),
    "accounts.correct-person": ("name",),
    "accounts.claim-account": ("name",),
}


def keep_former(apps, schema_editor):
    person, former = apps.get_model("accounts", "Person"), apps.get_model("accounts", "FormerName")
    known = {str(pk): pk for pk in person.objects.filter(erased_at=None).values_list("pk", flat=True)}
    told = (
        apps.get_model("system", "AuditText")
        .objects.filter(entry__object_type="person", entry__action__in=FIELDS)
        .values_list("entry__object_id", "entry__action", "texts")
    )
    found = {
        (known[number], field, texts[field]["before"])
        for number, action, texts in told.iterator(chunk_size=1000)
        for field in FIELDS[action]
        if number in known and texts.get(field) and texts[field].get("before")
    }
    former.objects.bulk_create(
        former(person_id=number, kind=kind, value=value) for number, kind, value in sorted(found)
    )


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0016_former_names"),
        ("system", "0009_say_what_they_are"),
    ]
    operations = [migrations.RunPython(keep_former, migrations.RunPython.noop)]
