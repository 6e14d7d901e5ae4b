"""Figures by mail: once a slot, of the day or week that was over, and only to who may read them."""

from datetime import UTC, datetime, time, timedelta

import pytest

from cases.figures.sweeping import sweep_figures
from cases.models import Case
from cases.sweeping import sweep_milestones
from cases.verbs.say import say
from notifications.mail.sending import sweep_mails
from notifications.models import Delivery, Preference, ScheduledReport
from notifications.models.preference import How
from notifications.models.report import Every, Page
from notifications.reports import TooMany, next_slot, schedule_report, sweep_reports
from notifications.telling import sweep_announcements
from surveys.models import Survey
from tenants.models import Membership, Person, Vendor
from tenants.roles import Role
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted

WEDNESDAY = TUESDAY.replace(day=15, hour=6)  # 08:00 in Berlin
DAY = timedelta(days=1)
MAIL = "manager.marguerite@revalize.example"


def scheduled(cast, **changes):
    given = {"every": Every.DAY, "weekday": 0, "clock": time(8), "at": TUESDAY}
    with working(cast.revalize.vendor):
        return schedule_report(cast.revalize.manager, **{**given, **changes})[0]


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
    assert "- Received: This period 2, Before 0" in text
    assert "https://help.portal.example/revalize/figures/?from=2026-04-14&to=2026-04-14" in text
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
    assert "- Received: This period 1, Before 0" in mail.get_body(("plain",)).get_content()


def files(mail):
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}


def test_each_table_of_the_mail_is_a_file_with_all_its_columns(desk, mailbox):
    with working(desk.revalize.vendor):
        say(Case.objects.get(severity="S2"), by=desk.revalize.agent, at=TUESDAY + timedelta(hours=1), body="We see.")
    sweep_figures()
    scheduled(desk)
    sweep_reports(WEDNESDAY)
    *_others, mail = sent(mailbox, WEDNESDAY)
    found = files(mail)
    assert set(found) == {
        f"revalize-{code}-2026-04-14-2026-04-14.csv" for code in ("main", "initial_response", "promises")
    }
    csv = found["revalize-initial_response-2026-04-14-2026-04-14.csv"].splitlines()
    assert csv[0] == "\ufeffSeverity,Tue 14,Total,Before,Counted,Late,Ended"
    assert csv[-1] == "All severities,100,100,,1,0,0"
    html = mail.get_body(("html",)).get_content()
    assert "All severities" in html
    assert "Tue 14" not in html


@pytest.mark.parametrize(
    ("page", "subject", "word", "file"),
    [
        (Page.PARTNERS, "Figures by partner of Revalize, 14 April 2026", "- Baltic Forge: Received 1", "partners"),
        (Page.FEEDBACK, "Feedback of Revalize, 14 April 2026", "Response rate", "responses"),
        (Page.ESCALATIONS, "Escalations of Revalize, 14 April 2026", "- Level 1", "levels"),
    ],
)
def test_each_page_of_managers_comes_by_mail(desk, mailbox, page, subject, word, file):
    with working(desk.revalize.vendor):
        case = Case.objects.get(severity="S2")
        Survey.objects.create(
            vendor=desk.revalize.vendor, partner=case.partner, case=case, closing=1, membership=case.contact,
            state="open", invite_at=TUESDAY, invited_at=TUESDAY, expires_at=TUESDAY + 14 * DAY,
        )  # fmt: skip
    scheduled(desk, page=page)
    sweep_reports(WEDNESDAY)
    (mail,) = sent(mailbox, WEDNESDAY)
    assert mail["Subject"] == subject
    assert word in mail.get_body(("plain",)).get_content()
    assert f"revalize-{file}-2026-04-14-2026-04-14.csv" in files(mail)


def test_the_board_names_the_escalated_cases(desk, mailbox):
    submitted(desk.nordwind, severity="S1")
    sweep_milestones(TUESDAY + timedelta(hours=5))
    scheduled(desk, page=Page.ESCALATIONS)
    sweep_reports(WEDNESDAY)
    with working(desk.revalize.vendor):
        case = Case.objects.escalated()[0]
    (mail,) = [mail for mail in sent(mailbox, WEDNESDAY) if mail["Subject"].startswith("Escalations of")]
    csv = files(mail)["revalize-escalations-2026-04-14-2026-04-14.csv"]
    assert f",{case.number},{case.summary},Nordwind" in csv
    assert f"Case {case.number}, Summary {case.summary}" in mail.get_body(("plain",)).get_content()


def test_the_mail_speaks_its_readers_language(desk, mailbox):
    with unscoped("a test changes a person"):
        Person.objects.filter(pk=desk.revalize.manager.person_id).update(language="de")
    scheduled(desk, page=Page.PARTNERS)
    sweep_reports(WEDNESDAY)
    (mail,) = sent(mailbox, WEDNESDAY)
    assert mail["Subject"] == "Kennzahlen nach Partner von Revalize, 14. April 2026"
    assert "Baltic Forge: Eingegangen 1" in mail.get_body(("plain",)).get_content()
    (csv,) = files(mail).values()
    assert csv.startswith("\ufeffPartner;Eingegangen;")


def test_a_monthly_one_tells_the_last_month_on_its_day(desk, mailbox):
    scheduled(desk, every=Every.MONTH, month_day=3)
    third = datetime(2026, 5, 3, 6, tzinfo=UTC)
    assert (sweep_reports(third - timedelta(seconds=1)), sweep_reports(third)) == (0, 1)
    (mail,) = sent(mailbox, third)
    assert mail["Subject"] == "Figures of Revalize, 1 April 2026 to 30 April 2026"
    with working(desk.revalize.vendor):
        assert ScheduledReport.objects.get().next_at == datetime(2026, 6, 3, 6, tzinfo=UTC)


def test_it_ends_with_a_word_when_its_reader_has_another_role(desk, mailbox):
    report = scheduled(desk)
    with working(desk.revalize.vendor):
        Membership.objects.filter(pk=desk.revalize.manager.pk).update(role=Role.AGENT)
    assert sweep_reports(WEDNESDAY) == 1
    (mail,) = sent(mailbox, WEDNESDAY)
    assert mail["Subject"] == "No more figures of Revalize by email"
    assert "your role has changed" in mail.get_body(("plain",)).get_content()
    assert files(mail) == {}
    assert sweep_reports(WEDNESDAY + DAY) == 0
    with working(desk.revalize.vendor):
        report.refresh_from_db()
        assert report.ended_at == WEDNESDAY


def test_it_ends_without_a_word_to_who_has_left(desk, mailbox):
    scheduled(desk)
    with working(desk.revalize.vendor):
        Membership.objects.filter(pk=desk.revalize.manager.pk).update(active=False)
    sweep_reports(WEDNESDAY)
    assert sent(mailbox, WEDNESDAY) == []
    assert sweep_reports(WEDNESDAY + DAY) == 0


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


def test_so_many_and_no_more(desk, monkeypatch):
    monkeypatch.setattr("notifications.reports.MOST", 2)
    scheduled(desk)
    scheduled(desk, page=Page.FEEDBACK)
    with pytest.raises(TooMany, match="2"):
        scheduled(desk, page=Page.PARTNERS)
    assert scheduled(desk, page=Page.FEEDBACK, clock=time(9)).clock == time(9)


def test_the_same_figures_come_once_at_the_times_that_were_asked_for_last(desk):
    first = scheduled(desk, page=Page.FEEDBACK, partner=desk.baltic.partner)
    again = scheduled(desk, page=Page.FEEDBACK, partner=desk.baltic.partner, every=Every.WEEK, weekday=4, clock=time(9))
    assert (again.pk, again.every, again.next_at) == (first.pk, "week", datetime(2026, 4, 17, 7, tzinfo=UTC))
    assert scheduled(desk, page=Page.FEEDBACK).pk != first.pk
    with working(desk.revalize.vendor):
        ScheduledReport.objects.filter(pk=first.pk).update(ended_at=WEDNESDAY)
    assert scheduled(desk, page=Page.FEEDBACK, partner=desk.baltic.partner).pk != first.pk
