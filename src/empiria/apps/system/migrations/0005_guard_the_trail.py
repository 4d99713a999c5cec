"""Entries lose their reason, get indexes for every way of searching, and the databases guard all three tables.

SQLite drops the triggers of a table that it makes anew: a later migration that alters one of the three tables must end
with `guard` once more. A test looks for the triggers of a migrated database.
"""

from django.db import migrations, models

KEPT = ("system_auditentry", "system_auditsubject")
TEXTS = "system_audittext"
REFUSED = "the audit trail is only ever added to: never changed or removed"

POSTGRESQL = [
    f"""
    CREATE OR REPLACE FUNCTION system_auditentry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';
    END $$
    """,
    *(f"DROP TRIGGER IF EXISTS append_only ON {table}" for table in (*KEPT, TEXTS)),
    *(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION system_auditentry_is_append_only()"
        for table in KEPT
    ),
    f"CREATE TRIGGER append_only BEFORE DELETE ON {TEXTS} "
    "FOR EACH ROW EXECUTE FUNCTION system_auditentry_is_append_only()",
    f"CREATE TRIGGER only_emptied BEFORE UPDATE ON {TEXTS} FOR EACH ROW "
    "WHEN (NEW.entry_id <> OLD.entry_id OR NEW.reason <> '' OR NEW.texts <> '{}'::jsonb "
    "OR NEW.search_key <> '' OR NEW.emptied_at IS NULL) "
    "EXECUTE FUNCTION system_auditentry_is_append_only()",
    *(
        f"CREATE TRIGGER never_truncated BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION system_auditentry_is_append_only()"
        for table in (*KEPT, TEXTS)
    ),
]
SQLITE = [
    *(
        f"CREATE TRIGGER {table}_never_changed BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table in KEPT
    ),
    *(
        f"CREATE TRIGGER {table}_never_deleted BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
        for table in (*KEPT, TEXTS)
    ),
    f"CREATE TRIGGER {TEXTS}_only_emptied BEFORE UPDATE ON {TEXTS} "
    "WHEN NEW.entry_id IS NOT OLD.entry_id OR NEW.reason <> '' OR NEW.texts <> '{}' "
    "OR NEW.search_key <> '' OR NEW.emptied_at IS NULL "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END",
]


def guard(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("system", "0004_move_reasons")]

    operations = [
        migrations.RemoveIndex(model_name='auditentry', name='system_audi_object__fc7143_idx'),
        migrations.RemoveField(model_name='auditentry', name='reason'),
        migrations.AlterField(
            model_name='auditentry',
            name='action',
            field=models.CharField(max_length=100, verbose_name='what'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['action', 'at'], name='audit_by_action'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['object_type', 'object_id', 'at'], name='audit_by_object'),
        ),
        migrations.AddIndex(
            model_name='auditentry',
            index=models.Index(fields=['by', 'at'], name='audit_by_person'),
        ),
        migrations.RunPython(guard),
    ]
