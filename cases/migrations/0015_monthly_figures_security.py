from django.db import migrations

from tenants.security import TenantTable


class Migration(migrations.Migration):
    """The rows are written by the next sweep of each vendor's figures, or by rebuild_figures."""

    dependencies = [("cases", "0014_monthly_figures")]

    operations = [TenantTable("cases_monthlyfigure"), TenantTable("cases_monthlyspread")]
