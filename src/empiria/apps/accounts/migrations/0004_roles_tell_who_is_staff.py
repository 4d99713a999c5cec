from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("accounts", "0003_staff_hold_a_role")]
    operations = [migrations.RemoveField(model_name="person", name="is_staff")]
