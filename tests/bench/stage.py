"""Databases for the measurements: a copy of the prepared one, filled with a crowd, and dropped afterwards."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection, connections

from cases.figures import rebuilding as figures
from cases.models import Case
from launch import roles
from surveys import daily
from tenants.scope import working
from tests.bench.copying import settle
from tests.bench.crowd import fill
from tests.bench.multiplying import multiply
from tests.bench.people import Desk, raise_desk
from tests.bench.words import progress

HOUSE, NEIGHBOUR = "revalize", "velixo"
SHARE_OF_NEIGHBOUR = 10  # the other vendor has a tenth as many cases
# From so many on, a vendor's cases are multiplied: drawing each one would take hours.
DRAWN = {HOUSE: 100_000, NEIGHBOUR: 100_000 // SHARE_OF_NEIGHBOUR}


@dataclass
class Stage:
    """The database that Django is connected to. `admin_url` is a superuser's address of it."""

    admin_url: str
    now: datetime
    desks: dict[str, Desk] = field(default_factory=dict)

    @property
    def house(self) -> Desk:
        return self.desks[HOUSE]

    def grow(self, cases: int, *, working_share: float = 0.04) -> None:
        """Writes cases until the house has so many, and the neighbour its share. Beyond DRAWN they are copies, so the
        number has to be a multiple of what is there.
        """
        begun = time.monotonic()
        for slug, wanted in {HOUSE: cases, NEIGHBOUR: cases // SHARE_OF_NEIGHBOUR}.items():
            desk = self.desks[slug]
            with working(desk.vendor):
                there = Case.objects.count()
            if there >= DRAWN[slug]:
                multiply(self.admin_url, desk, wanted // there)
                continue
            fill(
                self.admin_url, desk, wanted - there, now=self.now, working_share=working_share, seed=wanted,
            )  # fmt: skip
            # Rows are copied past the triggers that tell of changed cases and surveys.
            figures.rebuild(desk.vendor.pk)
            daily.rebuild(desk.vendor.pk)
        settle(self.admin_url)
        progress(f"{cases} cases stand after {time.monotonic() - begun:.0f} s of writing and summing")


def admin_url() -> str:
    """A superuser's address, for copying databases and filling them."""
    return os.environ["BENCH_ADMIN_URL"]


@contextmanager
def staged(partners: int = 40) -> Iterator[Stage]:
    """A stage with people and without cases, in a database of its own."""
    prepared = connection.settings_dict["NAME"]
    name = f"{prepared}_crowd"
    with copied(prepared, name):
        now = datetime.now(UTC).replace(microsecond=0)
        yield Stage(roles.at_database(admin_url(), name), now, raise_desks(partners, now))


def raise_desks(partners: int, now: datetime) -> dict[str, Desk]:
    return {slug: raise_desk(slug, partners, now) for slug in (HOUSE, NEIGHBOUR)}


@contextmanager
def copied(prepared: str, name: str) -> Iterator[None]:
    """Connects Django to a copy of a database, made and dropped by the administrator."""
    owner = connection.settings_dict["USER"]
    connections.close_all()
    with roles.Session(admin_url()) as session:
        session.do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        session.do("CREATE DATABASE {} TEMPLATE {} OWNER {}", name, roles.identifier(prepared), roles.identifier(owner))
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = prepared
        roles.drop_database(admin_url(), name)
