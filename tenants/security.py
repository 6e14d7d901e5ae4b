"""Migration operations that put a table under row-level security.

Predicates are SQL over the table's own columns; {partner}, {customer} and {membership} stand for the ids of
the scope. Only leakproof operators (=, <, IN on integers and text) let an index be used under a policy.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db.migrations.operations.base import Operation

VENDOR = "nullif(current_setting('portal.vendor', true), '')::bigint"
_IDS = {
    name: f"nullif(current_setting('portal.{name}', true), '')::bigint"
    for name in ("partner", "customer", "membership")
}


def role(side: str) -> str:
    """The quoted database role of a side of this installation."""
    return f'"{settings.SCOPE_ROLE_PREFIX}_{side}"'


class _Sql(Operation):
    reversible = True

    def state_forwards(self, app_label, state):
        """Nothing changes in what Django knows of the models."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.forwards():
            schema_editor.execute(statement)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for statement in self.backwards():
            schema_editor.execute(statement)

    def forwards(self) -> list[str]:
        raise NotImplementedError

    def backwards(self) -> list[str]:
        return []


class TenantTable(_Sql):
    """Forces row-level security on a table and grants it to the scope's roles.

    vendor: the column that names the vendor.
    vendor_where: what the vendor's side is narrowed to beyond the vendor (a person's own rows), "" for all.
    partner, customer: what these sides may read beyond the vendor's equality; "" is all of the vendor's, None nothing.
    acts: what the vendor's side may do; without UPDATE and DELETE the table is append-only for it.
    """

    def __init__(
        self,
        table: str,
        *,
        vendor: str = "vendor_id",
        vendor_where: str = "",
        partner: str | None = None,
        customer: str | None = None,
        acts: str = "SELECT, INSERT, UPDATE, DELETE",
    ):
        self.table, self.vendor, self.vendor_where = table, vendor, vendor_where
        self.partner, self.customer, self.acts = partner, customer, acts

    def _where(self, extra: str) -> str:
        equal = f"{self.vendor} = {VENDOR}"
        return f"{equal} AND ({extra.format(**_IDS)})" if extra else equal

    def forwards(self):
        table = f'"{self.table}"'
        yours = self._where(self.vendor_where)
        statements = [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY system ON {table} TO {role('system')} USING (true) WITH CHECK (true)",
            f"CREATE POLICY vendor ON {table} TO {role('vendor')} USING ({yours}) WITH CHECK ({yours})",
            f"GRANT {self.acts} ON {table} TO {role('vendor')}, {role('system')}",
        ]
        if self.vendor != "id":
            statements.append(f'ALTER TABLE {table} ADD CONSTRAINT "{self.table}_of_vendor" UNIQUE (vendor_id, id)')
        for side, where in (("partner", self.partner), ("customer", self.customer)):
            if where is not None:
                statements.append(
                    f"CREATE POLICY {side} ON {table} FOR SELECT TO {role(side)} USING ({self._where(where)})"
                )
                statements.append(f"GRANT SELECT ON {table} TO {role(side)}")
        return statements

    def describe(self):
        return f"Row-level security on {self.table}"


class Belongs(_Sql):
    """A composite foreign key beside Django's own: foreign keys bypass row-level security, so the vendor (and
    the partner, where both carry it) has to be the same on both ends.
    """

    def __init__(self, table: str, columns: Sequence[str], to: str, to_columns: Sequence[str] = ("vendor_id", "id")):
        self.table, self.columns, self.to, self.to_columns = table, columns, to, to_columns

    def forwards(self):
        name = f"{self.table}_{self.columns[-1]}_belongs"[:60]
        return [
            f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{name}" FOREIGN KEY ({", ".join(self.columns)})'
            f' REFERENCES "{self.to}" ({", ".join(self.to_columns)}) DEFERRABLE INITIALLY DEFERRED'
        ]

    def describe(self):
        return f"{self.table}.{self.columns[-1]} stays within its vendor"


class Grant(_Sql):
    """Opens a global table to one side. Only the system side may see people: a scope reads memberships."""

    def __init__(self, table: str, acts: str, side: str):
        self.table, self.acts, self.side = table, acts, side

    def forwards(self):
        return [f'GRANT {self.acts} ON "{self.table}" TO {role(self.side)}']


class Unique(_Sql):
    """A key that a composite foreign key can point to."""

    def __init__(self, table: str, columns: Sequence[str]):
        self.table, self.columns = table, columns

    def forwards(self):
        name = f"{self.table}_{'_'.join(self.columns)}_key"[:60]
        return [f'ALTER TABLE "{self.table}" ADD CONSTRAINT "{name}" UNIQUE ({", ".join(self.columns)})']


class Frozen(_Sql):
    """A trigger that refuses UPDATE and DELETE, for everybody: the owner of the table too.

    unless: an SQL condition over OLD under which a row may still be changed (a draft).
    """

    def __init__(self, table: str, *, unless: str = "false"):
        self.table, self.unless = table, unless

    def forwards(self):
        return [
            f"CREATE FUNCTION {self.table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF {self.unless} THEN IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END IF;"
            f" RAISE EXCEPTION 'Rows of {self.table} are never changed or deleted'"
            " USING ERRCODE = 'restrict_violation'; END $$",
            f'CREATE TRIGGER {self.table}_frozen BEFORE UPDATE OR DELETE ON "{self.table}"'
            f" FOR EACH ROW EXECUTE FUNCTION {self.table}_frozen()",
        ]

    def describe(self):
        return f"{self.table} is append-only"
