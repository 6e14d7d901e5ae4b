from django.db import migrations

from tenants.security import Belongs, Grant, TenantTable, Unique


class Migration(migrations.Migration):
    """Row-level security from the first schema on. Person is global and closed to every scope."""

    dependencies = [("tenants", "0001_initial")]

    operations = [
        Grant("tenants_person", "SELECT, INSERT, UPDATE", "system"),
        TenantTable("tenants_vendor", vendor="id", partner="", customer="", acts="SELECT, INSERT, UPDATE"),
        TenantTable("tenants_partner", partner="id = {partner}", customer="id = {partner}"),
        Unique("tenants_customer", ["vendor_id", "partner_id", "id"]),
        TenantTable(
            "tenants_customer", partner="partner_id = {partner}", customer="partner_id = {partner} AND id = {customer}"
        ),
        TenantTable(
            "tenants_membership",
            partner="partner_id = {partner} OR partner_id IS NULL",
            customer="partner_id IS NULL OR partner_id = {partner} AND (customer_id IS NULL OR customer_id = {customer})",
        ),
        TenantTable("tenants_listentry", partner="", customer=""),
        TenantTable("tenants_announcement"),
        Belongs("tenants_customer", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("tenants_membership", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs(
            "tenants_membership",
            ["vendor_id", "partner_id", "customer_id"],
            "tenants_customer",
            ["vendor_id", "partner_id", "id"],
        ),
    ]
