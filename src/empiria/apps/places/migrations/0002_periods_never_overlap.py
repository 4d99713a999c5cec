"""The database itself refuses overlapping periods of one unit: an exclusion constraint on PostgreSQL, triggers on SQLite.

A later migration that makes SQLite rebuild one of these tables has to run `guard` again: the triggers go with the old table.
"""

from django.db import migrations

TABLES = ["places_unitspell", "places_boundary"]

POSTGRESQL = """
ALTER TABLE {table} ADD CONSTRAINT {table}_never_overlap EXCLUDE USING gist (
    int8range(unit_id, unit_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&
)
"""
SQLITE = """
CREATE TRIGGER {table}_never_overlap_{event} BEFORE {event} ON {table}
WHEN EXISTS (
    SELECT 1 FROM {table} AS other
    WHERE other.unit_id = NEW.unit_id AND other.id IS NOT NEW.id
    AND (other.valid_from IS NULL OR NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to)
    AND (NEW.valid_from IS NULL OR other.valid_to IS NULL OR NEW.valid_from < other.valid_to)
)
BEGIN SELECT RAISE(ABORT, 'periods of one unit overlap'); END
"""


def guard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL.format(table=table))
        else:
            for event in ("INSERT", "UPDATE"):
                schema_editor.execute(SQLITE.format(table=table, event=event))


def unguard(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_never_overlap")
        else:
            for event in ("INSERT", "UPDATE"):
                schema_editor.execute(f"DROP TRIGGER {table}_never_overlap_{event}")


class Migration(migrations.Migration):
    dependencies = [("places", "0001_initial")]

    operations = [migrations.RunPython(guard, unguard)]
