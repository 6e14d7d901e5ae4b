from django.db import migrations

from tenants.security import Belongs, Frozen, TenantTable

# A notice reaches many partners, so no column of its own can name the reader's: a row of notifications_noticepartner
# does. These tables are small (a vendor writes some hundreds of notices in years, each with a few versions).
REACHED = (
    "EXISTS (SELECT FROM notifications_noticepartner reached WHERE reached.vendor_id = {table}.vendor_id"
    " AND reached.notice_id = {table}.{notice} AND reached.partner_id = {{partner}}{kinds})"
)
# Customers read what they meet themselves.
KINDS = " AND reached.kind IN ('incident', 'maintenance')"


def reached(table, notice, kinds=""):
    return REACHED.format(table=table, notice=notice, kinds=kinds)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_notices"), ("slas", "0004_exceptions_security")]

    operations = [
        TenantTable(
            "notifications_noticepartner",
            partner="partner_id = {partner}",
            customer="partner_id = {partner} AND kind IN ('incident', 'maintenance')",
        ),
        TenantTable(
            "notifications_notice",
            partner=reached("notifications_notice", "id"),
            customer=reached("notifications_notice", "id", KINDS),
        ),
        TenantTable(
            "notifications_noticeversion",
            partner="at IS NOT NULL AND " + reached("notifications_noticeversion", "notice_id"),
            customer="at IS NOT NULL AND " + reached("notifications_noticeversion", "notice_id", KINDS),
        ),
        TenantTable("notifications_noticeaudience"),
        TenantTable(
            "notifications_noticeread", partner="membership_id = {membership}", customer="membership_id = {membership}"
        ),
        TenantTable("notifications_noticecase"),
        TenantTable("notifications_noticeclosure"),
        Frozen("notifications_noticeversion", unless="OLD.at IS NULL"),
        Belongs("notifications_notice", ["vendor_id", "current_id"], "notifications_noticeversion"),
        Belongs("notifications_notice", ["vendor_id", "created_by_id"], "tenants_membership"),
        Belongs("notifications_notice", ["vendor_id", "published_by_id"], "tenants_membership"),
        Belongs("notifications_notice", ["vendor_id", "ended_by_id"], "tenants_membership"),
        Belongs("notifications_noticeversion", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticeversion", ["vendor_id", "by_id"], "tenants_membership"),
        Belongs("notifications_noticeaudience", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticeaudience", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("notifications_noticepartner", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticepartner", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs("notifications_noticeread", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticeread", ["vendor_id", "version_id"], "notifications_noticeversion"),
        Belongs("notifications_noticeread", ["vendor_id", "partner_id"], "tenants_partner"),
        Belongs(
            "notifications_noticeread",
            ["vendor_id", "partner_id", "membership_id"],
            "tenants_membership",
            ["vendor_id", "partner_id", "id"],
        ),
        Belongs("notifications_noticecase", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticecase", ["vendor_id", "case_id"], "cases_case"),
        Belongs("notifications_noticecase", ["vendor_id", "by_id"], "tenants_membership"),
        Belongs("notifications_noticecase", ["vendor_id", "event_id"], "cases_caseevent"),
        Belongs("notifications_noticeclosure", ["vendor_id", "notice_id"], "notifications_notice"),
        Belongs("notifications_noticeclosure", ["vendor_id", "exception_id"], "slas_calendarexception"),
    ]
