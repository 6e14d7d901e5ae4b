from django.db import migrations

from tenants.security import Belongs, Frozen, TenantTable, Unique

# What is agreed between vendor and partner is not for the partner's customer: its pages may ask, and find nothing.
CASE_KEY = ["vendor_id", "partner_id", "id"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_offers")]

    operations = [
        Unique("cases_offer", CASE_KEY),
        TenantTable("cases_offer", partner="partner_id = {partner}", customer="false", acts="SELECT, INSERT"),
        TenantTable("cases_offerend", partner="partner_id = {partner}", customer="false", acts="SELECT, INSERT"),
        Frozen("cases_offer"),
        Frozen("cases_offerend"),
        Belongs("cases_offer", ["vendor_id", "partner_id", "case_id"], "cases_case", CASE_KEY),
        Belongs("cases_offer", ["vendor_id", "case_id", "message_id"], "cases_message", ["vendor_id", "case_id", "id"]),
        Belongs("cases_offer", ["vendor_id", "by_id"], "tenants_membership"),
        Belongs("cases_offerend", ["vendor_id", "partner_id", "offer_id"], "cases_offer", CASE_KEY),
        # Only somebody of that very partner can have answered.
        Belongs("cases_offerend", ["vendor_id", "partner_id", "answered_by_id"], "tenants_membership", CASE_KEY),
        Belongs("cases_offerend", ["vendor_id", "message_id"], "cases_message"),
    ]
