"""Who is asked, and when: one survey for each closing, one reminder, an end; a reopening withdraws it (R40)."""

from datetime import UTC, datetime, timedelta

import pytest

from cases.verbs.close import close
from cases.verbs.reopen import reopen
from notifications.models import Delivery
from notifications.survey_telling import ask_how_it_went
from notifications.telling import sweep_announcements
from surveys.models import State, Survey
from surveys.sweeping import sweep_expiry, sweep_invitations, sweep_reminders
from tenants.models import Announcement, Vendor
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.surveyed import ASKED, CLOSED, DAY, ENDS, HOUR, answered, closed, fresh, survey_of, surveyed

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def setting(vendor, **values):
    with unscoped("a test changes a vendor's settings"):
        found = Vendor.objects.get(pk=vendor.pk)
        found.settings = {**found.settings, **{name: {"value": value} for name, value in values.items()}}
        found.save(update_fields=["settings"])


def kinds(vendor):
    with working(vendor):
        return [kind for kind in Announcement.objects.values_list("kind", flat=True) if kind.startswith("survey")]


def test_a_closing_plans_one_survey_for_its_contact_a_business_hour_later(cast):
    case = closed(cast.revalize, cast.nordwind)
    survey = survey_of(case)
    assert (survey.state, survey.closing, survey.invite_at) == (State.PLANNED, 1, ASKED)
    assert (survey.membership_id, survey.owner_id) == (cast.nordwind.contact.pk, cast.revalize.agent.pk)


def test_the_delay_is_business_time(cast):
    """Closed on a Friday at 16:30 in Berlin, half an hour before closing: asked on Monday at 08:30."""
    friday = datetime(2026, 4, 17, 13, 30, tzinfo=UTC)
    survey = survey_of(closed(cast.revalize, cast.nordwind, at=friday))
    assert survey.invite_at == datetime(2026, 4, 20, 6, 30, tzinfo=UTC)


def test_the_delay_may_be_days(cast):
    setting(cast.revalize.vendor, survey_delay={"number": 2, "unit": "days"})
    survey = survey_of(closed(cast.revalize, cast.nordwind))
    assert survey.invite_at == CLOSED + 2 * DAY


def test_telling_a_closing_twice_plans_one_survey(cast):
    case = closed(cast.revalize, cast.nordwind)
    with working(cast.revalize.vendor):
        event = case.events.get(kind="closed")
        again = Announcement.objects.create(
            vendor=cast.revalize.vendor, kind="case.closed", subject="caseevent", subject_id=event.pk, at=CLOSED
        )
        ask_how_it_went(again)
    sweep_announcements(CLOSED)
    with working(cast.revalize.vendor):
        assert Survey.objects.filter(case=case).count() == 1


def test_a_vendor_may_ask_nobody(cast):
    setting(cast.revalize.vendor, survey_enabled=False)
    case = closed(cast.revalize, cast.nordwind)
    with working(cast.revalize.vendor):
        assert not Survey.objects.filter(case=case).exists()


def test_a_planned_survey_is_not_sent_once_the_vendor_asks_nobody(cast):
    case = closed(cast.revalize, cast.nordwind)
    setting(cast.revalize.vendor, survey_enabled=False)
    assert sweep_invitations(ASKED) == 0
    assert survey_of(case).state == State.WITHDRAWN


def test_a_former_contact_is_not_asked(cast):
    with unscoped("a test ends a membership"):
        type(cast.nordwind.contact).objects.filter(pk=cast.nordwind.contact.pk).update(active=False)
    case = closed(cast.revalize, cast.nordwind)
    with working(cast.revalize.vendor):
        assert not Survey.objects.filter(case=case).exists()


def test_the_invitation_goes_out_when_it_is_due_and_once(cast):
    survey = survey_of(closed(cast.revalize, cast.nordwind))
    assert (sweep_invitations(ASKED - SECOND), sweep_invitations(ASKED), sweep_invitations(ASKED)) == (0, 1, 0)
    survey = fresh(survey)
    assert (survey.state, survey.invited_at, survey.expires_at) == (State.OPEN, ASKED, ENDS)
    assert survey.remind_at == ASKED + 4 * DAY
    assert kinds(cast.revalize.vendor) == ["survey.invited"]


def test_the_contact_alone_is_told_in_the_bell_and_by_mail(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    sweep_announcements(ASKED)
    with working(cast.revalize.vendor):
        told = Delivery.objects.filter(kind="survey.invited").order_by("channel")
        assert [(row.membership_id, row.channel, row.case_id) for row in told] == [
            (cast.nordwind.contact.pk, "email", survey.case_id),
            (cast.nordwind.contact.pk, "portal", survey.case_id),
        ]


def test_there_is_one_reminder(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    due = ASKED + 4 * DAY
    assert (sweep_reminders(due - SECOND), sweep_reminders(due), sweep_reminders(due + DAY)) == (0, 1, 0)
    assert fresh(survey).reminded_at == due
    assert kinds(cast.revalize.vendor) == ["survey.invited", "survey.reminded"]


def test_who_has_answered_is_not_reminded(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    answered(survey, service=5)
    assert sweep_reminders(ASKED + 5 * DAY) == 0
    assert fresh(survey).reminded_at is None


def test_a_reminder_that_would_come_after_the_end_is_left_out(cast):
    setting(cast.revalize.vendor, survey_expiry_days=3)
    assert surveyed(cast.revalize, cast.nordwind).remind_at is None


def test_it_ends_after_the_vendors_days(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    assert (sweep_expiry(ENDS - SECOND), sweep_expiry(ENDS), sweep_expiry(ENDS)) == (0, 1, 0)
    assert (fresh(survey).state, fresh(survey).takes_answers(ENDS - SECOND)) == (State.EXPIRED, False)


def again_open(cast, case, at):
    with working(cast.revalize.vendor):
        reopen(case, by=cast.nordwind.contact, at=at, body="It is back.")
    sweep_announcements(at)


def test_an_invitation_that_was_not_sent_is_withdrawn_by_a_reopening(cast):
    case = closed(cast.revalize, cast.nordwind)
    again_open(cast, case, CLOSED + HOUR / 2)
    assert sweep_invitations(ASKED) == 0
    assert (survey_of(case).state, survey_of(case).withdrawn_at) == (State.WITHDRAWN, CLOSED + HOUR / 2)


def test_a_reopening_that_was_not_told_yet_holds_the_invitation_back_too(cast):
    case = closed(cast.revalize, cast.nordwind)
    with working(cast.revalize.vendor):
        reopen(case, by=cast.nordwind.contact, at=CLOSED + HOUR / 2, body="It is back.")
    assert sweep_invitations(ASKED) == 0
    assert survey_of(case).state == State.WITHDRAWN
    assert kinds(cast.revalize.vendor) == []


def test_an_open_survey_is_withdrawn_and_the_next_closing_makes_a_new_one(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    again_open(cast, survey.case, ASKED + HOUR)
    assert fresh(survey).state == State.WITHDRAWN
    with working(cast.revalize.vendor):
        close(survey.case, by=cast.revalize.agent, at=ASKED + 2 * HOUR)
    sweep_announcements(ASKED + 2 * HOUR)
    assert sweep_invitations(ASKED + 3 * HOUR) == 1
    second = survey_of(survey.case, closing=2)
    assert (second.state, fresh(survey).state) == (State.OPEN, State.WITHDRAWN)
    assert sweep_reminders(ASKED + 30 * DAY) == 0  # of the first one none; the second one's time is over


def test_closed_reopened_and_closed_before_anybody_was_told_asks_about_the_last_closing(cast):
    case = submitted(cast.nordwind)
    with working(cast.revalize.vendor):
        close(case, by=cast.revalize.agent, at=TUESDAY + HOUR)
        reopen(case, by=cast.nordwind.contact, at=TUESDAY + 2 * HOUR, body="Not yet.")
        close(case, by=cast.revalize.agent, at=TUESDAY + 3 * HOUR)
    sweep_announcements(TUESDAY + 3 * HOUR)
    with working(cast.revalize.vendor):
        assert list(Survey.objects.filter(case=case).values_list("closing", "state")) == [(2, State.PLANNED)]


def test_an_answer_given_before_a_reopening_stays_and_counts(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    answered(survey, service=4)
    again_open(cast, survey.case, ASKED + HOUR)
    assert (fresh(survey).state, fresh(survey).service) == (State.WITHDRAWN, 4)


def test_a_contact_who_has_left_by_the_time_of_telling_hears_nothing(cast):
    surveyed(cast.revalize, cast.nordwind)
    with unscoped("a test ends a membership"):
        type(cast.nordwind.contact).objects.filter(pk=cast.nordwind.contact.pk).update(active=False)
    sweep_announcements(ASKED)
    with working(cast.revalize.vendor):
        assert not Delivery.objects.filter(kind="survey.invited").exists()


def test_each_vendor_asks_its_own(cast):
    """One sweep for two vendors; the other one's file says nothing of surveys, so its defaults are assumptions."""
    ours, theirs = closed(cast.revalize, cast.nordwind), closed(cast.velixo, cast.sarto)
    assert sweep_invitations(ASKED + HOUR) == 2
    assert {survey_of(ours).state, survey_of(theirs).state} == {State.OPEN}
    with unscoped("a test reads a vendor's settings"):
        assert Vendor.objects.get(slug="velixo").settings["survey_enabled"] == {
            "value": True, "source": "", "assumption": True
        }  # fmt: skip
