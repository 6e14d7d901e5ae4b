"""Other hours are published at once, and running cases follow one by one: nothing goes by the hours of before (R9)."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases.following import behind
from cases.models import Case, CaseEvent, Milestone
from cases.sweeping import sweep_following, sweep_milestones
from cases.verbs.say import say
from cases.verifying import differences
from notifications.notices import support_hours
from notifications.notices.support_hours import following_of
from notifications.notices.wanted import Availability
from notifications.notices.withdraw_notice import withdraw_notice
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, published, wanted

WEDNESDAY = date(2026, 4, 15)
THURSDAY_10, FRIDAY_10 = datetime(2026, 4, 16, 8, tzinfo=UTC), datetime(2026, 4, 17, 8, tzinfo=UTC)
CLOSED = {"availability": Availability("closed", WEDNESDAY, WEDNESDAY), "regions": ["emea"]}


@pytest.fixture(autouse=True)
def desk(cast):
    with working(cast.revalize.vendor):
        yield


def initial(case):
    return Milestone.objects.get(case=case, kind="initial_response")


def kinds(case):
    return list(CaseEvent.objects.filter(case=case).order_by("position").values_list("kind", flat=True))


def closed(cast, *severities):
    """Cases that are received on Tuesday morning, and then a notice that support is closed on Wednesday."""
    cases = [submitted(cast.nordwind, severity=severity) for severity in severities]
    return published(cast, "availability", **CLOSED), cases


def progress(notice):
    following = following_of(notice)
    return following.done, following.total


def test_publishing_moves_no_case_and_says_how_many_follow(cast):
    notice, (case,) = closed(cast, "S3")
    assert initial(case).due_at == THURSDAY_10
    assert progress(notice) == (0, 1)
    assert sweep_following(TUESDAY) == 1
    assert initial(case).due_at == FRIDAY_10
    assert progress(notice) == (1, 1)
    assert sweep_following(TUESDAY) == 0


def test_a_case_received_afterwards_goes_by_the_new_hours_and_is_not_counted(cast):
    notice, _cases = closed(cast, "S3")
    late = submitted(cast.nordwind, at=TUESDAY + HOUR)
    assert initial(late).due_at == FRIDAY_10 + HOUR
    assert progress(notice) == (0, 1)


def test_a_sweep_that_is_killed_is_taken_up_where_it_stood(cast, monkeypatch):
    notice, cases = closed(cast, "S3", "S3", "S3")
    from cases import sweeping

    follow, followed = sweeping.follow_calendar, []

    def killed(case, **how):
        if len(followed) == 2:
            raise SystemExit
        followed.append(case.pk)
        return follow(case, **how)

    monkeypatch.setattr(sweeping, "follow_calendar", killed)
    with pytest.raises(SystemExit):
        sweep_following(TUESDAY)
    assert progress(notice) == (2, 3)
    monkeypatch.undo()
    assert sweep_following(TUESDAY) == 1
    assert progress(notice) == (3, 3)
    assert [kinds(case).count("due_moved") for case in cases] == [1, 1, 1]


def test_a_round_takes_so_many_and_the_next_one_goes_on(cast, monkeypatch):
    monkeypatch.setattr("tenants.sweeps.BATCH", 2)
    notice, _cases = closed(cast, "S3", "S3", "S3")
    assert sweep_following(TUESDAY, most=1) == 2  # a batch is finished
    assert progress(notice) == (2, 3)
    assert sweep_following(TUESDAY, most=1) == 1


def test_the_sweep_of_targets_does_not_breach_a_case_that_has_yet_to_follow(cast):
    _notice, (case,) = closed(cast, "S3")
    assert initial(case).sweep_at is not None
    sweep_milestones(THURSDAY_10)
    assert (initial(case).due_at, initial(case).breached_at) == (FRIDAY_10, None)
    assert "breached" not in kinds(case)
    moved = CaseEvent.objects.get(case=case, kind="due_moved")
    assert (moved.data["reason"], moved.at) == ("calendar", THURSDAY_10)
    sweep_milestones(FRIDAY_10)
    assert initial(case).breached_at == FRIDAY_10
    assert list(differences(Case.objects.get(pk=case.pk))) == []


def test_a_warning_waits_for_three_quarters_of_the_new_hours(cast):
    _notice, (case,) = closed(cast, "S3")
    warned = initial(case).warn_at
    sweep_milestones(warned)
    assert kinds(case) == ["received", "due_moved"]
    sweep_milestones(initial(case).warn_at)
    assert kinds(case) == ["received", "due_moved", "warned"]


def test_an_answer_meanwhile_is_measured_by_the_new_hours(cast):
    _notice, (case,) = closed(cast, "S3")
    say(case, by=cast.revalize.agent, at=THURSDAY_10 + HOUR, body="We have found it.")
    assert kinds(case)[:4] == ["received", "due_moved", "said", "met"]
    assert (initial(case).due_at, initial(case).breached_at) == (FRIDAY_10, None)
    assert not behind().filter(case=case).exists()


def test_hours_that_open_count_for_a_case_that_has_yet_to_follow(cast):
    case = submitted(cast.nordwind, severity="S2")  # 8 business hours of 9 a day: Wednesday 09:00
    opened = Availability("open", date(2026, 4, 14), date(2026, 4, 14), 17 * 60, 19 * 60)
    published(cast, "availability", availability=opened, regions=["emea"])
    due = datetime(2026, 4, 14, 16, tzinfo=UTC)  # at 18:00, in the hour that is open longer
    say(case, by=cast.revalize.agent, at=due + HOUR, body="We have found it.")
    assert kinds(case)[:4] == ["received", "due_moved", "warned", "breached"]
    assert initial(case).breached_at == due


def test_withdrawn_before_all_have_followed_nothing_has_moved(cast):
    notice, (case,) = closed(cast, "S3")
    withdraw_notice(notice, by=cast.revalize.manager, at=TUESDAY + HOUR)
    notice.refresh_from_db()
    assert progress(notice) == (0, 1)
    sweep_following(TUESDAY + HOUR)
    assert (initial(case).due_at, kinds(case)) == (THURSDAY_10, ["received"])
    assert progress(notice) == (1, 1)


def test_a_preview_reckons_only_the_cases_that_are_due_next(cast, monkeypatch):
    monkeypatch.setattr(support_hours, "LOOKED_AT", 1)
    for _ in range(2):
        submitted(cast.nordwind, severity="S3")
    told = support_hours.would_move(wanted("availability", **CLOSED), TUESDAY)
    assert (len(told.moves), told.looked, told.running) == (1, 1, 2)


def test_the_verification_names_what_has_not_followed_apart_from_differences(cast):
    _notice, (case, other) = closed(cast, "S3", "S2")

    def told():
        out, err = StringIO(), StringIO()
        call_command("verify_milestones", vendor="revalize", stdout=out, stderr=err)
        return out.getvalue().splitlines(), err.getvalue()

    named = [f"{one.number} not followed yet: its calendar has a newer version" for one in (case, other)]
    assert told() == ([*named, "2 cases verified, 0 differences, 2 not followed yet"], "")
    Milestone.objects.filter(case=case).update(warn_at=TUESDAY)
    with pytest.raises(CommandError, match="differ"):
        told()
    sweep_following(TUESDAY)
    assert told()[0] == ["2 cases verified, 0 differences, 0 not followed yet"]
