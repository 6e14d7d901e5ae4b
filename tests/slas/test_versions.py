"""Calendars and policies as rows: versions that answer as drafted, are never changed, and only grow when needed."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from slas.calendars import Dated
from slas.clock import HorizonError
from slas.drafting import draft
from slas.loading import load_calendars, load_policy
from slas.models import CalendarVersion, PolicyVersion, ServiceCalendar
from slas.terms import Words
from slas.versions import clock_of, drafted_of, newest_calendar, policy_in_force, table_of
from tenants.scope import working
from tests.slas.desks import berlin, hours, vendor

AT = datetime(2026, 4, 14, 8, tzinfo=UTC)
REVALIZE = vendor("revalize")


@pytest.fixture
def house(cast):
    with working(cast.revalize.vendor):
        yield cast.revalize.vendor


def with_closure(text=REVALIZE, code="emea"):
    day = date(2026, 4, 15)
    closure = Dated(day, day, 480, 600, Words("Team day", "Teamtag"))
    calendars = tuple(
        replace(definition, closures=(closure,)) if definition.code == code else definition
        for definition in text.calendars
    )
    return replace(text, calendars=calendars)


def with_policy(**changes):
    return replace(REVALIZE, policy=replace(REVALIZE.policy, **changes))


def test_a_version_holds_all_that_was_drafted(house):
    for definition in REVALIZE.calendars:
        version = newest_calendar(house.pk, definition.code)
        assert drafted_of(version) == draft(definition, 2024, 2029)
        assert version.zone == definition.zone


def test_a_versions_clock_is_read_once(house):
    first, again = newest_calendar(house.pk, "emea"), newest_calendar(house.pk, "emea")
    assert clock_of(first) is clock_of(again)
    assert clock_of(first).due(berlin(3, 27, 16, 30), hours(8)) == datetime(2026, 3, 30, 13, 30, tzinfo=UTC)


def test_loading_the_same_again_makes_no_version(house):
    before = CalendarVersion.objects.count(), PolicyVersion.objects.count()
    assert load_calendars(house, REVALIZE, at=AT) == []
    assert load_policy(house, REVALIZE, at=AT) is False
    assert (CalendarVersion.objects.count(), PolicyVersion.objects.count()) == before


def test_a_new_year_extends_the_horizon_by_a_new_version(house):
    with pytest.raises(HorizonError):
        clock_of(newest_calendar(house.pk, "emea")).due(berlin(1, 2, 9, year=2030), hours(1))
    assert load_calendars(house, REVALIZE, at=datetime(2027, 1, 1, tzinfo=UTC)) == ["americas", "emea"]
    version = newest_calendar(house.pk, "emea")
    assert (version.number, version.horizon_to) == (2, berlin(1, 1, year=2031))
    assert clock_of(version).due(berlin(1, 2, 9, year=2030), hours(1)) == berlin(1, 2, 10, year=2030)


def test_a_closure_makes_a_version_of_its_calendar_alone_and_the_old_one_answers_as_before(house):
    old = newest_calendar(house.pk, "emea")
    assert load_calendars(house, with_closure(), at=AT) == ["emea"]
    new = newest_calendar(house.pk, "emea")
    assert (old.number, new.number) == (1, 2)
    received = berlin(4, 15, 8)
    assert clock_of(new).due(received, hours(2)) == berlin(4, 15, 12)
    assert clock_of(CalendarVersion.objects.get(pk=old.pk)).due(received, hours(2)) == berlin(4, 15, 10)


def test_an_unknown_calendar_and_another_vendors_are_not_found(house, cast):
    for vendor_id, code in ((house.pk, "mars"), (cast.velixo.vendor.pk, "europe")):
        with pytest.raises(ServiceCalendar.DoesNotExist):
            newest_calendar(vendor_id, code)


@pytest.mark.parametrize("table", ["slas_calendarversion", "slas_policyversion"])
@pytest.mark.parametrize("act", ["UPDATE {} SET number = 99", "DELETE FROM {}"])
def test_versions_are_never_changed_not_even_by_the_owner_of_the_table(cast, table, act):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        with pytest.raises(IntegrityError, match="never changed or deleted"), transaction.atomic():
            cursor.execute(act.format(table))
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def test_a_draft_of_a_policy_may_change_until_it_is_published(house):
    published = PolicyVersion.objects.get(vendor=house)
    draft_version = PolicyVersion.objects.create(
        vendor=house,
        number=2,
        revised_on=published.revised_on,
        effective_from=published.effective_from,
        document=published.document,
        digest="x",
        created_at=AT,
    )
    draft_version.source = "a better word"
    draft_version.save()
    assert policy_in_force(house.pk, AT) == published
    draft_version.published_at = AT
    draft_version.save()
    assert policy_in_force(house.pk, AT) == draft_version
    draft_version.source = "too late"
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        draft_version.save()


def test_a_new_revision_counts_from_its_effective_date_and_old_cases_keep_theirs(house):
    old = policy_in_force(house.pk, AT)
    revision = with_policy(revised=date(2026, 6, 1), effective_from=date(2026, 7, 1))
    assert load_policy(house, revision, at=AT) is True
    assert policy_in_force(house.pk, datetime(2026, 6, 30, 23, 59, tzinfo=UTC)) == old
    assert policy_in_force(house.pk, datetime(2026, 7, 1, tzinfo=UTC)).revised_on == date(2026, 6, 1)


def test_before_the_first_policy_there_is_none(house):
    with pytest.raises(PolicyVersion.DoesNotExist, match="No policy was in force on 2024-08-07"):
        policy_in_force(house.pk, datetime(2024, 8, 7, 23, 59, tzinfo=UTC))


def test_a_policys_table_is_what_its_text_said(house):
    version = policy_in_force(house.pk, AT)
    assert table_of(version) == REVALIZE.policy
    assert table_of(version) is table_of(policy_in_force(house.pk, AT))
    assert version.source == "R1, Partner Support Policy, 8 August 2024"
