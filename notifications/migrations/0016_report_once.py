from django.db import connection, migrations, models

from tenants.scope import unscoped

# Of reports that are equal but for their times, the one that was asked for last stays.
TWICE = """
DELETE FROM notifications_scheduledreport older USING notifications_scheduledreport newer
WHERE older.vendor_id = newer.vendor_id AND older.membership_id = newer.membership_id AND older.page = newer.page
    AND older.partner_id IS NOT DISTINCT FROM newer.partner_id AND older.owner_id IS NOT DISTINCT FROM newer.owner_id
    AND older.ended_at IS NULL AND newer.ended_at IS NULL AND older.id < newer.id
"""


def keep_the_last(apps, schema_editor):
    with unscoped("a migration ends what somebody scheduled twice"), connection.cursor() as cursor:
        cursor.execute(TWICE)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0015_heard_of_offers")]

    operations = [
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="scheduledreport",
            constraint=models.UniqueConstraint(
                fields=["vendor", "membership", "page", "partner", "owner"],
                name="report_going_on_once",
                condition=models.Q(("ended_at", None)),
                nulls_distinct=False,
            ),
        ),
    ]
