from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("notifications", "0003_mail")]

    operations = [
        TenantTable(
            "notifications_preference", partner="membership_id = {membership}", customer="membership_id = {membership}"
        ),
        Belongs("notifications_preference", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("notifications_delivery", ["vendor_id", "bundle_id"], "notifications_delivery"),
    ]
