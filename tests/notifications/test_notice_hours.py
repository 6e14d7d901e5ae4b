"""Support's hours differ: an availability notice changes the calendars of its regions, and the clocks follow (R9)."""

from datetime import UTC, date, datetime

import pytest

from cases.models import Case, CaseEvent, Milestone
from cases.refusals import Incomplete, Refused
from cases.sweeping import sweep_following
from cases.verifying import differences
from notifications.models import Notice
from notifications.notices.publish_notice import publish_notice
from notifications.notices.support_hours import would_move
from notifications.notices.sweeping import sweep_notices
from notifications.notices.wanted import Availability
from notifications.notices.withdraw_notice import withdraw_notice
from portal.vendor_loading import load_vendor
from slas.models import CalendarVersion
from slas.policy_text import parse
from tenants.scope import unscoped, working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, drafted, published, wanted

WEDNESDAY, THURSDAY = date(2026, 4, 15), date(2026, 4, 16)


@pytest.fixture(autouse=True)
def desk(cast):
    with working(cast.revalize.vendor):
        yield


def closed(first, last=None, opens=0, closes=1440):
    return Availability("closed", first, last or first, opens, closes)


def hours(cast, at=TUESDAY, **told):
    """A published notice of other hours, and the running cases that follow it."""
    notice = published(cast, "availability", at, **told)
    sweep_following(at)
    return notice


def initial(case):
    return Milestone.objects.get(case=case, kind="initial_response").due_at


def numbers(code="emea"):
    rows = CalendarVersion.objects.filter(calendar__code=code)
    return list(rows.order_by("number").values_list("number", flat=True))


def reload(cast):
    from django.conf import settings

    text = (settings.BASE_DIR / "vendors" / "revalize.yaml").read_text(encoding="utf-8")
    said = []
    load_vendor(parse(text, "revalize.yaml"), at=TUESDAY + HOUR, say=said.append)
    return said


def test_a_closed_day_moves_the_running_milestones_of_its_region_and_no_other(cast):
    case = submitted(cast.nordwind, severity="S3")  # 2 business days: due Thursday 10:00 in Berlin
    assert initial(case) == datetime(2026, 4, 16, 8, tzinfo=UTC)
    before = numbers(), numbers("americas")
    hours(cast, availability=closed(WEDNESDAY), regions=["emea"])
    assert initial(case) == datetime(2026, 4, 17, 8, tzinfo=UTC)
    assert (numbers(), numbers("americas")) == ([*before[0], before[0][-1] + 1], before[1])
    moved = CaseEvent.objects.get(case=case, kind="due_moved")
    assert (moved.data["reason"], moved.at) == ("calendar", TUESDAY)
    assert list(differences(Case.objects.get(pk=case.pk))) == []


def test_a_preview_says_which_milestones_would_move_and_writes_nothing(cast):
    case, urgent = submitted(cast.nordwind, severity="S3"), submitted(cast.nordwind, severity="S1")
    before = numbers(), initial(case)
    told = would_move(wanted("availability", availability=closed(WEDNESDAY), regions=["emea"]), TUESDAY)
    assert (told.looked, told.running, told.is_part) == (2, 2, False)
    assert [(move.case, move.kind, move.before, move.after) for move in told.moves] == [
        (case, "initial_response", datetime(2026, 4, 16, 8, tzinfo=UTC), datetime(2026, 4, 17, 8, tzinfo=UTC))
    ]
    assert (numbers(), initial(case)) == before
    assert initial(urgent) == datetime(2026, 4, 14, 10, tzinfo=UTC)


def test_hours_of_a_day_close_and_open(cast):
    case = submitted(cast.nordwind, severity="S2", at=TUESDAY)  # 8 business hours of 9 a day: Wednesday 09:00
    assert initial(case) == datetime(2026, 4, 15, 7, tzinfo=UTC)
    hours(cast, availability=closed(date(2026, 4, 14), None, 12 * 60, 14 * 60))
    assert initial(case) == datetime(2026, 4, 15, 9, tzinfo=UTC)
    opened = Availability("open", date(2026, 4, 14), date(2026, 4, 14), 17 * 60, 19 * 60)
    hours(cast, availability=opened)
    assert initial(case) == datetime(2026, 4, 15, 7, tzinfo=UTC)


def test_loading_the_vendors_text_again_keeps_the_closure_and_makes_no_version(cast):
    case = submitted(cast.nordwind, severity="S3")
    hours(cast, availability=closed(WEDNESDAY), regions=["emea"])
    before = numbers()
    with unscoped("a test loads a vendor as the command does"):
        assert reload(cast) == ["Revalize: nothing new"]
    assert (numbers(), initial(case)) == (before, datetime(2026, 4, 17, 8, tzinfo=UTC))


def test_withdrawn_before_it_begins_the_usual_hours_hold_again(cast):
    case = submitted(cast.nordwind, severity="S3")
    notice = published(cast, "availability", availability=closed(WEDNESDAY), regions=["emea"])
    withdraw_notice(notice, by=cast.revalize.manager, at=TUESDAY + HOUR)
    sweep_following(TUESDAY + HOUR)
    assert initial(case) == datetime(2026, 4, 16, 8, tzinfo=UTC)
    with unscoped("a test loads a vendor as the command does"):
        assert reload(cast) == ["Revalize: nothing new"]


def test_once_begun_it_stays_and_ends_by_itself(cast):
    notice = published(cast, "availability", availability=closed(WEDNESDAY), regions=["emea"])
    begins, ends = datetime(2026, 4, 14, 22, tzinfo=UTC), datetime(2026, 4, 15, 22, tzinfo=UTC)
    assert (notice.state, notice.starts_at, notice.ends_at) == ("scheduled", begins, ends)
    assert sweep_notices(begins) == 1
    with pytest.raises(Refused, match="what the clocks have counted stays"):
        withdraw_notice(notice, by=cast.revalize.manager, at=begins)
    assert sweep_notices(ends) == 1
    assert Notice.objects.get(pk=notice.pk).state == "ended"


@pytest.mark.parametrize(
    ("told", "errors"),
    [
        (Availability("", WEDNESDAY, WEDNESDAY), {"hours": "Choose whether support is closed or open."}),
        (Availability("closed", None, None), {"first_day": "Say on which day."}),
        (closed(THURSDAY, WEDNESDAY), {"last_day": "The last day lies before the first."}),
        (
            closed(WEDNESDAY, None, 720, 600),
            {"to_time": "It ends before it begins. Over midnight, write two notices."},
        ),
        (closed(date(2030, 1, 2)), {"last_day": "Calendars are known until the end of 2029."}),
        (
            closed(date(2026, 4, 13)),
            {"first_day": "It has begun already: what has passed on the clocks is not changed."},
        ),
    ],
)
def test_hours_that_cannot_be_are_refused_at_their_field(cast, told, errors):
    before = numbers()
    notice = drafted(cast, "availability", availability=told, regions=["emea"])
    with pytest.raises(Incomplete) as refused:
        publish_notice(notice, by=cast.revalize.manager, at=TUESDAY)
    assert (refused.value.errors, numbers()) == (errors, before)


def test_hours_of_which_another_notice_speaks_are_refused(cast):
    published(cast, "availability", availability=closed(WEDNESDAY), regions=["emea"])
    second = drafted(cast, "availability", availability=closed(WEDNESDAY, THURSDAY), regions=["emea"])
    with pytest.raises(Incomplete) as refused:
        publish_notice(second, by=cast.revalize.manager, at=TUESDAY)
    words = "These hours of the calendar emea are spoken of already: Rules patch 9.3.2."
    assert refused.value.errors == {"first_day": words}
