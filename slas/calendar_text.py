"""Reads the calendars of a vendor's text."""

from slas.calendars import (
    MIDNIGHT,
    WEEKDAYS,
    CalendarDefinition,
    Dated,
    Holidays,
    Span,
    meets,
    minute_of,
    overlap_problem,
    span_problem,
    zone_exists,
)
from slas.marked import Place
from slas.public_holidays import country_problem
from slas.row_text import sourced


def calendar(place: Place) -> CalendarDefinition:
    keys = place.mapping("code name zone hours", "holidays closures openings source assumption")
    zone = keys["zone"].text(64)
    if zone and not zone_exists(zone):
        keys["zone"].fault(f"The zone “{zone}” is unknown: use a name such as Europe/Berlin")
    closures, openings = (_dated(keys[name]) if name in keys else [] for name in ("closures", "openings"))
    before = len(place.source.faults)
    hours = _week(keys["hours"])
    if not any(hours) and not openings and len(place.source.faults) == before:
        keys["hours"].fault("This calendar has no open hour at all, so nothing would ever be due")
    _apart(closures, openings)
    return CalendarDefinition(
        keys["code"].code(),
        keys["name"].words(80),
        zone,
        hours,
        _holidays(keys["holidays"]) if "holidays" in keys else None,
        tuple(dated for _, dated in closures),
        tuple(dated for _, dated in openings),
        *sourced(keys, place),
    )


def _week(place: Place) -> tuple[tuple[Span, ...], ...]:
    """Hours by weekday or weekdays: `mon-fri: [08:00-12:00, 13:00-17:00]`."""
    week: dict[int, tuple[Span, ...]] = {}
    for key, value in place.pairs():
        spans = _spans(value)
        for weekday in _weekdays(key):
            if weekday in week:
                key.fault(f"The hours of {WEEKDAYS[weekday]} stand here twice")
            week[weekday] = spans
    return tuple(week.get(weekday, ()) for weekday in range(7))


def _weekdays(key: Place) -> range:
    first, _, last = key.text().partition("-")
    names = (first, last or first)
    if not all(name in WEEKDAYS for name in names):
        key.fault(f"“{key.text()}” is no weekday or range of them (known: {', '.join(WEEKDAYS)}, mon-fri)")
        return range(0)
    begin, end = (WEEKDAYS.index(name) for name in names)
    if end < begin:
        key.fault(f"“{key.text()}”: the week begins with mon")
    return range(begin, end + 1)


def _spans(place: Place) -> tuple[Span, ...]:
    spans = [span for item in place.items() if (span := _span(item))]
    if problem := overlap_problem(spans):
        place.fault(problem)
    return tuple(sorted(spans))


def _span(place: Place) -> Span | None:
    opens, _, closes = place.text().partition("-")
    return _checked(place, opens.strip(), closes.strip())


def _checked(place: Place, opens: str, closes: str) -> Span | None:
    try:
        span = minute_of(opens), minute_of(closes)
    except ValueError as problem:
        place.fault(str(problem))
        return None
    if backwards := span_problem(span):
        place.fault(backwards)
        return None
    return span


def _holidays(place: Place) -> Holidays:
    keys = place.mapping("country close", "subdivision")
    country = keys["country"].text(2)
    subdivision = keys["subdivision"].text(20) if "subdivision" in keys else None
    if country and (problem := country_problem(country, subdivision)):
        keys["subdivision" if subdivision and "subdivision" in problem else "country"].fault(problem)
    return Holidays(country, subdivision, keys["close"].boolean())


def _dated(place: Place) -> list[tuple[Place, Dated]]:
    """Own closures or openings: a date, or dates from first to last, and local hours; without hours the whole day."""
    found = []
    for row in place.items():
        keys = row.mapping("date reason", "last from to")
        first = keys["date"].date()
        last = keys["last"].date() if "last" in keys else first
        if last < first:
            keys["last"].fault("The last day lies before the first")
        opens, closes = (keys[name].text() if name in keys else None for name in ("from", "to"))
        span = _checked(row, opens or "00:00", closes or "24:00")
        found.append((row, Dated(first, last, *(span or (0, MIDNIGHT)), keys["reason"].words(200))))
    return found


def _apart(closures: list[tuple[Place, Dated]], openings: list[tuple[Place, Dated]]) -> None:
    """No two exceptions may speak of the same hour: nobody could say which one holds."""
    rows = closures + openings
    for number, (place, dated) in enumerate(rows):
        if any(meets(dated, other) for _, other in rows[:number]):
            place.fault("This overlaps another closure or opening above")
