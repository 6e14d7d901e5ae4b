"""Figures by mail: once a slot, of the day or week that was over, and only to who may read them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cases.figures.sweeping import sweep_figures
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, Preference, ScheduledReport
from notifications.models.preference import How
from notifications.models.report import Every
from notifications.reports import MOST, TooMany, next_slot, schedule_report, sweep_reports
from notifications.telling import sweep_announcements
from tenants.models import Membership, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted

WEDNESDAY = TUESDAY.replace(day=15, hour=6)  # 08:00 in Berlin
DAY = timedelta(days=1)
MAIL = "manager.marguerite@revalize.example"


def scheduled(cast, **changes):
    given = {"every": Every.DAY, "weekday": 0, "clock": time(8), "at": TUESDAY}
    with working(cast.revalize.vendor):
        return schedule_report(cast.revalize.manager, **{**given, **changes})


def sent(mailbox, now):
    sweep_announcements(now)
    sweep_mails(lambda: now, seconds=5)
    return mailbox.to(MAIL)


@pytest.fixture
def desk(cast):
    submitted(cast.nordwind, severity="S2")
    submitted(cast.baltic, severity="S3")
    sweep_figures()
    with working(cast.revalize.vendor):
        from tenants.models import Announcement

        Announcement.objects.all().delete()
    return cast


def test_the_mail_tells_the_main_figures_of_the_day_before(desk, mailbox):
    scheduled(desk)
    assert sweep_reports(WEDNESDAY - timedelta(seconds=1)) == 0
    assert sweep_reports(WEDNESDAY) == 1
    (mail,) = sent(mailbox, WEDNESDAY)
    assert mail["Subject"] == "Figures of Revalize, 14 April 2026"
    text = mail.get_body(("plain",)).get_content()
    assert "Received: 2 (before: 0)" in text
    assert "https://help.portal.example/revalize/figures/?from=2026-04-14&to=2026-04-14" in text
    assert "https://help.portal.example/revalize/figures/tables/main.csv?from=2026-04-14&to=2026-04-14" in text
    assert "You asked for these figures." in text
    assert "Received" in mail.get_body(("html",)).get_content()
    assert mail["List-Unsubscribe"] is None


def test_two_sweeps_announce_a_slot_once(desk, mailbox):
    scheduled(desk)
    assert (sweep_reports(WEDNESDAY), sweep_reports(WEDNESDAY)) == (1, 0)
    assert len(sent(mailbox, WEDNESDAY)) == 1
    assert (sweep_reports(WEDNESDAY + DAY), sweep_reports(WEDNESDAY + DAY)) == (1, 0)
    assert len(sent(mailbox, WEDNESDAY + DAY)) == 2


def test_after_an_outage_only_the_last_slot_is_told(desk, mailbox):
    scheduled(desk)
    assert sweep_reports(WEDNESDAY + 5 * DAY) == 1
    (mail,) = sent(mailbox, WEDNESDAY + 5 * DAY)
    assert mail["Subject"] == "Figures of Revalize, 19 April 2026"


def test_a_weekly_one_tells_the_last_week_of_one_partner(desk, mailbox):
    scheduled(desk, every=Every.WEEK, partner=desk.baltic.partner)
    monday = datetime(2026, 4, 20, 6, tzinfo=UTC)
    assert (sweep_reports(monday - timedelta(seconds=1)), sweep_reports(monday)) == (0, 1)
    (mail,) = sent(mailbox, monday)
    assert mail["Subject"] == "Figures of Revalize, 13 April 2026 to 19 April 2026: Baltic Forge"
    assert "Received: 1 (before: 0)" in mail.get_body(("plain",)).get_content()


def test_no_other_preference_stands_in_its_way(desk, mailbox):
    scheduled(desk)
    with working(desk.revalize.vendor):
        Preference.objects.create(
            vendor=desk.revalize.vendor, membership=desk.revalize.manager, cases=How.PORTAL,
            quiet_from=time(0), quiet_to=time(23),
        )  # fmt: skip
    sweep_reports(WEDNESDAY)
    assert len(sent(mailbox, WEDNESDAY)) == 1


def test_who_is_no_manager_any_more_gets_none(desk, mailbox):
    scheduled(desk)
    sweep_reports(WEDNESDAY)
    with working(desk.revalize.vendor):
        Membership.objects.filter(pk=desk.revalize.manager.pk).update(role=Role.AGENT)
    assert sent(mailbox, WEDNESDAY) == []


def test_one_that_was_stopped_meanwhile_is_not_sent(desk, mailbox):
    report = scheduled(desk)
    sweep_reports(WEDNESDAY)
    sweep_announcements(WEDNESDAY)
    with working(desk.revalize.vendor):
        ScheduledReport.objects.filter(pk=report.pk).delete()
    sweep_mails(lambda: WEDNESDAY, seconds=5)
    assert mailbox.mails == []
    with working(desk.revalize.vendor):
        assert Delivery.objects.get().state == "dropped"


def test_figures_of_an_agent_end_with_the_vendors_leave(desk, mailbox):
    scheduled(desk, owner=desk.revalize.agent)
    sweep_reports(WEDNESDAY)
    assert sent(mailbox, WEDNESDAY) == []
    with unscoped("a test changes a vendor's setting"):
        Vendor.objects.filter(slug="revalize").update(settings={"figures_by_agent": {"value": True}})
    sweep_reports(WEDNESDAY + DAY)
    (mail,) = sent(mailbox, WEDNESDAY + DAY)
    assert mail["Subject"].endswith(": Ines Okafor")


def test_a_slot_keeps_its_local_time_through_a_clock_change(desk):
    report = scheduled(desk, at=datetime(2026, 10, 24, 12, tzinfo=UTC))
    first = next_slot(report, datetime(2026, 10, 24, 3, tzinfo=UTC))
    assert (first, next_slot(report, first)) == (
        datetime(2026, 10, 24, 6, tzinfo=UTC),
        datetime(2026, 10, 25, 7, tzinfo=UTC),
    )


def test_so_many_and_no_more(desk):
    for _ in range(MOST):
        scheduled(desk)
    with pytest.raises(TooMany, match="20"):
        scheduled(desk)
