from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_saved_view"), ("tenants", "0002_security")]

    operations = [
        TenantTable("cases_savedview", vendor_where="team OR owner_id = {membership}"),
        Belongs("cases_savedview", ["vendor_id", "owner_id"], "tenants_membership"),
    ]
