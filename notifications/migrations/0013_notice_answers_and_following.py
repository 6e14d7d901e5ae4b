import django.db.models.deletion
from django.db import migrations, models

from tenants.security import Belongs


class Migration(migrations.Migration):
    dependencies = [("notifications", "0012_no_vendor"), ("slas", "0004_exceptions_security")]

    operations = [
        # Whatever language it was written in: with one text alone every case gets that one.
        migrations.RenameField("notice", "answer", "answer_en"),
        migrations.AddField("notice", "answer_de", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField("notice", "following", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField(
            "noticeclosure",
            "version",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="slas.calendarversion",
            ),
        ),
        Belongs("notifications_noticeclosure", ["vendor_id", "version_id"], "slas_calendarversion"),
    ]
