from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("cases", "0002_security")]

    operations = [
        TenantTable(
            "notifications_delivery", partner="membership_id = {membership}", customer="membership_id = {membership}"
        ),
        Belongs("notifications_delivery", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("notifications_delivery", ["vendor_id", "case_id"], "cases_case"),
        Belongs("notifications_delivery", ["vendor_id", "event_id"], "cases_caseevent"),
    ]
