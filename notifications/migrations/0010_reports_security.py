from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("notifications", "0009_reports")]

    operations = [
        TenantTable("notifications_scheduledreport"),
        Belongs("notifications_scheduledreport", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("notifications_scheduledreport", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("notifications_scheduledreport", ["vendor_id", "owner_id"], "tenants_membership"),
    ]
