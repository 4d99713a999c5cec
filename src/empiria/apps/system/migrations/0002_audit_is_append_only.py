"""On PostgreSQL the database itself refuses to change or remove audit entries.

Not on SQLite: its file lies open to whoever runs the process, and Django empties tables there by DELETE.
"""

from django.db import migrations

GUARD = """
CREATE FUNCTION system_auditentry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed or removed' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON system_auditentry
    FOR EACH ROW EXECUTE FUNCTION system_auditentry_is_append_only();
"""
UNGUARD = """
DROP TRIGGER append_only ON system_auditentry;
DROP FUNCTION system_auditentry_is_append_only();
"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(GUARD)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(UNGUARD)


class Migration(migrations.Migration):
    dependencies = [("system", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
