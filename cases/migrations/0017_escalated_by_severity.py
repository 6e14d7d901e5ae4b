from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_figures_indexes")]

    operations = [
        migrations.RemoveIndex(model_name="case", name="case_escalated"),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["vendor", "-escalation_level", "severity_rank", "next_due", "id"],
                name="case_escalated",
                condition=models.Q(("escalation_level__gt", 0), ("status__in", ["new", "open", "waiting", "referred"])),
            ),
        ),
    ]
