"""Sums of surveys by day: at every moment what the surveys themselves say, and the same by sweep and by rebuild."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.figures.periods import Period
from surveys import daily
from surveys.daily import Whose, counts, differences, rebuild, sweep_survey_days
from surveys.models import Survey, SurveyDay, SurveyDayDue
from tenants.scope import working
from tests.surveyed import ASKED, DAY, HOUR, answered, fresh, surveyed

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast):
    """Four of Nordwind, two of Baltic, two days apart: the first and the last are answered, one of Velixo too."""
    cast.surveys = [
        surveyed(cast.revalize, cast.baltic if number % 3 == 2 else cast.nordwind, ASKED + number * 2 * DAY - 2 * HOUR)
        for number in range(6)
    ]
    answered(cast.surveys[0], at=ASKED + HOUR, service=5, quality=2)
    answered(cast.surveys[5], at=ASKED + 11 * DAY, service=3)
    foreign = surveyed(cast.velixo, cast.sarto)
    answered(foreign, at=foreign.invited_at, service=1)
    cast.whose = Whose(cast.revalize.vendor.pk)
    return cast


def asked(whose, *spans):
    with working(whose.vendor):
        return counts(whose, spans)


def by_hand(whose, start, end):
    """Invited, responded, and the services' count, sum and satisfied, off the surveys."""
    with working(whose.vendor):
        rows = [row for row in Survey.objects.all() if whose.partner in (None, row.partner_id)]
    sent = [row for row in rows if start <= row.invited_at < end and (row.answered_at or not row.withdrawn_at)]
    rated = [row.service for row in rows if row.answered_at and start <= row.answered_at < end and row.service]
    responded = sum(row.answered_at is not None for row in sent)
    return len(sent), responded, len(rated), sum(rated), sum(rating >= 4 for rating in rated)


def told(found):
    return tuple(found[name] for name in ("invited", "responded", "service_count", "service_sum", "service_satisfied"))


@pytest.mark.parametrize("swept", [False, True])
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_any_span_tells_what_its_surveys_say(desk, zone, swept):
    if swept:
        sweep_survey_days()
    chance = random.Random(zone)
    for whose in (desk.whose, Whose(desk.whose.vendor, partner=desk.baltic.partner.pk)):
        firsts = [date(2026, 4, 10) + timedelta(days=chance.randrange(20)) for _ in range(8)]
        periods = [Period(first, first + timedelta(days=chance.randrange(9)), ZoneInfo(zone)) for first in firsts]
        found = asked(whose, *((period.start, period.end) for period in periods))
        assert [told(one) for one in found] == [by_hand(whose, period.start, period.end) for period in periods]
    assert sum(told(asked(desk.whose, (ASKED, ASKED + 30 * DAY))[0])) > 0


def test_a_change_after_the_sweep_counts_at_once_and_is_summed_by_the_next_one(desk):
    assert sweep_survey_days() > 0
    span = (ASKED, ASKED + 30 * DAY)
    answered(desk.surveys[2], at=ASKED + 5 * DAY, service=1)
    answered(desk.surveys[0], at=ASKED + 6 * DAY, service=2)
    with working(desk.whose.vendor):
        assert set(SurveyDayDue.objects.values_list("day__day", flat=True)) == {14, 19, 20}
    assert told(asked(desk.whose, span)[0]) == by_hand(desk.whose, *span) == (6, 3, 3, 6, 0)
    assert sweep_survey_days() == 3
    assert told(asked(desk.whose, span)[0]) == (6, 3, 3, 6, 0)
    assert list(differences(desk.whose.vendor)) == []
    assert sweep_survey_days() == 0


def test_one_that_was_withdrawn_unanswered_was_not_sent(desk):
    sweep_survey_days()
    with working(desk.whose.vendor):
        Survey.objects.filter(pk__in=[desk.surveys[0].pk, desk.surveys[1].pk]).update(withdrawn_at=ASKED + 20 * DAY)
    for _ in range(2):
        assert told(asked(desk.whose, (ASKED, ASKED + 30 * DAY))[0])[:2] == (5, 2)
        sweep_survey_days()


def test_an_owner_has_ones_own(desk):
    span = (ASKED, ASKED + 30 * DAY)
    sweep_survey_days()
    agent = fresh(desk.surveys[0]).owner_id
    assert told(asked(Whose(desk.whose.vendor, owner=agent), span)[0])[0] == 6
    assert told(asked(Whose(desk.whose.vendor, owner=desk.revalize.manager.pk), span)[0])[0] == 0
    both = Whose(desk.whose.vendor, partner=desk.baltic.partner.pk, owner=agent)
    assert told(asked(both, span)[0])[0] == 2


def test_a_rebuild_writes_what_sweeps_kept_and_mends_what_is_wrong(desk):
    def everything():
        with working(desk.whose.vendor):
            return sorted(SurveyDay.objects.values_list("day", "of", "whose", *daily._COUNTS))

    sweep_survey_days()
    kept = everything()
    assert kept
    with working(desk.whose.vendor):
        SurveyDay.objects.filter(of="partner").update(invited=9)
    assert "surveys_surveyday missing" in next(differences(desk.whose.vendor))
    rebuild(desk.whose.vendor)
    assert everything() == kept
    with working(desk.whose.vendor):
        SurveyDay.objects.all().delete()
    rebuild(desk.whose.vendor)
    assert everything() == kept
    assert list(differences(desk.velixo.vendor.pk)) == []


def test_a_vendors_days_are_its_own(desk):
    sweep_survey_days()
    with working(desk.velixo.vendor):
        assert SurveyDay.objects.get(of="all", day=datetime(2026, 4, 14, tzinfo=UTC).date()).service_sum == 1
    with working(desk.whose.vendor):
        assert SurveyDay.objects.get(of="all", day=datetime(2026, 4, 14, tzinfo=UTC).date()).service_sum == 5
