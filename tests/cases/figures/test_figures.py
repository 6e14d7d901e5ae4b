"""What lives of cases come to as figures: exact values, in anybody's days."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.figures import buckets
from cases.figures.asking import Scope, backlog, behind, by_each, median, net, spreads, sums
from cases.figures.periods import Period
from cases.figures.rebuilding import differences
from cases.figures.sweeping import sweep_figures
from cases.models.figures import CaseFigure, DailyFigure, FiguresDue, MonthlyFigure, Of, Side, What
from cases.sweeping import sweep_milestones
from cases.verbs.assign_owner import assign_owner
from cases.verbs.close import close
from cases.verbs.refer import refer
from cases.verbs.reopen import reopen
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.take_back import take_back
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.scope import working
from tests.cast import TUESDAY, submitted

HOUR = timedelta(hours=1)
BERLIN = ZoneInfo("Europe/Berlin")
APRIL = Period(date(2026, 4, 1), date(2026, 4, 30), BERLIN)


def berlin(day, hour, minute=0):
    return datetime(2026, 4, day, hour - 2, minute, tzinfo=UTC)


@pytest.fixture
def desk(cast):
    """An S2 answered in time, referred and resolved; an S1 answered late; an S3 of Baltic that waits for an answer."""
    agent = cast.revalize.agent
    cast.good = submitted(cast.nordwind, severity="S2", at=berlin(14, 10))
    cast.late = submitted(cast.nordwind, severity="S1", at=berlin(14, 10))
    cast.open = submitted(cast.baltic, severity="S3", at=berlin(14, 10))
    sweep_milestones(berlin(14, 12))
    with working(cast.revalize.vendor):
        assign_owner(cast.good, agent, by=agent, at=berlin(14, 11))
        say(cast.good, by=agent, at=berlin(14, 12), body="We look at it.")
        wait_for_partner(cast.good, by=agent, at=berlin(14, 13))
        refer(cast.good, "product-management", by=agent, at=berlin(14, 16))
        take_back(cast.good, by=agent, at=berlin(15, 9))
        say(cast.good, by=agent, at=berlin(15, 10), body="Done.")
        resolve(cast.good, by=agent, at=berlin(15, 10))
        say(cast.late, by=agent, at=berlin(14, 14), body="Sorry.")
    sweep_figures()
    cast.scope = Scope(cast.revalize.vendor.pk)
    return cast


def told(scope, span=APRIL, **wanted):
    """How often what happened, by (what, kind, severity)."""
    with working(scope.vendor):
        return {(row.what, row.kind, row.severity): row.sum.number for row in sums(scope, [span])}


def test_each_thing_is_counted_when_it_was_decided(desk):
    assert told(desk.scope) == {
        ("received", "", "S1"): 1,
        ("received", "", "S2"): 1,
        ("received", "", "S3"): 1,
        ("met", "initial_response", "S2"): 1,
        ("answered", "initial_response", "S2"): 1,
        ("late", "initial_response", "S1"): 1,
        ("answered", "initial_response", "S1"): 1,
        ("escalated", "", "S1"): 1,
        ("met", "next_update", "S2"): 1,
        ("resolved", "", "S2"): 1,
    }


def test_a_partner_and_an_owner_have_their_own(desk):
    with working(desk.revalize.vendor):
        nordwind, baltic = desk.nordwind.partner.pk, desk.baltic.partner.pk
        by_partner = by_each(desk.scope, Of.PARTNER, APRIL)[0]
        assert by_partner[baltic] == {("received", ""): 1}
        assert by_partner[nordwind]["met", "next_update"] == 1
        by_owner = by_each(desk.scope, Of.OWNER, APRIL)[0]
        agent = desk.revalize.agent.pk
        assert by_owner[agent]["met", "initial_response"] == 1
        # Nobody owned the S1 when it was missed, nor any case when it was received.
        assert by_owner[0]["late", "initial_response"] == 1
        assert by_owner[0]["received", ""] == 3
    assert told(Scope(desk.revalize.vendor.pk, owner=agent))["resolved", "", "S2"] == 1
    assert told(Scope(desk.revalize.vendor.pk, partner=baltic)) == {("received", "", "S3"): 1}


def test_the_turns_of_a_resolved_case_are_told_in_wall_and_in_business_time(desk):
    """With us Tue 10-13 and Wed 09-10, with the partner 13-16, with the department Tue 16 to Wed 09 (closed at 17)."""
    with working(desk.revalize.vendor):
        row = CaseFigure.objects.get(case=desk.good, what=What.RESOLVED)
        assert (row.wall_vendor, row.wall_partner, row.wall_department) == (4 * 3600, 3 * 3600, 17 * 3600)
        assert (row.open_vendor, row.open_partner, row.open_department) == (4 * 3600, 3 * 3600, 2 * 3600)
        (found,) = spreads(desk.scope, APRIL)
        for side, hours in ((Side.VENDOR, 4), (Side.PARTNER, 3), (Side.DEPARTMENT, 2), (Side.TOTAL, 9)):
            assert median(found, What.RESOLVED, side) == pytest.approx(hours * 3600, rel=0.05)
        assert median(found, What.RESOLVED, Side.VENDOR, "S1") is None
        # Two hours and four until the first answer: of an even number, the lower one.
        assert median(found, What.ANSWERED, Side.VENDOR) == pytest.approx(2 * 3600, rel=0.05)


def test_a_reopened_case_counts_its_second_life_anew(desk):
    agent = desk.revalize.agent
    with working(desk.revalize.vendor):
        reopen(desk.good, by=desk.nordwind.contact, at=berlin(16, 9), body="It is back.")
        close(desk.good, by=agent, at=berlin(16, 11))
    sweep_figures()
    with working(desk.revalize.vendor):
        rows = CaseFigure.objects.filter(case=desk.good, what=What.RESOLVED).order_by("at")
        assert [row.open_vendor for row in rows] == [4 * 3600, 2 * 3600]
    assert told(desk.scope)["reopened", "", "S2"] == 1
    assert told(desk.scope)["closed", "", "S2"] == 1


def test_the_backlog_is_what_was_received_and_not_resolved(desk):
    with working(desk.revalize.vendor):
        assert [backlog(desk.scope, at) for at in (berlin(14, 9), berlin(14, 11), berlin(15, 11))] == [0, 3, 2]
        assert sum(net(row) for row in sums(desk.scope, [APRIL])) == 2


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati"])
def test_days_are_those_of_the_readers_zone(desk, zone):
    """Every day of every zone counts exactly what happened between its midnights."""
    scope, days = desk.scope, range(12, 18)
    spans = [Period(date(2026, 4, day), date(2026, 4, day), ZoneInfo(zone)) for day in days]
    with working(scope.vendor):
        rows = list(CaseFigure.objects.filter(vendor_id=scope.vendor))
        for number, span in enumerate(spans):
            wanted = Counter(row.what for row in rows if span.start <= row.at < span.end)
            found = Counter()
            for row in sums(scope, spans):
                if row.piece == number:
                    found[row.what] += row.sum.number
            assert found == wanted, span
            each = sum(by_each(scope, Of.PARTNER, span)[0].values(), Counter())
            assert sum(each.values()) == sum(wanted.values())
            (spread,) = spreads(scope, span)
            assert sum(spread["resolved", "S2", "total"].values()) == wanted["resolved"]


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_months_tell_the_same_as_the_contributions(desk, zone):
    """Spans over months that are summed, over the one that goes on, and over parts of both."""
    for number in range(12):
        submitted(desk.nordwind, severity="S3", at=berlin(16, 9) + number * timedelta(days=6, hours=7))
    with working(desk.revalize.vendor):
        resolve(desk.open, by=desk.revalize.agent, at=berlin(14, 9) + timedelta(days=47))
    sweep_figures()
    scope, chance = desk.scope, random.Random(zone)
    firsts = [date(2026, 4, 1) + timedelta(days=chance.randrange(80)) for _ in range(12)]
    spans = [Period(first, first + timedelta(days=chance.choice([1, 20, 45, 70])), ZoneInfo(zone)) for first in firsts]
    with working(scope.vendor):
        assert set(MonthlyFigure.objects.values_list("day__month", flat=True)) == {4, 5}
        rows = list(CaseFigure.objects.filter(vendor_id=scope.vendor))
        found, spread = sums(scope, spans), spreads(scope, *spans)
        for number, span in enumerate(spans):
            inside = [row for row in rows if span.start <= row.at < span.end]
            wanted = Counter((row.what, row.kind, row.severity) for row in inside)
            told = {(row.what, row.kind, row.severity): row.sum.number for row in found if row.piece == number}
            assert told == wanted, span
            seconds = sum(row.sum.open[0] for row in found if row.piece == number)
            assert seconds == sum(row.open_vendor for row in inside)
            each = sum(by_each(scope, Of.PARTNER, span)[0].values(), Counter())
            assert each == Counter((row.what, row.kind) for row in inside)
            assert sum(spread[number]["resolved", "S3", "total"].values()) == wanted["resolved", "", "S3"]
            over = sum({"received": 1, "reopened": 1, "resolved": -1}.get(r.what, 0) for r in rows if r.at < span.end)
            assert backlog(scope, span.end) == over


def test_the_cases_behind_a_figure_are_as_many_as_it_says(desk):
    with working(desk.revalize.vendor):
        for row in sums(desk.scope, [APRIL]):
            rows = behind(desk.scope, APRIL, [row.what], row.kind, row.severity)
            assert rows.count() == row.sum.number
        assert behind(desk.scope, APRIL, ["met", "late"], "initial_response").count() == 2


def test_a_change_afterwards_moves_only_the_days_that_it_touches(desk):
    with working(desk.revalize.vendor):
        before = set(DailyFigure.objects.filter(day=date(2026, 4, 14)).values_list("pk", flat=True))
        assert FiguresDue.objects.count() == 0
        resolve(desk.open, by=desk.revalize.agent, at=berlin(17, 11))
    assert sweep_figures() == 1
    with working(desk.revalize.vendor):
        assert set(DailyFigure.objects.filter(day=date(2026, 4, 14)).values_list("pk", flat=True)) == before
        assert DailyFigure.objects.get(day=date(2026, 4, 17), of="all", what="resolved").number == 1
    assert list(differences(desk.revalize.vendor.pk)) == []


def test_figures_are_a_vendors_own(desk):
    assert told(Scope(desk.velixo.vendor.pk)) == {}
    submitted(desk.sarto, at=berlin(14, 10))
    sweep_figures()
    assert told(Scope(desk.velixo.vendor.pk)) == {("received", "", "S3"): 1}
    assert told(desk.scope)["received", "", "S3"] == 1


def test_a_milestone_that_never_ran_is_nothing(cast):
    case = submitted(cast.nordwind, at=TUESDAY)
    with working(cast.revalize.vendor):
        say(case, by=cast.revalize.agent, at=TUESDAY + HOUR, body="Solved by 9.3.2.")
        resolve(case, by=cast.revalize.agent, at=TUESDAY + HOUR)
    sweep_figures()
    kinds = {(what, kind) for what, kind, _severity in told(Scope(cast.revalize.vendor.pk))}
    assert ("ended", "next_update") not in kinds


def test_a_median_read_off_the_buckets_is_within_five_in_a_hundred():
    for seconds in (1, 59, 3600, 86_400, 3_000_000):
        bucket = next(n for n in range(400) if buckets.GROWTH ** (n - 1) <= seconds < buckets.GROWTH**n and n)
        assert buckets.middle(bucket) == pytest.approx(seconds, rel=0.05)
    assert buckets.median({}) is None
    assert buckets.median({0: 3, 50: 1}) == 0
