"""Letters with figures: the tables of a page for the last day, week or month, in the mail and as files."""

from zoneinfo import ZoneInfo

from cases.figures.periods import DAY, Named, Period, named
from cases.figures.rules import allows_agents, may_read
from notifications.mail import links
from notifications.mail.letters import File, Letter
from notifications.mail.sheets import draw
from notifications.models import Delivery
from notifications.models.report import Every, Page, ScheduledReport

_SPANS = {Every.WEEK: Named.WEEK, Every.MONTH: Named.MONTH}


def write_report(delivery: Delivery) -> Letter | None:
    """None where it was stopped, or where its reader may not read it any more."""
    reader = delivery.membership
    report = ScheduledReport.objects.select_related("partner", "owner").filter(pk=delivery.subject_id).first()
    if report is None:
        return None
    if delivery.kind == "report.ended":
        return Letter("report_ended", {"title": Page(report.page).label}, forced=True)
    if not may_read(reader) or ((report.owner or report.page == Page.AGENTS) and not allows_agents(reader.vendor)):
        return None
    return _letter(report, delivery)


def _letter(report: ScheduledReport, delivery: Delivery) -> Letter | None:
    reader, span = delivery.membership, span_of(report, delivery)
    report.membership = reader
    drawn = draw(report, reader, span, delivery.send_at or delivery.at)
    if drawn is None:
        return None
    whose = report.partner or report.owner
    context = {
        "drawn": drawn,
        "first": span.first,
        "last": span.last,
        "whose": whose.name if whose else "",
        "manage_link": links.page("figure_mails", reader.vendor.slug),
    }
    files = tuple(File(sheet.file, sheet.csv, "text/csv") for sheet in drawn.sheets)
    # Its reader asked for it, and stops it on a page of its own.
    return Letter("report", context, forced=True, files=files)


def span_of(report: ScheduledReport, delivery: Delivery) -> Period:
    """The day, the week or the month that was over when the slot came, on the clocks of the reader."""
    zone = ZoneInfo(delivery.membership.zone)
    if name := _SPANS.get(Every(report.every)):
        return named(name, delivery.at, zone)
    yesterday = delivery.at.astimezone(zone).date() - DAY
    return Period(yesterday, yesterday, zone)
