"""A side table for the words of the trail, and one for whom an entry is about."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("system", "0002_audit_is_append_only")]

    operations = [
        migrations.CreateModel(
            name='AuditText',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='text', serialize=False, to='system.auditentry')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('texts', models.JSONField(blank=True, default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='texts')),
                ('search_key', models.TextField(blank=True, editable=False)),
                ('emptied_at', models.DateTimeField(editable=False, null=True, verbose_name='emptied')),
            ],
            options={
                'verbose_name': 'text of an audit entry',
                'verbose_name_plural': 'texts of audit entries',
                'constraints': [models.CheckConstraint(condition=models.Q(('emptied_at', None), models.Q(('reason', ''), ('search_key', '')), _connector='OR'), name='audit_text_emptied_is_empty')],
            },
        ),
        migrations.CreateModel(
            name='AuditSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.CharField(max_length=64, verbose_name='person')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='system.auditentry')),
            ],
            options={
                'verbose_name': 'person an audit entry is about',
                'verbose_name_plural': 'people audit entries are about',
                'indexes': [models.Index(fields=['person', 'entry'], name='audit_by_subject')],
                'constraints': [models.UniqueConstraint(fields=('entry', 'person'), name='audit_subject_once')],
            },
        ),
    ]
