"""Outlines that were imported before are thinned for maps as an import does it now."""

from django.db import migrations, models

from empiria.sources.coverage import thin_coverage


def thin(apps, schema_editor):
    boundaries = apps.get_model("places", "Boundary").objects.filter(valid_to=None, unit__valid_to=None)
    for level in ("country", "voivodeship", "county", "municipality"):
        shapes = list(boundaries.filter(unit__level=level).order_by("pk"))
        for shape, drawn in zip(shapes, thin_coverage([one.geometry for one in shapes]), strict=True):
            shape.drawn = drawn
            shape.save(update_fields=["drawn"])


class Migration(migrations.Migration):
    dependencies = [("places", "0002_periods_never_overlap")]

    operations = [
        migrations.AddField(
            model_name="boundary",
            name="drawn",
            # Nullable, so that SQLite adds a column and keeps the triggers of 0002.
            field=models.TextField(blank=True, null=True),
        ),
        migrations.RunPython(thin, migrations.RunPython.noop),
    ]
