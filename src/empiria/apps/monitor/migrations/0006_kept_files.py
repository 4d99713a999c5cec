from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("monitor", "0005_certainty")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="kept_sha256",
            field=models.CharField(blank=True, max_length=64, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="import",
            name="redacted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
