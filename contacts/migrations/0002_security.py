from django.db import migrations

from tenants.security import Belongs, TenantTable


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("tenants", "0002_security")]

    operations = [
        TenantTable("contacts_region", partner="", customer=""),
        TenantTable("contacts_product", partner="", customer=""),
        TenantTable("contacts_partnerdesk", partner="partner_id = {partner}", customer="partner_id = {partner}"),
        TenantTable("contacts_partnerholiday", partner="partner_id = {partner}", customer="partner_id = {partner}"),
        TenantTable("contacts_entitlement", partner="partner_id = {partner}", customer="false"),
        Belongs("contacts_partnerdesk", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("contacts_partnerdesk", ["vendor_id", "region_id"], "contacts_region"),
        Belongs("contacts_partnerholiday", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("contacts_entitlement", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("contacts_partnerholiday", ["vendor_id", "covered_by_id"], "tenants_membership"),
    ]
