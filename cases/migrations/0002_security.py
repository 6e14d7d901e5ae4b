from django.db import migrations

from tenants.security import Belongs, Frozen, TenantTable, Unique

SHARED = "partner_id = {partner} AND audience IN ('partner', 'customer')"
INCLUDED = "partner_id = {partner} AND customer_id = {customer} AND audience = 'customer'"
OF_CASE = ["vendor_id", "partner_id", "case_id"]
CASE_KEY = ["vendor_id", "partner_id", "id"]


def of_case(table):
    """A row of a case has the case's vendor, partner and customer: its policies compare these."""
    return [
        Belongs(table, OF_CASE, "cases_case", CASE_KEY),
        Belongs(table, ["vendor_id", "case_id", "customer_id"], "cases_case", ["vendor_id", "id", "customer_id"]),
    ]


NUMBERED = """
CREATE FUNCTION cases_case_numbered() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    -- The scope at the commit is the submitter's or the vendor's: both see the row.
    IF EXISTS (SELECT FROM cases_case WHERE id = NEW.id AND number IS NULL) THEN
        RAISE EXCEPTION 'A case was left without a number' USING ERRCODE = 'not_null_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER cases_case_numbered AFTER INSERT ON cases_case
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number IS NULL) EXECUTE FUNCTION cases_case_numbered();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("slas", "0002_security"),
        ("contacts", "0002_security"),
        ("tenants", "0002_security"),
    ]

    operations = [
        Unique("tenants_membership", ["vendor_id", "partner_id", "id"]),
        Unique("contacts_entitlement", ["vendor_id", "partner_id", "id"]),
        Unique("cases_case", CASE_KEY),
        Unique("cases_case", ["vendor_id", "id", "customer_id"]),
        Unique("cases_message", ["vendor_id", "case_id", "id"]),
        TenantTable(
            "cases_case",
            partner="partner_id = {partner}",
            customer="partner_id = {partner} AND customer_id = {customer} AND customer_included",
            acts="SELECT, INSERT, UPDATE",
        ),
        TenantTable("cases_casenumber", acts="SELECT, INSERT, UPDATE"),
        # A customer's user reads no clocks and not who is on copy: the pages may ask, and find nothing.
        TenantTable("cases_watcher", partner="partner_id = {partner}", customer="false"),
        TenantTable("cases_message", partner=SHARED, customer=INCLUDED, acts="SELECT, INSERT, UPDATE"),
        TenantTable("cases_attachment", partner=SHARED, customer=INCLUDED, acts="SELECT, INSERT, UPDATE"),
        TenantTable("cases_caseevent", partner=SHARED, customer=INCLUDED, acts="SELECT, INSERT"),
        TenantTable(
            "cases_milestone", partner="partner_id = {partner}", customer="false", acts="SELECT, INSERT, UPDATE"
        ),
        TenantTable("cases_escalationstep", acts="SELECT, INSERT"),
        Frozen("cases_caseevent"),
        Frozen("cases_escalationstep"),
        Belongs("cases_case", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("cases_case", ["vendor_id", "partner_id", "customer_id"], "tenants_customer", CASE_KEY),
        Belongs("cases_case", ["vendor_id", "partner_id", "contact_id"], "tenants_membership", CASE_KEY),
        Belongs("cases_case", ["vendor_id", "owner_id"], "tenants_membership"),
        Belongs("cases_case", ["vendor_id", "last_word_by_id"], "tenants_membership"),
        Belongs("cases_case", ["vendor_id", "product_id"], "contacts_product"),
        Belongs("cases_case", ["vendor_id", "policy_id"], "slas_policyversion"),
        Belongs("cases_case", ["vendor_id", "partner_id", "entitlement_id"], "contacts_entitlement", CASE_KEY),
        Belongs("cases_case", ["vendor_id", "merged_into_id"], "cases_case"),
        *of_case("cases_watcher"),
        Belongs("cases_watcher", ["vendor_id", "membership_id"], "tenants_membership"),
        *of_case("cases_message"),
        Belongs("cases_message", ["vendor_id", "author_id"], "tenants_membership"),
        *of_case("cases_attachment"),
        Belongs("cases_attachment", ["vendor_id", "case_id", "message_id"], "cases_message", ["vendor_id", "case_id", "id"]),
        *of_case("cases_caseevent"),
        Belongs("cases_caseevent", ["vendor_id", "by_id"], "tenants_membership"),
        Belongs("cases_caseevent", ["vendor_id", "case_id", "message_id"], "cases_message", ["vendor_id", "case_id", "id"]),
        *of_case("cases_milestone"),
        Belongs("cases_milestone", ["vendor_id", "calendar_version_id"], "slas_calendarversion"),
        Belongs("cases_escalationstep", ["vendor_id", "milestone_id"], "cases_milestone"),
        Belongs("cases_escalationstep", ["vendor_id", "event_id"], "cases_caseevent"),
        migrations.RunSQL(
            NUMBERED, "DROP TRIGGER cases_case_numbered ON cases_case; DROP FUNCTION cases_case_numbered()"
        ),
    ]
