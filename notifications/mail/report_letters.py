"""Letters with figures: the main ones of the last day or week, and where the others are."""

from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from cases.figures.asking import Scope
from cases.figures.periods import DAY, Named, Period, named
from cases.figures.rules import allows_agents, may_read
from cases.figures.summary import main_figures, summaries
from notifications.mail import links
from notifications.mail.letters import Letter
from notifications.models import Delivery
from notifications.models.report import Every, ScheduledReport


def write_report(delivery: Delivery) -> Letter | None:
    """None where it was stopped, or where its reader may not read it any more."""
    reader = delivery.membership
    report = ScheduledReport.objects.select_related("partner", "owner").filter(pk=delivery.subject_id).first()
    if report is None or not may_read(reader) or (report.owner and not allows_agents(reader.vendor)):
        return None
    span = span_of(report, delivery)
    said = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    said |= {"partner": str(report.partner_id)} if report.partner_id else {}
    said |= {"owner": str(report.owner_id)} if report.owner_id else {}
    slug, query = reader.vendor.slug, urlencode(said)
    whose = report.partner or report.owner
    context = {
        "figures": main_figures(*summaries(Scope(reader.vendor_id, report.partner_id, report.owner_id), span)),
        "first": span.first,
        "last": span.last,
        "whose": whose.name if whose else "",
        "link": f"{links.page('figures', slug)}?{query}",
        "csv_link": f"{links.page('figure_table', slug, 'main')}?{query}",
        "manage_link": links.page("figure_mails", slug),
    }
    # Its reader asked for it, and stops it on a page of its own.
    return Letter("report", context, forced=True)


def span_of(report: ScheduledReport, delivery: Delivery) -> Period:
    """The day or the week that was over when the slot came, on the clocks of the reader."""
    zone = ZoneInfo(delivery.membership.zone)
    if report.every == Every.WEEK:
        return named(Named.WEEK, delivery.at, zone)
    yesterday = delivery.at.astimezone(zone).date() - DAY
    return Period(yesterday, yesterday, zone)
