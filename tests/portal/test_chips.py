"""The clock chip's words. It is Tuesday 7 April 2026, 12:36 in Berlin."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from portal.chips import Chip, clock_chip

NOW = datetime(2026, 4, 7, 10, 36, tzinfo=UTC)
HOUR = 3600


@pytest.fixture(autouse=True)
def in_berlin():
    with timezone.override("Europe/Berlin"), translation.override("en"):
        yield


def chip(**given) -> Chip:
    given = {"name": "Next update", "used": 11940, "target": 4 * HOUR, "now": NOW} | given
    drawn = clock_chip(**given)
    left = drawn.label_left.replace("\N{NO-BREAK SPACE}", " ")
    return Chip(**{**vars(drawn), "label_left": left})


def test_a_running_clock_says_what_is_left_and_what_is_due():
    due = NOW + timedelta(minutes=41)
    assert chip(state="running", due=due, href="/r/") == Chip(
        "running", 82, "41 min left", "Next update today 13:17", "2026-04-07T11:17:00+00:00", "/r/"
    )


def test_a_clock_at_risk_says_so_in_words():
    assert chip(state="at_risk", due=NOW + timedelta(minutes=41)).label_left == "At risk, 41 min left"


def test_a_paused_clock_has_no_due_instant():
    paused = chip(state="paused")
    assert (paused.label_left, paused.label_due, paused.due_iso) == ("Paused, 41 min left", "Waiting on partner", "")
    assert chip(state="paused", waits="Waits on you").label_due == "Waits on you"


def test_a_met_clock_tells_when_and_how_early():
    met = chip(state="met", used=5220, target=4 * HOUR, met=NOW - timedelta(hours=2), name="Initial response")
    assert (met.percent, met.label_left) == (36, "Met, 2 h 33 min to spare")
    assert met.label_due == "Initial response today 10:36"


def test_a_breached_clock_is_full_and_tells_by_how_much():
    late = chip(state="breached", used=4 * HOUR + 2160, due=NOW - timedelta(minutes=36))
    assert (late.percent, late.label_left, late.label_due) == (100, "Breached, 36 min over", "Next update today 12:00")


def test_more_than_the_target_is_never_drawn_beyond_the_ring():
    assert chip(state="at_risk", used=5 * HOUR, due=NOW).percent == 100


def test_an_unknown_state_is_refused():
    with pytest.raises(ValueError, match="never 'late'"):
        chip(state="late")
