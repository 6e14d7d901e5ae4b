"""Whose rows a transaction may see: every scope is one transaction with a database role and settings.

The login role matches no policy, so code outside a scope sees no tenant row. Doors enter a scope, verbs
run inside one. See docs/decisions/0002-tenancy.md.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from tenants.tokens import BadToken

if TYPE_CHECKING:
    from tenants.models import Membership, Vendor
    from tenants.tokens import Bearer


@dataclass(frozen=True)
class Scope:
    """The role entered, and the ids its policies compare with. None compares with nothing."""

    side: str  # vendor, partner, customer or system: the suffix of the database role
    vendor: int | None = None
    partner: int | None = None
    customer: int | None = None
    membership: int | None = None


_entered: ContextVar[Scope | None] = ContextVar("scope", default=None)


class OutsideScope(RuntimeError):
    """Tenant rows were asked for where no scope is entered."""


def current() -> Scope:
    """The scope entered here. Raises OutsideScope where there is none."""
    scope = _entered.get()
    if scope is None:
        raise OutsideScope("No scope is entered: enter acting(), working() or unscoped() first")
    return scope


def _apply(scope: Scope | None) -> None:
    role = f"{settings.SCOPE_ROLE_PREFIX}_{scope.side}" if scope else "none"
    ids = (scope.vendor, scope.partner, scope.customer, scope.membership) if scope else (None,) * 4
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('portal.vendor', %s, true),"
            " set_config('portal.partner', %s, true), set_config('portal.customer', %s, true),"
            " set_config('portal.membership', %s, true)",
            [role, *("" if value is None else str(value) for value in ids)],
        )


@contextmanager
def _entering(scope: Scope) -> Iterator[Scope]:
    before = _entered.get()
    # The vendor's side enters what it is in already with every verb: a savepoint is enough.
    same = scope == before and connection.in_atomic_block
    with transaction.atomic():
        if not same:
            _apply(scope)
        token = _entered.set(scope)
        try:
            yield scope
        finally:
            _entered.reset(token)
        _refuse_broken_transaction()
    # An exception rolls back to the savepoint and thereby restores role and settings. A savepoint that is
    # released keeps them, so the scope around this one has to be put back by hand.
    if connection.in_atomic_block and not same:
        _apply(before)


def _refuse_broken_transaction() -> None:
    """A database error that was swallowed: PostgreSQL would answer the commit with a silent rollback."""
    if connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR:
        raise transaction.TransactionManagementError("A database error was swallowed inside this scope")


def acting(membership: "Membership"):
    """The scope of a person's membership: on the vendor's side all its rows, a partner's or customer's only its own."""
    return _entering(_scope_of(membership))


@contextmanager
def narrowed(membership: "Membership") -> Iterator[Scope]:
    """The same as acting(), for the rest of the transaction of the scope entered here, which ends with it.

    For a door, which finds the membership in one scope and lets its reader in in another: one transaction, not two.
    """
    current()
    scope = _scope_of(membership)
    _apply(scope)
    token = _entered.set(scope)
    try:
        yield scope
    finally:
        _entered.reset(token)


def _scope_of(membership: "Membership") -> Scope:
    if membership.partner_id is None:
        side = "vendor"
    else:
        side = "customer" if membership.customer_id else "partner"
    return Scope(side, membership.vendor_id, membership.partner_id, membership.customer_id, membership.pk)


def working(vendor: "Vendor | int"):
    """The vendor's side, for verbs: the door has already found the case in the reader's own scope and allowed the act.

    Partners and customers only read under their own roles. A membership that is entered stays known.
    """
    entered = _entered.get()
    vendor_id = vendor if isinstance(vendor, int) else vendor.pk
    return _entering(Scope("vendor", vendor_id, membership=entered.membership if entered else None))


@contextmanager
def bearing(bearer: "Bearer") -> Iterator["Membership"]:
    """The scope of the person whom a signed token was given to (tenants.tokens): no more than when they sign in.

    Raises BadToken where that membership is no longer active.
    """
    from tenants.models import Membership

    with working(bearer.vendor):
        found = Membership.objects.active().select_related("vendor", "partner", "customer")
        membership = found.filter(pk=bearer.membership).first()
    if membership is None:
        raise BadToken("The token's membership is no longer active")
    with acting(membership):
        yield membership


def unscoped(reason: str):
    """Every vendor's rows, for the few places that tests/tenants/test_unscoped_places.py lists."""
    if not reason:
        raise ValueError("unscoped() wants its reason")
    return _entering(Scope("system"))
