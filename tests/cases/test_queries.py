"""What verbs and sweeps ask of the database: so many statements and no more, those of scopes included."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.say import say
from cases.verbs.submit import submit
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.scope import working
from tests.cast import TUESDAY, submission, submitted

WARN, DUE = TUESDAY + timedelta(hours=1, minutes=30), TUESDAY + timedelta(hours=2)
# What enters and leaves the scope inside a test's own transaction; in life a scope is BEGIN, its settings and COMMIT.
SCOPE = 4
FINDING = 2 * (SCOPE + 1)  # the vendors with due rows, and this vendor's


@pytest.fixture
def desk(cast):
    """An S1 of Nordwind, owned; everything that a process keeps (policies, clocks) has been read."""
    cast.case = submitted(cast.nordwind, severity="S1")
    with working(cast.revalize.vendor):
        assign_owner(cast.case, cast.revalize.agent, by=cast.revalize.agent, at=TUESDAY)
    return cast


def statements(act: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        act()
    return [row["sql"] for row in captured]


def in_scope(cast, act: Callable[[], object]) -> list[str]:
    def run() -> None:
        with working(cast.revalize.vendor):
            act()

    return statements(run)[SCOPE // 2 : -(SCOPE // 2)]


def test_a_submission(desk):
    form = submission(desk.nordwind)
    found = in_scope(desk, lambda: submit(form, by=desk.nordwind.contact, at=TUESDAY))
    assert len(found) == 18


def test_a_word_of_the_vendor(desk):
    found = in_scope(desk, lambda: say(desk.case, by=desk.revalize.agent, at=TUESDAY, body="We look into it."))
    assert len(found) == 13


def test_a_change_of_status(desk):
    found = in_scope(desk, lambda: wait_for_partner(desk.case, by=desk.revalize.agent, at=TUESDAY))
    assert len(found) == 9


def test_a_warning(desk):
    found = statements(lambda: sweep_milestones(WARN))
    assert len(found) == FINDING + 14


def test_a_warning_and_a_breach_at_once(desk):
    found = statements(lambda: sweep_milestones(DUE))
    assert len(found) == FINDING + 15
