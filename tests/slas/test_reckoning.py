"""Facts become milestones: each test names the rule that it proves. The desk is Revalize EMEA in April 2026."""

import pytest

from slas.clock import HorizonError
from slas.milestones import Because, Move, Pause, State
from slas.reckoning import (
    Closed,
    PartnerReturned,
    PartnerWaited,
    Received,
    Reopened,
    Resolved,
    SeverityDecided,
    VendorSpoke,
    reckon,
    state,
)
from slas.terms import MilestoneKind, SeverityRule, Target, Targets
from tests.slas.desks import berlin, clocks, days, hours, minutes, vendor

INITIAL, UPDATE, RESOLUTION = MilestoneKind.INITIAL_RESPONSE, MilestoneKind.NEXT_UPDATE, MilestoneKind.RESOLUTION
CLOCKS = clocks("revalize")
EMEA = CLOCKS["emea"]
TARGETS = vendor("revalize").policy.targets("standard", "emea")


def table(*rows, ranks=("S1", "S2", "S3", "S4")) -> Targets:
    targets = {(kind, severity): Target(kind, severity, amount, "emea") for kind, severity, amount in rows}
    return Targets(targets, {severity: rank for rank, severity in enumerate(ranks, 1)})


def reckoned(*facts, targets=TARGETS, **more):
    return reckon(facts, targets, CLOCKS, **more)


def only(*facts, **more):
    (milestone,) = reckoned(*facts, **more)
    return milestone


def last(*facts, **more):
    return reckoned(*facts, **more)[-1]


# Initial response


def test_initial_response_starts_at_receipt_and_is_due_after_its_target():
    milestone = only(Received(berlin(4, 13, 9), "S2"))
    assert (milestone.kind, milestone.ordinal, milestone.severity) == (INITIAL, 0, "S2")
    assert (milestone.started_at, milestone.due_at) == (berlin(4, 13, 9), berlin(4, 13, 17))
    assert milestone.budget_seconds == 8 * 3600
    assert milestone.warn_at == berlin(4, 13, 15)
    assert milestone.calendar == "emea"


def test_initial_response_is_met_by_the_first_public_word_of_the_vendor():
    first, update = reckoned(
        Received(berlin(4, 13, 9), "S2"), VendorSpoke(berlin(4, 13, 10)), VendorSpoke(berlin(4, 13, 11))
    )[:2]
    assert (first.met_at, first.breached_at) == (berlin(4, 13, 10), None)
    assert (update.kind, update.met_at) == (UPDATE, berlin(4, 13, 11))


def test_initial_response_never_pauses():
    milestone = only(
        Received(berlin(4, 13, 9), "S2"), PartnerWaited(berlin(4, 13, 10)), PartnerReturned(berlin(4, 13, 12))
    )
    assert (milestone.due_at, milestone.pauses) == (berlin(4, 13, 17), ())
    assert only(Received(berlin(4, 13, 9), "S2"), PartnerWaited(berlin(4, 13, 10))).due_at == berlin(4, 13, 17)


def test_a_response_in_time_is_strictly_before_the_due_instant():
    in_time = reckoned(Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 10, 59)))[0]
    too_late = reckoned(Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 11)))[0]
    assert (in_time.breached_at, in_time.state_at(berlin(4, 20))) == (None, State.MET)
    assert (too_late.breached_at, too_late.met_at) == (berlin(4, 13, 11), berlin(4, 13, 11))
    assert too_late.state_at(berlin(4, 20)) is State.BREACHED


def test_initial_response_ends_unmet_when_the_case_is_resolved_or_closed_without_a_word():
    for fact, because in ((Resolved, Because.RESOLVED), (Closed, Because.CLOSED)):
        milestone = only(Received(berlin(4, 13, 9), "S2"), fact(berlin(4, 13, 12)))
        assert (milestone.ended_at, milestone.ended_by, milestone.met_at) == (berlin(4, 13, 12), because, None)
        assert milestone.state_at(berlin(4, 20)) is State.ENDED


# Next update


def test_next_update_starts_at_each_public_word_and_is_met_by_the_next():
    milestones = reckoned(
        Received(berlin(4, 13, 9), "S1"),
        VendorSpoke(berlin(4, 13, 10)),
        VendorSpoke(berlin(4, 13, 12)),
        VendorSpoke(berlin(4, 13, 16)),
    )
    assert [(m.kind, m.ordinal, m.started_at, m.due_at, m.met_at) for m in milestones[1:]] == [
        (UPDATE, 0, berlin(4, 13, 10), berlin(4, 13, 14), berlin(4, 13, 12)),
        (UPDATE, 1, berlin(4, 13, 12), berlin(4, 13, 16), berlin(4, 13, 16)),
        (UPDATE, 2, berlin(4, 13, 16), berlin(4, 14, 11), None),
    ]
    assert milestones[2].breached_at == berlin(4, 13, 16)


def test_next_update_pauses_while_the_case_waits_on_the_partner_as_in_the_case_of_easter():
    milestone = last(
        Received(berlin(4, 2, 15, 5), "S1"),
        VendorSpoke(berlin(4, 2, 15, 38)),
        PartnerWaited(berlin(4, 2, 15, 52)),
        PartnerReturned(berlin(4, 2, 16, 31)),
    )
    assert milestone.due_at == berlin(4, 7, 11, 17)
    assert milestone.warn_at == berlin(4, 7, 10, 17)
    assert milestone.pauses == (Pause(berlin(4, 2, 15, 52), berlin(4, 2, 16, 31)),)
    assert milestone.moves == (
        Move(berlin(4, 2, 15, 52), Because.PAUSED, berlin(4, 7, 10, 38), None),
        Move(berlin(4, 2, 16, 31), Because.RESUMED, None, berlin(4, 7, 11, 17)),
    )


def test_a_paused_milestone_has_no_due_instant():
    milestone = last(Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 10)), PartnerWaited(berlin(4, 13, 11)))
    assert (milestone.due_at, milestone.warn_at, milestone.paused_at) == (None, None, berlin(4, 13, 11))
    assert milestone.state_at(berlin(6, 1)) is State.PAUSED
    standing = state(milestone, berlin(6, 1), EMEA)
    assert (standing.used_seconds, standing.left_seconds, standing.percent) == (3600, 3 * 3600, 25)


def test_pausing_twice_is_pausing_once_and_returning_unpaused_does_nothing():
    milestone = last(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        PartnerReturned(berlin(4, 13, 9, 30)),
        PartnerWaited(berlin(4, 13, 10)),
        PartnerWaited(berlin(4, 13, 11)),
        PartnerReturned(berlin(4, 13, 12)),
        PartnerReturned(berlin(4, 13, 13)),
    )
    assert milestone.pauses == (Pause(berlin(4, 13, 10), berlin(4, 13, 12)),)
    assert milestone.due_at == berlin(4, 13, 15)


def test_a_word_while_the_case_waits_starts_an_update_that_is_paused_from_its_start():
    facts = [Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9)), PartnerWaited(berlin(4, 13, 10))]
    facts += [VendorSpoke(berlin(4, 13, 11))]
    waiting = last(*facts)
    assert (waiting.ordinal, waiting.due_at, waiting.paused_at) == (1, None, berlin(4, 13, 11))
    assert last(*facts, PartnerReturned(berlin(4, 14, 9))).due_at == berlin(4, 14, 13)
    assert reckoned(*facts)[1].met_at == berlin(4, 13, 11)


def test_asking_and_waiting_in_the_same_instant_pauses_the_update_that_the_question_started():
    milestone = last(Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9)), PartnerWaited(berlin(4, 13, 9)))
    assert (milestone.due_at, milestone.paused_at) == (None, berlin(4, 13, 9))


def test_next_update_ends_when_the_case_is_resolved():
    milestone = last(Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9)), Resolved(berlin(4, 13, 10)))
    assert (milestone.kind, milestone.ended_at, milestone.met_at) == (UPDATE, berlin(4, 13, 10), None)
    assert milestone.state_at(berlin(4, 20)) is State.ENDED


def test_the_message_that_resolves_a_case_asks_for_no_further_one():
    facts = [Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9))]
    told_first = reckoned(*facts, VendorSpoke(berlin(4, 13, 10)), Resolved(berlin(4, 13, 10)))
    resolved_first = reckoned(*facts, Resolved(berlin(4, 13, 10)), VendorSpoke(berlin(4, 13, 10)))
    assert [(m.kind, m.met_at, m.ended_at) for m in told_first] == [
        (INITIAL, berlin(4, 13, 9), None),
        (UPDATE, berlin(4, 13, 10), None),
    ]
    assert [(m.kind, m.ended_at) for m in resolved_first] == [(INITIAL, None), (UPDATE, berlin(4, 13, 10))]


def test_a_word_after_the_resolution_starts_nothing():
    milestones = reckoned(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        Resolved(berlin(4, 13, 10)),
        VendorSpoke(berlin(4, 13, 11)),
    )
    assert [m.kind for m in milestones] == [INITIAL, UPDATE]


def test_a_reopened_case_owes_a_word_from_then_on():
    milestone = last(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        PartnerWaited(berlin(4, 13, 9)),
        Resolved(berlin(4, 13, 10)),
        Reopened(berlin(4, 14, 9)),
    )
    assert (milestone.kind, milestone.ordinal, milestone.started_by) == (UPDATE, 1, Because.REOPENED)
    assert (milestone.started_at, milestone.due_at) == (berlin(4, 14, 9), berlin(4, 14, 13))


def test_where_a_vendor_has_no_next_update_target_none_starts():
    velixo = vendor("velixo").policy.targets("standard", "europe")
    milestones = reckon([Received(berlin(4, 13, 9), "S1"), VendorSpoke(berlin(4, 13, 10))], velixo, clocks("velixo"))
    assert [m.kind for m in milestones] == [INITIAL]


# Business days


def test_a_day_target_that_is_due_at_an_opening_is_not_drawn_back_by_a_pause_in_closed_hours():
    facts = [Received(berlin(4, 10, 9), "S2"), VendorSpoke(berlin(4, 10, 18))]
    unpaused = last(*facts)
    assert unpaused.due_at == berlin(4, 14, 8)  # one business day from Monday at opening
    paused = last(*facts, PartnerWaited(berlin(4, 13, 18)), PartnerReturned(berlin(4, 13, 20)))
    assert paused.due_at == berlin(4, 14, 8)
    shifted = last(*facts, PartnerWaited(berlin(4, 13, 9)), PartnerReturned(berlin(4, 13, 10)))
    assert shifted.due_at == berlin(4, 14, 9)


def test_a_day_target_counts_seconds_once_it_has_been_paused():
    facts = [Received(berlin(4, 13, 8), "S3"), VendorSpoke(berlin(4, 13, 9))]
    assert last(*facts).due_at == berlin(4, 16, 9)
    paused = last(*facts, PartnerWaited(berlin(4, 13, 10)), PartnerReturned(berlin(4, 14, 12)))
    assert paused.due_at == berlin(4, 17, 11)
    assert paused.budget_seconds == 27 * 3600


# Severity


def test_a_raise_takes_the_decision_plus_the_new_target_where_that_is_earlier():
    milestone = only(Received(berlin(4, 13, 9), "S3"), SeverityDecided(berlin(4, 13, 10), "S1"))
    assert (milestone.severity, milestone.target.severity) == ("S1", "S1")
    assert (milestone.due_at, milestone.counted_from) == (berlin(4, 13, 12), berlin(4, 13, 10))
    assert milestone.budget_seconds == 2 * 3600
    assert milestone.moves == (Move(berlin(4, 13, 10), Because.SEVERITY_RAISED, berlin(4, 15, 9), berlin(4, 13, 12)),)


def test_a_raise_keeps_the_old_due_instant_where_that_is_earlier():
    milestone = only(Received(berlin(4, 13, 9), "S2"), SeverityDecided(berlin(4, 13, 16), "S1"))
    assert (milestone.severity, milestone.target.severity) == ("S1", "S2")
    assert (milestone.due_at, milestone.moves) == (berlin(4, 13, 17), ())


def test_a_reduction_takes_receipt_plus_the_new_target():
    milestone = only(Received(berlin(4, 13, 9), "S1"), SeverityDecided(berlin(4, 13, 10), "S2"))
    assert (milestone.due_at, milestone.counted_from) == (berlin(4, 13, 17), berlin(4, 13, 9))
    assert milestone.moves == (Move(berlin(4, 13, 10), Because.SEVERITY_REDUCED, berlin(4, 13, 11), berlin(4, 13, 17)),)


def test_a_reduction_is_never_due_earlier_than_before():
    backwards = table((INITIAL, "S1", hours(8)), (INITIAL, "S2", hours(2)), ranks=("S1", "S2"))
    facts = [Received(berlin(4, 13, 9), "S1"), SeverityDecided(berlin(4, 13, 10), "S2")]
    assert only(*facts, targets=backwards).due_at == berlin(4, 13, 17)


def test_a_reduction_after_a_raise_is_back_at_the_first_due_instant():
    milestone = only(
        Received(berlin(4, 13, 9), "S3"),
        SeverityDecided(berlin(4, 13, 10), "S1"),
        SeverityDecided(berlin(4, 13, 11), "S3"),
    )
    assert (milestone.due_at, milestone.severity) == (berlin(4, 15, 9), "S3")


def test_a_breach_that_has_happened_stays_through_a_reduction_and_a_late_answer():
    milestone = reckoned(
        Received(berlin(4, 13, 9), "S1"),
        SeverityDecided(berlin(4, 13, 11), "S4"),
        VendorSpoke(berlin(4, 13, 12)),
    )[0]
    assert (milestone.breached_at, milestone.due_at) == (berlin(4, 13, 11), berlin(4, 13, 11))
    assert (milestone.met_at, milestone.severity) == (berlin(4, 13, 12), "S1")


def test_a_change_of_severity_moves_a_running_next_update_from_its_start():
    facts = [Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9))]
    assert last(*facts, SeverityDecided(berlin(4, 13, 10), "S2")).due_at == berlin(4, 14, 9)
    raised = last(Received(berlin(4, 13, 8), "S4"), *facts[1:], SeverityDecided(berlin(4, 13, 15), "S1"))
    assert raised.due_at == berlin(4, 14, 10)


def test_a_pause_after_a_raise_moves_both_due_instants_alike():
    milestone = last(
        Received(berlin(4, 13, 8), "S2"),
        VendorSpoke(berlin(4, 13, 9)),
        SeverityDecided(berlin(4, 13, 10), "S1"),
        PartnerWaited(berlin(4, 13, 11)),
        PartnerReturned(berlin(4, 13, 13)),
    )
    assert (milestone.due_at, milestone.counted_from) == (berlin(4, 13, 16), berlin(4, 13, 10))


def test_a_raise_while_paused_counts_from_the_return():
    facts = [Received(berlin(4, 13, 8), "S4"), VendorSpoke(berlin(4, 13, 9)), PartnerWaited(berlin(4, 13, 10))]
    facts += [SeverityDecided(berlin(4, 13, 11), "S1")]
    assert last(*facts).due_at is None
    assert last(*facts, PartnerReturned(berlin(4, 13, 12))).due_at == berlin(4, 13, 16)


def test_a_raise_counts_nothing_of_what_went_before_its_decision():
    milestone = last(
        Received(berlin(4, 13, 8), "S4"),
        VendorSpoke(berlin(4, 13, 9)),
        PartnerWaited(berlin(4, 13, 10)),
        PartnerReturned(berlin(4, 13, 11)),
        SeverityDecided(berlin(4, 13, 12), "S1"),
    )
    assert (milestone.due_at, milestone.warn_at) == (berlin(4, 13, 16), berlin(4, 13, 15))
    assert state(milestone, berlin(4, 13, 13), EMEA).used_seconds == 3600


def test_confirming_the_reported_severity_moves_nothing():
    facts = [Received(berlin(4, 13, 9), "S2")]
    assert only(*facts, SeverityDecided(berlin(4, 13, 10), "S2")) == only(*facts)


def test_a_new_severity_that_asks_for_updates_starts_one_at_its_decision():
    targets = table((INITIAL, "S1", hours(2)), (INITIAL, "S2", hours(8)), (UPDATE, "S1", hours(4)))
    facts = [Received(berlin(4, 13, 8), "S2"), VendorSpoke(berlin(4, 13, 9))]
    raised = last(*facts, SeverityDecided(berlin(4, 13, 10), "S1"), targets=targets)
    assert (raised.kind, raised.started_by) == (UPDATE, Because.SEVERITY_RAISED)
    assert raised.due_at == berlin(4, 13, 14)


def test_a_new_severity_that_asks_for_no_updates_ends_the_running_one():
    targets = table((INITIAL, "S1", hours(2)), (INITIAL, "S2", hours(8)), (UPDATE, "S1", hours(4)))
    milestone = last(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        SeverityDecided(berlin(4, 13, 10), "S2"),
        targets=targets,
    )
    assert (milestone.ended_at, milestone.ended_by) == (berlin(4, 13, 10), Because.SEVERITY_REDUCED)


def test_a_vendor_can_keep_the_target_with_which_a_milestone_started():
    facts = [Received(berlin(4, 13, 9), "S3"), SeverityDecided(berlin(4, 13, 10), "S1"), VendorSpoke(berlin(4, 13, 11))]
    initial, update = reckoned(*facts, rule=SeverityRule.AS_STARTED)
    assert (initial.severity, initial.due_at) == ("S3", berlin(4, 15, 9))
    assert (update.severity, update.due_at) == ("S1", berlin(4, 13, 15))


def test_a_change_between_calendars_is_counted_on_each_rows_own():
    caret = vendor("caret").policy.targets("premium", "business-hours")
    facts = [Received(berlin(4, 13, 3), "S3"), SeverityDecided(berlin(4, 13, 4), "S1")]
    (milestone,) = reckon(facts, caret, clocks("caret"))
    # Sunday evening in Los Angeles: the 24x5 clock opens at midnight there, business hours at six
    assert (milestone.due_at, milestone.calendar) == (berlin(4, 13, 9, 30), "weekdays-24x5")


# Resolution


def test_resolution_starts_at_receipt_pauses_and_is_met_by_the_resolution():
    targets = table((INITIAL, "S1", hours(2)), (RESOLUTION, "S1", days(1)))
    initial, resolution = reckoned(
        Received(berlin(4, 13, 9), "S1"),
        VendorSpoke(berlin(4, 13, 10)),
        PartnerWaited(berlin(4, 13, 10)),
        PartnerReturned(berlin(4, 13, 12)),
        Resolved(berlin(4, 14, 9)),
        targets=targets,
    )
    assert initial.met_at == berlin(4, 13, 10)
    assert (resolution.kind, resolution.due_at, resolution.met_at) == (RESOLUTION, berlin(4, 14, 11), berlin(4, 14, 9))


def test_reopening_starts_a_resolution_target_anew():
    targets = table((INITIAL, "S1", hours(2)), (RESOLUTION, "S1", hours(8)))
    milestone = last(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        Resolved(berlin(4, 13, 10)),
        Reopened(berlin(4, 14, 8)),
        targets=targets,
    )
    assert (milestone.kind, milestone.ordinal, milestone.due_at) == (RESOLUTION, 1, berlin(4, 14, 16))


# Where it stands


@pytest.mark.parametrize(
    ("at", "expected", "used", "left", "percent"),
    [
        (berlin(4, 13, 9), State.RUNNING, 0, 7200, 0),
        (berlin(4, 13, 10, 29), State.RUNNING, 5340, 1860, 74),
        (berlin(4, 13, 10, 30), State.AT_RISK, 5400, 1800, 75),
        (berlin(4, 13, 10, 59), State.AT_RISK, 7140, 60, 99),
        (berlin(4, 13, 11), State.BREACHED, 7200, 0, 100),
        (berlin(4, 13, 18), State.BREACHED, 28800, -21600, 100),
    ],
)
def test_where_an_open_milestone_stands_is_asked_with_the_instant(at, expected, used, left, percent):
    standing = state(only(Received(berlin(4, 13, 9), "S1")), at, EMEA)
    assert (standing.state, standing.used_seconds, standing.left_seconds, standing.percent) == (
        expected,
        used,
        left,
        percent,
    )


def test_what_was_used_stands_still_once_it_is_met():
    milestone = reckoned(Received(berlin(4, 2, 15, 5), "S1"), VendorSpoke(berlin(4, 2, 15, 38)))[0]
    standing = state(milestone, berlin(5, 1), EMEA)
    assert (standing.state, standing.used_seconds, standing.left_seconds) == (State.MET, 33 * 60, 87 * 60)


def test_a_milestone_is_at_risk_from_three_quarters_of_its_counted_time_on_also_after_a_pause():
    milestone = last(
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        PartnerWaited(berlin(4, 13, 12, 30)),
        PartnerReturned(berlin(4, 14, 9)),
    )
    assert milestone.due_at == berlin(4, 14, 9, 30)
    assert milestone.warn_at == berlin(4, 13, 12)
    assert milestone.state_at(berlin(4, 14, 9)) is State.AT_RISK


def test_the_breach_of_a_milestone_nobody_answered_is_known_by_asking_later():
    milestone = only(Received(berlin(4, 13, 9), "S1"))
    assert milestone.breached_at is None
    assert milestone.state_at(berlin(4, 13, 11)) is State.BREACHED


def test_a_pause_that_comes_after_the_breach_does_not_undo_it():
    milestone = last(Received(berlin(4, 13, 8), "S1"), VendorSpoke(berlin(4, 13, 9)), PartnerWaited(berlin(4, 13, 14)))
    assert (milestone.breached_at, milestone.due_at, milestone.pauses) == (berlin(4, 13, 13), berlin(4, 13, 13), ())
    assert milestone.state_at(berlin(4, 13, 15)) is State.BREACHED


# Facts


def test_facts_may_come_in_any_order_and_give_the_same_answer():
    facts = [
        Received(berlin(4, 13, 8), "S1"),
        VendorSpoke(berlin(4, 13, 9)),
        PartnerWaited(berlin(4, 13, 10)),
        PartnerReturned(berlin(4, 13, 11)),
    ]
    assert reckoned(*reversed(facts)) == reckoned(*facts)


def test_facts_that_do_not_begin_with_the_receipt_are_refused():
    with pytest.raises(ValueError, match="begin with"):
        reckoned(VendorSpoke(berlin(4, 13, 8)), Received(berlin(4, 13, 9), "S1"))
    with pytest.raises(ValueError, match="begin with"):
        reckoned(Received(berlin(4, 13, 8), "S1"), Received(berlin(4, 13, 9), "S1"))


def test_a_due_instant_past_the_horizon_is_an_error():
    with pytest.raises(HorizonError):
        reckoned(Received(berlin(12, 31, 12, year=2029), "S4"))


def test_an_amount_in_minutes_counts_like_hours():
    targets = table((INITIAL, "S1", minutes(30)))
    assert only(Received(berlin(4, 13, 16, 45), "S1"), targets=targets).due_at == berlin(4, 14, 8, 15)
