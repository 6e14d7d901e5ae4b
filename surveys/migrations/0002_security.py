from django.db import migrations

from tenants.security import Belongs, TenantTable, Unique

# The contact's own, and nobody else's of the partner: what a person says of another's work is between them and the vendor.
OWN = "membership_id = {membership}"
SURVEY = ["vendor_id", "survey_id"]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial"), ("cases", "0002_security"), ("tenants", "0002_security")]

    operations = [
        TenantTable("surveys_survey", partner=OWN, customer="false", acts="SELECT, INSERT, UPDATE"),
        TenantTable("surveys_surveyanswer", partner=OWN, customer="false", acts="SELECT, INSERT"),
        TenantTable("surveys_followup", acts="SELECT, INSERT, UPDATE"),
        TenantTable("surveys_feedbackshare", acts="SELECT, INSERT"),
        Unique("surveys_survey", ["vendor_id", "membership_id", "id"]),
        Belongs("surveys_survey", ["vendor_id", "partner_id", "case_id"], "cases_case", ["vendor_id", "partner_id", "id"]),
        Belongs("surveys_survey", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs(
            "surveys_survey", ["vendor_id", "partner_id", "membership_id"], "tenants_membership",
            ["vendor_id", "partner_id", "id"],
        ),
        Belongs("surveys_survey", ["vendor_id", "owner_id"], "tenants_membership"),
        Belongs(
            "surveys_surveyanswer", ["vendor_id", "membership_id", "survey_id"], "surveys_survey",
            ["vendor_id", "membership_id", "id"],
        ),
        Belongs("surveys_surveyanswer", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("surveys_followup", SURVEY, "surveys_survey"),
        Belongs("surveys_followup", ["vendor_id", "owner_id"], "tenants_membership"),
        Belongs("surveys_followup", ["vendor_id", "done_by_id"], "tenants_membership"),
        Belongs("surveys_feedbackshare", SURVEY, "surveys_survey"),
    ]
