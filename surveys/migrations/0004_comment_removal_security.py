from django.db import migrations

from tenants.security import Belongs, Frozen, Grant, TenantTable


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_comment_removal")]

    operations = [
        # The contact sees that their own comment is gone, as they see their own answer.
        TenantTable(
            "surveys_commentremoval", partner="membership_id = {membership}", customer="false", acts="SELECT, INSERT"
        ),
        Frozen("surveys_commentremoval"),
        Belongs(
            "surveys_commentremoval", ["vendor_id", "membership_id", "survey_id"], "surveys_survey",
            ["vendor_id", "membership_id", "id"],
        ),
        Belongs("surveys_commentremoval", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("surveys_commentremoval", ["vendor_id", "by_id"], "tenants_membership"),
        # Blanking is the one change of a version that there is.
        Grant("surveys_surveyanswer", "UPDATE (service_comment, timeliness_comment, quality_comment)", "vendor"),
        Grant("surveys_surveyanswer", "UPDATE (service_comment, timeliness_comment, quality_comment)", "system"),
    ]
