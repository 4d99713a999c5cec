"""Entries of the trail name indicators by number: a code that the staff typed may name somebody, and stayed there for ever.

The guards of the trail are taken off for this one change, inside the transaction, and put back before its end.
"""

from importlib import import_module

from django.db import migrations

OBJECT = "monitor.indicator"
guards = import_module("empiria.apps.system.migrations.0005_guard_the_trail")
TABLE = guards.KEPT[0]
TAKEN_OFF = {
    "postgresql": f"DROP TRIGGER append_only ON {TABLE}",
    "sqlite": f"DROP TRIGGER {TABLE}_never_changed",
}
PUT_BACK = {
    "postgresql": f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION system_auditentry_is_append_only()",
    "sqlite": f"CREATE TRIGGER {TABLE}_never_changed BEFORE UPDATE ON {TABLE} "
    f"BEGIN SELECT RAISE(ABORT, '{guards.REFUSED}'); END",
}


def number(apps, schema_editor):
    entries = apps.get_model("system", "AuditEntry").objects.filter(object_type=OBJECT)
    told = set(entries.values_list("object_id", flat=True).order_by().distinct())
    if not told:
        return
    known = dict(apps.get_model("monitor", "Indicator").objects.values_list("code", "pk"))
    vendor = schema_editor.connection.vendor
    schema_editor.execute(TAKEN_OFF[vendor], params=None)
    # Readings of rows in Django's admin have told numbers all along.
    for code in sorted(one for one in told if one and not one.isdecimal()):
        entries.filter(object_id=code).update(object_id=str(known.get(code, "")))
    if vendor == "postgresql":
        # Foreign keys are checked now, for a table with checks outstanding takes no trigger.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute(PUT_BACK[vendor], params=None)


class Migration(migrations.Migration):
    dependencies = [
        ("monitor", "0011_report_texts"),
        ("system", "0009_say_what_they_are"),
    ]
    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
