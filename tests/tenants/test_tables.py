"""Row-level security is on every table but the few that are named here."""

import pytest
from django.db import connection

GLOBAL = {
    "tenants_person",
    "tenants_sweeprun",
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "notifications_mailbox",
    "notifications_passwordletter",
}

pytestmark = pytest.mark.django_db


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_every_table_that_is_not_listed_as_global_forces_row_level_security():
    unprotected = rows(
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        " AND NOT (relrowsecurity AND relforcerowsecurity)"
    )
    assert {name for (name,) in unprotected} == GLOBAL


def test_no_policy_speaks_to_the_login_role_or_to_everybody():
    assert (
        rows("SELECT tablename, policyname FROM pg_policies WHERE roles && ARRAY['public', session_user]::name[]") == []
    )


def test_partners_and_customers_hold_no_right_but_to_read():
    granted = rows(
        "SELECT DISTINCT privilege_type FROM information_schema.role_table_grants"
        " WHERE grantee LIKE '%%_partner' OR grantee LIKE '%%_customer'"
    )
    assert granted == [("SELECT",)]


def test_no_scope_may_truncate_or_change_the_log():
    assert (
        rows(
            "SELECT grantee, table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee SIMILAR TO '%%_(vendor|partner|customer|system)' AND (privilege_type = 'TRUNCATE'"
            " OR table_name = 'cases_caseevent' AND privilege_type IN ('UPDATE', 'DELETE'))"
        )
        == []
    )


def test_every_reference_between_tenant_tables_is_composite_too():
    """A plain foreign key bypasses row-level security, so a second one holds both ends within one vendor. What
    hangs on a case carries its partner and customer too: there the case's own key is the one they must match.
    """
    plain = rows(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_class t ON t.oid = c.confrelid JOIN pg_class s ON s.oid = c.conrelid"
        " WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1 AND t.relforcerowsecurity AND s.relforcerowsecurity"
        " AND c.confrelid <> 'tenants_vendor'::regclass"
    )
    composite = rows(
        "SELECT c.conrelid::regclass::text, a.attname FROM pg_constraint c"
        " JOIN LATERAL unnest(c.conkey) k(n) ON true"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.n"
        " WHERE c.contype = 'f' AND array_length(c.conkey, 1) > 1"
    )
    assert set(plain) - set(composite) == set()


def test_indexes_of_tenant_tables_lead_with_the_vendor():
    """So that large tables can be partitioned or distributed by vendor. Primary keys are exempt, the vendor's own
    address, a counter that has one row a vendor, the key by which a door finds a person's memberships with all, and
    that of a mail, which is kept before its vendor is known.
    """
    others = rows(
        "SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE t.relforcerowsecurity AND NOT i.indisprimary AND a.attname <> 'vendor_id'"
        " ORDER BY 1"
    )
    assert {name for (name,) in others} == {
        "inbound_mail_once",
        "membership_of_person",
        "tenants_vendor_slug_key",
        "tenants_vendor_slug_5a8de1dd_like",
    }
