"""Start-up checks: without its roles the database would refuse every page, or worse, show too much."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connection

SIDES = ("vendor", "partner", "customer", "system")


@register(Tags.database)
def roles_exist_and_inherit_nothing(app_configs, databases, **kwargs):
    """E001: a role is missing or cannot be entered. E002: the login role sees or inherits too much."""
    if not databases:
        return []
    names = [f"{settings.SCOPE_ROLE_PREFIX}_{side}" for side in SIDES]
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND pg_has_role(oid, 'MEMBER')", [names])
        missing = sorted(set(names) - {row[0] for row in cursor.fetchall()})
        cursor.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR EXISTS (SELECT FROM pg_roles s WHERE s.rolname = ANY(%s)"
            " AND pg_has_role(r.oid, s.oid, 'USAGE')) FROM pg_roles r WHERE r.rolname = session_user",
            [names],
        )
        too_much = cursor.fetchone()[0]
    errors = []
    if missing:
        hint = "Run tenants/sql/roles.sql as a superuser, as its head says."
        errors.append(Error(f"Database roles are missing: {', '.join(missing)}", hint=hint, id="tenants.E001"))
    if too_much:
        hint = "DATABASE_URL must name a role that is no superuser, bypasses nothing and inherits nothing."
        errors.append(Error("The login role sees rows by itself", hint=hint, id="tenants.E002"))
    return errors
