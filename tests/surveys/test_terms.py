"""Surveys' settings change from then on: what was sent keeps its terms, and each change stays with who and when."""

import pytest
from django.db import DatabaseError, transaction

from cases.refusals import Incomplete, Refused
from notifications.hearers import Hearer
from notifications.models import Why
from notifications.survey_telling import tell_share
from surveys.models import FeedbackShare
from surveys.sweeping import sweep_invitations
from surveys.terms import DEFAULTS, terms_for, terms_of, value_of
from surveys.verbs.change_terms import change_terms, changes_of_terms, last_change
from tenants.models import Announcement, ListEntry, SettingChange, Vendor
from tenants.scope import unscoped, working
from tests.surveyed import ASKED, CLOSED, DAY, HOUR, answered, closed, follow_ups, fresh, survey_of, surveyed

pytestmark = pytest.mark.django_db
TWO_HOURS = {"number": 2, "unit": "hours"}


def changed(house, at=ASKED, seen=None, **values):
    """The administrator saves the page with these values in it."""
    with working(house.vendor):
        vendor = Vendor.objects.get(pk=house.vendor.pk)
        wanted = {name: value_of(vendor.settings, name) for name in DEFAULTS} | values
        known = last_change() if seen is None else seen
        return change_terms(wanted, by=house.staff["administrator"], at=at, seen=known)


def entries(house):
    with unscoped("a test reads a vendor's settings"):
        return Vendor.objects.get(pk=house.vendor.pk).settings


def test_each_change_stays_with_who_when_from_and_to(cast):
    before = entries(cast.revalize)["survey_delay"]
    [row] = changed(cast.revalize, survey_delay=TWO_HOURS)
    assert (row.name, row.by, row.at) == ("survey_delay", cast.revalize.staff["administrator"], ASKED)
    assert (row.before, row.after["value"]) == (before, TWO_HOURS)
    assert entries(cast.revalize)["survey_delay"] == {"value": TWO_HOURS, "changed": True, "file": before}
    assert changed(cast.revalize) == []


def test_a_value_that_is_the_files_again_has_its_source_again(cast):
    before = entries(cast.revalize)
    changed(cast.revalize, survey_low_rating=3)
    changed(cast.revalize, at=ASKED + HOUR, survey_low_rating=2)
    assert entries(cast.revalize) == before
    with working(cast.revalize.vendor):
        assert [row.after["value"] for row in changes_of_terms()] == [3, 2]


def test_another_vendors_settings_stay_and_its_changes_are_not_seen(cast):
    before = entries(cast.velixo)
    changed(cast.revalize, survey_low_rating=3)
    assert entries(cast.velixo) == before
    with working(cast.velixo.vendor):
        assert SettingChange.objects.count() == 0


def test_a_change_is_never_changed_or_deleted(cast):
    [row] = changed(cast.revalize, survey_low_rating=3)
    for act in (lambda rows: rows.update(name="survey_delay"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), working(cast.revalize.vendor), transaction.atomic():
            act(SettingChange.objects.filter(pk=row.pk))


def test_a_new_delay_is_for_cases_closed_from_then_on_and_the_end_for_surveys_sent_from_then_on(cast):
    waiting = survey_of(closed(cast.revalize, cast.nordwind))
    changed(cast.revalize, at=CLOSED, survey_delay=TWO_HOURS, survey_expiry_days=7, survey_reminder_days=3)
    later = survey_of(closed(cast.revalize, cast.nordwind))
    assert (waiting.invite_at, later.invite_at) == (ASKED, ASKED + HOUR)
    sweep_invitations(ASKED)
    assert (fresh(waiting).expires_at, fresh(waiting).remind_at) == (ASKED + 7 * DAY, ASKED + 3 * DAY)
    changed(cast.revalize, at=ASKED + HOUR, survey_expiry_days=30)
    assert fresh(waiting).expires_at == ASKED + 7 * DAY


def test_what_counts_as_low_and_when_it_is_due_stays_as_it_was_when_it_was_sent(cast):
    sent_before = surveyed(cast.revalize, cast.nordwind)
    changed(cast.revalize, at=ASKED + HOUR / 2, survey_low_rating=4, survey_follow_up=TWO_HOURS)
    sent_after = surveyed(cast.revalize, cast.baltic, at=ASKED - HOUR)
    for survey in (sent_before, sent_after):
        answered(survey, at=ASKED + 2 * HOUR, service=4)
    assert follow_ups(sent_before) == []
    [task] = follow_ups(sent_after)
    assert task.due_at == ASKED + 4 * HOUR


def test_who_is_shown_feedback_stays_as_it_was_when_it_was_sent(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    changed(cast.revalize, at=ASKED + HOUR, survey_sharing=[{"to": "professional-services"}])
    changed(cast.revalize, at=ASKED + 2 * HOUR, survey_sharing=[])
    with working(cast.revalize.vendor):
        found = fresh(survey)
        assert [rule.to for rule in terms_for(found).sharing] == [
            "product-management", "professional-services", "professional-services",
        ]  # fmt: skip
        assert terms_of(found.vendor).sharing == ()
        found.invited_at = ASKED + HOUR
        assert [rule.to for rule in terms_for(found).sharing] == ["professional-services"]


def test_who_did_not_see_the_last_change_is_told_of_it(cast):
    changed(cast.revalize, survey_low_rating=3)
    with pytest.raises(Refused, match="Ada Winter changed something here meanwhile"):
        changed(cast.revalize, seen=0, survey_low_rating=1)
    assert entries(cast.revalize)["survey_low_rating"]["value"] == 3


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"survey_delay": {"number": 0, "unit": "hours"}}, "survey_delay", "from 1 to 500"),
        ({"survey_follow_up": {"number": 1, "unit": "weeks"}}, "survey_follow_up", "minutes, hours or days"),
        ({"survey_expiry_days": 366}, "survey_expiry_days", "from 1 to 365"),
        ({"survey_reminder_days": 14}, "survey_reminder_days", "before the link ends"),
        ({"survey_low_rating": 5}, "survey_low_rating", "from 1 to 4"),
        ({"survey_sharing": [{"to": "development"}]}, "rule_0_to", "Choose the department"),
        ({"survey_sharing": [{"to": "", "question": "service", "at_most": 2}]}, "rule_0_to", "Choose the department"),
        (
            {"survey_sharing": [{"to": "product-management", "question": "service"}]},
            "rule_0_at_most",
            "belong together",
        ),
        ({"survey_sharing": [{"to": "product-management", "at_most": 6}]}, "rule_0_question", "belong together"),
        ({"survey_sharing": [{"to": "product-management", "case_type": "party"}]}, "rule_0_case_type", "case types"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_changed(cast, values, field, words):
    before = entries(cast.revalize)
    with pytest.raises(Incomplete) as refused:
        changed(cast.revalize, **values)
    assert words in refused.value.errors[field]
    assert entries(cast.revalize) == before


def test_a_rule_that_is_taken_away_an_empty_one_and_one_said_twice_leave_what_is_meant(cast):
    rule = {"to": "product-management", "question": "quality", "at_most": 3, "case_type": "", "referred": False}
    changed(cast.revalize, survey_sharing=[{"to": "professional-services", "remove": True}, rule, {"to": ""}, rule])
    assert entries(cast.revalize)["survey_sharing"]["value"] == [
        {"to": "product-management", "question": "quality", "at_most": 3}
    ]


def test_account_managers_hear_of_what_is_shared_with_a_department_of_their_role(cast):
    vendor = cast.revalize.vendor
    with unscoped("a test gives a department another role"):
        ListEntry.objects.filter(vendor=vendor, list="department", code="development").update(
            settings={"role": "account_manager"}
        )
    survey = surveyed(cast.revalize, cast.nordwind)
    with working(vendor):
        share = FeedbackShare.objects.create(vendor=vendor, survey=survey, department="development", at=ASKED)
        told = tell_share(Announcement(vendor=vendor, subject_id=share.pk))
        assert told.hearers == [Hearer(cast.revalize.staff["account_manager"], Why.DEPARTMENT)]


def test_a_department_without_a_role_has_nobody_who_hears(cast):
    survey = surveyed(cast.revalize, cast.nordwind)
    with working(cast.revalize.vendor):
        share = FeedbackShare.objects.create(
            vendor=cast.revalize.vendor, survey=survey, department="development", at=ASKED
        )
        assert tell_share(Announcement(vendor=cast.revalize.vendor, subject_id=share.pk)).hearers == []
