from django.db import migrations

from tenants.security import TenantTable


class Migration(migrations.Migration):
    dependencies = [("tenants", "0003_vendor_logo")]

    operations = [TenantTable("tenants_vendorlogo", partner="", customer="")]
