from django.db import migrations

from tenants.security import Belongs, Frozen, TenantTable


class Migration(migrations.Migration):
    dependencies = [("slas", "0001_initial"), ("tenants", "0002_security")]

    operations = [
        TenantTable("slas_servicecalendar", partner="", customer=""),
        TenantTable("slas_calendarversion", partner="", customer="", acts="SELECT, INSERT"),
        TenantTable("slas_policyversion", partner="published_at IS NOT NULL", customer="published_at IS NOT NULL"),
        Belongs("slas_calendarversion", ["vendor_id", "calendar_id"], "slas_servicecalendar"),
        Frozen("slas_calendarversion"),
        Frozen("slas_policyversion", unless="OLD.published_at IS NULL"),
    ]
