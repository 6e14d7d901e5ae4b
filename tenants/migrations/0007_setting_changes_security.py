from django.db import migrations

from tenants.security import Belongs, Frozen, TenantTable


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_setting_changes")]

    operations = [
        TenantTable("tenants_settingchange", acts="SELECT, INSERT"),
        Frozen("tenants_settingchange"),
        Belongs("tenants_settingchange", ["vendor_id", "by_id"], "tenants_membership"),
    ]
