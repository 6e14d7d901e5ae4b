"""What would be promised for a case that does not exist yet: the same as for one that does."""

from datetime import UTC, datetime

import pytest

from cases.forecast import forecast
from cases.models import Milestone
from cases.terms import terms_of
from tenants.scope import acting, working
from tests.cast import TUESDAY, submitted

# The Friday after Easter, 18:12 in Berlin: closed until Monday.
FRIDAY_EVENING = datetime(2026, 4, 10, 16, 12, tzinfo=UTC)


def forecast_for(organisation, severity, at):
    with acting(organisation.contact):
        return forecast(terms_of(organisation.partner, at), severity, at)


@pytest.mark.parametrize(
    ("severity", "due"),
    [
        ("S1", datetime(2026, 4, 13, 8, 0, tzinfo=UTC)),
        ("S2", datetime(2026, 4, 13, 14, 0, tzinfo=UTC)),
        ("S3", datetime(2026, 4, 15, 6, 0, tzinfo=UTC)),
        ("S4", datetime(2026, 4, 16, 6, 0, tzinfo=UTC)),
    ],
)
def test_what_is_sent_while_closed_counts_from_the_next_opening(cast, severity, due):
    """R19 on the EMEA calendar: Monday 10:00 and 16:00, Wednesday and Thursday 08:00 in Berlin."""
    assert forecast_for(cast.nordwind, severity, FRIDAY_EVENING).due_at == due


@pytest.mark.parametrize("severity", ["S1", "S2", "S3", "S4"])
@pytest.mark.parametrize("at", [TUESDAY, FRIDAY_EVENING])
def test_the_forecast_is_what_the_case_is_then_promised(cast, severity, at):
    foreseen = forecast_for(cast.nordwind, severity, at)
    case = submitted(cast.nordwind, at=at, severity=severity)
    with working(cast.revalize.vendor):
        assert Milestone.objects.get(case=case).due_at == foreseen.due_at


def test_the_receipt_of_a_forecast_is_all_still_to_come(cast):
    found = forecast_for(cast.nordwind, "S1", FRIDAY_EVENING)
    assert [(line.counted_seconds, line.reasons[0].code.value) for line in found.receipt.lines] == [
        (0, "weekend"),
        (2 * 3600, "ahead"),
    ]
    assert found.receipt.policy == "Revalize Partner Support Policy, revision of 2024-08-08"
    assert found.clock.code == "emea"


def test_a_severity_that_the_policy_does_not_have_is_no_forecast(cast):
    with pytest.raises(KeyError):
        forecast_for(cast.nordwind, "S9", TUESDAY)
