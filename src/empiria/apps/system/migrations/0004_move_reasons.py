"""Reasons, names of files and other free words move from the entries into the side table.

The guard of PostgreSQL is taken off for this one change, inside the transaction, and put back before its end.
"""

from django.db import migrations

from empiria.apps.system.language import fold

FREE_WORDS = ("file", "key", "source", "title_en", "title_pl")
BATCH = 1000
TRIGGER = """
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON system_auditentry
    FOR EACH ROW EXECUTE FUNCTION system_auditentry_is_append_only();
"""


def move(apps, schema_editor):
    entries = apps.get_model("system", "AuditEntry").objects
    on_postgresql = schema_editor.connection.vendor == "postgresql"
    if on_postgresql:
        schema_editor.execute("DROP TRIGGER append_only ON system_auditentry")
    texts, subjects = (apps.get_model("system", name) for name in ("AuditText", "AuditSubject"))
    new_texts, new_subjects = [], []
    for entry in entries.order_by("pk").iterator(BATCH):
        free = {name: entry.details.pop(name) for name in FREE_WORDS if entry.details.get(name)}
        if free:
            entries.filter(pk=entry.pk).update(details=entry.details)
        if entry.reason or free:
            words = " · ".join(fold(str(word)) for word in [entry.reason, *free.values()] if word)
            new_texts.append(texts(entry_id=entry.pk, reason=entry.reason, texts=free, search_key=words))
        if entry.object_type == "person":
            new_subjects.append(subjects(entry_id=entry.pk, person=entry.object_id))
    texts.objects.bulk_create(new_texts, batch_size=BATCH)
    subjects.objects.bulk_create(new_subjects, batch_size=BATCH)
    if on_postgresql:
        # Foreign keys are checked now, for a table with checks outstanding takes no trigger.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute(TRIGGER)


class Migration(migrations.Migration):
    dependencies = [("system", "0003_audit_texts")]

    operations = [migrations.RunPython(move)]
