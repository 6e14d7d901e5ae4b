"""Calendars for property tests: many zones around their clock changes, any hours, holidays, own exceptions."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from slas.calendars import CalendarDefinition, Dated, Holidays
from slas.clock import Clock
from slas.drafting import draft
from slas.terms import Words
from tests.slas.oracle import Oracle

WINDOW_DAYS = 17
# A zone, and a day around which its clock changes (or, without changes, public holidays lie).
PLACES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Europe/Berlin", date(2026, 4, 5)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/New_York", date(2026, 7, 3)),
    ("Asia/Kolkata", date(2026, 5, 1)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # by half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/St_Johns", date(2026, 3, 8)),
    ("America/St_Johns", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),  # one minute past midnight
    ("Africa/Casablanca", date(2026, 2, 15)),  # for Ramadan
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Beirut", date(2026, 3, 29)),  # midnight does not exist
    ("America/Havana", date(2026, 11, 1)),  # midnight exists twice
    ("Pacific/Apia", date(2011, 12, 30)),  # the day does not exist
    ("Pacific/Apia", date(2026, 4, 5)),
]
EDGES = [0, 30, 60, 90, 120, 150, 180, 420, 480, 720, 780, 1020, 1080, 1380, 1439, 1440]
OFFICE = ((480, 1020),)
SPLIT = ((480, 720), (780, 1020))
ROUND = ((0, 1440),)
WEEKS = [
    (OFFICE,) * 5 + ((),) * 2,
    (SPLIT,) * 5 + ((),) * 2,
    (ROUND,) * 5 + ((),) * 2,
    (ROUND,) * 7,
    (((0, 360), (1320, 1440)),) * 7,
]


@st.composite
def spans(draw) -> tuple[tuple[int, int], ...]:
    """Any number of intervals of a day that do not overlap; they may touch."""
    edges = sorted(draw(st.sets(st.sampled_from(EDGES) | st.integers(0, 1440), max_size=6)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def weeks(draw):
    week = draw(st.sampled_from(WEEKS) | st.tuples(*[spans()] * 7))
    return week if any(week) else WEEKS[0]


@st.composite
def calendars(draw) -> tuple[Clock, Oracle]:
    """A clock and the oracle for the same definition, over a window around the place's day."""
    zone, around = draw(st.sampled_from(PLACES))
    first = around - timedelta(days=5)
    days = st.integers(0, 11).map(lambda number: first + timedelta(days=number))
    span = st.tuples(st.sampled_from(EDGES), st.sampled_from(EDGES)).filter(lambda pair: pair[0] < pair[1])
    dated = st.lists(st.tuples(days, span), max_size=2, unique_by=lambda pair: pair[0])
    closures, openings = draw(dated), draw(dated)
    shut = {day for day, _ in closures}
    openings = [pair for pair in openings if pair[0] not in shut]
    country, close = draw(st.sampled_from([None, "DE", "US", "MA"])), draw(st.booleans())
    week, why = draw(weeks()), Words("why", "warum")
    definition = CalendarDefinition(
        "drawn",
        Words("Drawn", "Gezogen"),
        zone,
        week,
        Holidays(country, close=close) if country else None,
        tuple(Dated(day, day, opens, closes, why) for day, (opens, closes) in closures),
        tuple(Dated(day, day, opens, closes, why) for day, (opens, closes) in openings),
    )
    window = datetime(first.year, first.month, first.day, tzinfo=UTC)
    oracle = Oracle(
        zone,
        week,
        country if close else None,
        [(day, *span) for day, span in closures],
        [(day, *span) for day, span in openings],
        window,
        WINDOW_DAYS,
    )
    return Clock(draft(definition, first.year, (first + timedelta(days=20)).year)), oracle


@st.composite
def instants(draw, oracle: Oracle) -> datetime:
    """An instant in the first week of the window: on an edge of open time, or anywhere to the second."""
    minutes = oracle.minutes[: 8 * 1440]
    edges = [n for n in range(1, len(minutes)) if minutes[n][0] != minutes[n - 1][0]]
    anywhere = st.integers(0, len(minutes) * 60 - 1)
    near = st.sampled_from(edges).map(lambda n: n * 60) if edges else anywhere
    seconds = draw(near | anywhere) + draw(st.sampled_from([0, 0, 1, -1, 59]))
    return oracle.first + timedelta(seconds=max(seconds, 0))
