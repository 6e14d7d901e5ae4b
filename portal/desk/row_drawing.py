"""A row of the queue's table, drawn without a template: fifty of them were the most of a page's time.

Whatever comes from people or rows is escaped by drawn(). The stylesheet is static/css (case-table).
"""

from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from cases.models import Case
from cases.models.case import Side
from portal import drawing, instants
from portal.desk.rows import Row
from portal.drawing import drawn

NOTHING = SafeString("")


def row_html(row: Row, now: datetime) -> SafeString:
    """One <tr>; `now` is the aware UTC instant of the page. Asks the database nothing."""
    case = row.case
    return drawn(
        '<tr class="case{}" id="case-{}" data-key-row>{}'
        '<td class="cell-severity">{}</td>\n<td class="cell-case">{}{}</td>\n'
        '<td class="cell-where">{}<span class="cell-second">{}</span></td>\n<td class="cell-status">{}{}</td>\n'
        '<td class="cell-due">{}</td>\n{}</tr>\n',
        " unread" if row.unread else "", case.number, _selection(case),
        drawing.severity(case.severity_rank, row.severity, case.severity, short=True), _title(row), _meta(row),
        row.impact, row.environment, drawing.status(case.status, row.department), _owner(case),
        drawing.clock_chip(row.chip) if row.chip else _muted(gettext("No target")), _last_word(case, now),
    )  # fmt: skip


def _selection(case: Case) -> SafeString:
    return drawn(
        '<td class="cell-select"><label class="tick-area"><input class="checkbox" type="checkbox" name="case"'
        ' value="{}" data-key-select><span class="visually-hidden">{}</span></label>'
        '<button type="button" data-key-assign hidden></button></td>\n',
        case.number, gettext("Select %(number)s") % {"number": case.number},
    )  # fmt: skip


def _title(row: Row) -> SafeString:
    unread = _heard(gettext("unanswered")) if row.unread else NOTHING
    return drawn(
        '<div class="case-title"><a class="case-link" href="{}" data-key-open>{}</a>{}{}</div>\n',
        row.href, row.case.summary, unread, _flag(row),
    )  # fmt: skip


def _flag(row: Row) -> SafeString:
    if not row.case.escalation_level:
        return NOTHING
    words = gettext("Escalated to %(level)s") % {"level": row.level}
    return drawn('<span class="flagged" title="{}">{}{}</span>', words, drawing.icon("flag"), _heard(words))


def _meta(row: Row) -> SafeString:
    case, whose = row.case, row.case.partner.name
    if case.customer:
        whose = gettext("%(partner)s for %(customer)s") % {"partner": whose, "customer": case.customer.name}
    here = gettext("%(name)s is here")
    people = [drawn('<span class="present">{}{}</span>', drawing.icon("eye"), here % {"name": n}) for n in row.present]
    return drawn(
        '<div class="case-meta"><span class="cut"><span class="case-number">{}</span> · {}</span>{}</div>',
        case.number, whose, SafeString("".join(people)),
    )  # fmt: skip


def _owner(case: Case) -> SafeString:
    if case.owner:
        return drawn('<span class="person cell-second">{}</span>', case.owner.name)
    return drawn('<span class="cell-second unowned">{}</span>', gettext("No owner yet"))


def _last_word(case: Case, now: datetime) -> SafeString:
    by, at = case.last_word_by, case.last_word_at
    return drawn(
        '<td class="cell-word"{}>{}<span class="cell-second">{}</span></td>\n',
        drawn(' title="{}"', by.name) if by else NOTHING,
        gettext("Partner") if case.last_word == Side.PARTNER else gettext("Us"),
        drawing.time(at.isoformat(), instants.brief(at, now), instants.full(at)),
    )  # fmt: skip


def _heard(words: str) -> SafeString:
    return drawn('<span class="visually-hidden">{}</span>', words)


def _muted(words: str) -> SafeString:
    return drawn('<span class="muted">{}</span>', words)
