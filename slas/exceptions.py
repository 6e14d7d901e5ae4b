"""Announced closures and openings beside a vendor's text (R9), and the calendar versions that hold both."""

from dataclasses import replace
from datetime import UTC, datetime

from slas.calendars import CalendarDefinition, Dated, as_json, from_json, meets
from slas.drafting import DraftedCalendar, draft, horizon_years
from slas.models import CalendarException, CalendarVersion, ServiceCalendar
from slas.policy_document import digest
from slas.terms import Words
from slas.versions import fields_of


def add_exception(calendar: ServiceCalendar, dated: Dated, *, closes: bool, at: datetime) -> CalendarException:
    """Writes a closure (or an opening) down; redraft() makes it count."""
    return CalendarException.objects.create(
        vendor_id=calendar.vendor_id,
        calendar=calendar,
        closes=closes,
        first=dated.first,
        last=dated.last,
        from_minute=dated.opens,
        to_minute=dated.closes,
        reason_en=dated.reason.en,
        reason_de=dated.reason.de,
        created_at=at,
    )


def redraft(calendar: ServiceCalendar, *, at: datetime) -> CalendarVersion | None:
    """Makes a new version where text, exceptions or horizon differ from the newest one; None where it says the same.

    The horizon goes from two calendar years before `at` to three after it, so that each year brings new versions.
    """
    # Two who draft at once must not give out the same number.
    calendar = ServiceCalendar.objects.select_for_update().get(pk=calendar.pk)
    definition, years = definition_of(calendar), horizon_years(at.astimezone(UTC).year)
    fingerprint = digest([as_json(definition), *years])
    newest = CalendarVersion.objects.filter(calendar=calendar).only("number", "digest").order_by("-number").first()
    if newest and newest.digest == fingerprint:
        return None
    return CalendarVersion.objects.create(
        vendor_id=calendar.vendor_id,
        calendar=calendar,
        number=newest.number + 1 if newest else 1,
        digest=fingerprint,
        created_at=at,
        **fields_of(draft(definition, *years)),
    )


def drafted_with(calendar: ServiceCalendar, dated: Dated, *, closes: bool, at: datetime) -> DraftedCalendar:
    """What redraft() would write down if this exception stood there, for previews."""
    definition = _with(definition_of(calendar), [(dated, closes)])
    return draft(definition, *horizon_years(at.astimezone(UTC).year))


def definition_of(calendar: ServiceCalendar) -> CalendarDefinition:
    """The vendor's text with the exceptions that were announced and not taken back, in their order."""
    rows = CalendarException.objects.filter(calendar=calendar, revoked_at=None)
    return _with(_base(calendar), [(dated_of(row), row.closes) for row in rows])


def dated_of(row: CalendarException) -> Dated:
    return Dated(row.first, row.last, row.from_minute, row.to_minute, Words(row.reason_en, row.reason_de))


def clash(calendar: ServiceCalendar, dated: Dated) -> Dated | None:
    """A closure or opening of the calendar that speaks of the same hours: nobody could say which one holds."""
    definition = definition_of(calendar)
    return next((other for other in (*definition.closures, *definition.openings) if meets(dated, other)), None)


def _base(calendar: ServiceCalendar) -> CalendarDefinition:
    if calendar.base is not None:
        return from_json(calendar.base)
    newest = CalendarVersion.objects.filter(calendar=calendar).only("definition").order_by("-number").first()
    if newest is None:
        raise ServiceCalendar.DoesNotExist(f"The calendar {calendar.code} has no version")
    return from_json(newest.definition)


def _with(definition: CalendarDefinition, exceptions: list[tuple[Dated, bool]]) -> CalendarDefinition:
    return replace(
        definition,
        closures=(*definition.closures, *(dated for dated, closes in exceptions if closes)),
        openings=(*definition.openings, *(dated for dated, closes in exceptions if not closes)),
    )
