from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("slas", "0003_exceptions")]

    operations = [
        TenantTable("slas_calendarexception", acts="SELECT, INSERT, UPDATE"),
        Belongs("slas_calendarexception", ["vendor_id", "calendar_id"], "slas_servicecalendar"),
    ]
