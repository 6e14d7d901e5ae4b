from django.db import migrations

from tenants.security import Belongs, Grant, TenantTable


class Migration(migrations.Migration):
    """A mail whose vendor is not known yet matches no vendor's policy: only the system sees it.

    Mailboxes are the installation's: no scope but the system's reads them.
    """

    dependencies = [("notifications", "0007_inbound")]

    operations = [
        TenantTable("notifications_inboundmail"),
        TenantTable("notifications_deadaddress"),
        Grant("notifications_mailbox", "SELECT, INSERT, UPDATE", "system"),
        Belongs("notifications_inboundmail", ["vendor_id", "membership_id"], "tenants_membership"),
        Belongs("notifications_inboundmail", ["vendor_id", "case_id"], "cases_case"),
        Belongs("notifications_inboundmail", ["vendor_id", "delivery_id"], "notifications_delivery"),
        Belongs("notifications_deadaddress", ["vendor_id", "membership_id"], "tenants_membership"),
    ]
