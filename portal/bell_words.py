"""Lines of the bell in words: what happened, on what, and where it leads."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.anchors import anchor_of
from notifications.models import Delivery, NoticeVersion
from notifications.notice_wording import headline
from notifications.one_act import set_with
from notifications.survey_wording import follow_up_title, survey_title
from notifications.wording import title_of
from portal.gates import Door
from surveys.models import FollowUp, Survey
from surveys.tokens import token_of


def lines_of(deliveries: list[Delivery], door: Door) -> list[dict]:
    """Items of partials/bell_list.html; what the reader no longer sees has no link."""
    along = set_with(delivery.event for delivery in deliveries if delivery.event)
    for delivery in deliveries:
        delivery.along = along.get(delivery.event_id or 0)  # type: ignore[attr-defined]
    return [_line_of(delivery, door) for delivery in deliveries]


def _line_of(delivery: Delivery, door: Door) -> dict:
    title, text, href = _LINES[delivery.subject](delivery, door)
    return {"title": title, "text": text, "href": href, "at": delivery.at, "unread": delivery.read_at is None}


def _case_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    case, event = delivery.case, delivery.event
    title = title_of(event, door.membership, delivery.along) if event else _("News")
    if case is None:
        return title, _("You no longer see this case."), ""
    url = reverse("case", args=[door.vendor.slug, case.number])
    return title, f"{case.number} {case.summary}", f"{url}#{anchor_of(event)}" if event else url


def _survey_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    """The contact's leads to their survey, the owner's to the case that was spoken of."""
    survey = Survey.objects.filter(pk=delivery.subject_id).first()
    title, case = survey_title(delivery.kind), delivery.case
    text = f"{case.number} {case.summary}" if case else _("You no longer see this case.")
    if survey is None or case is None:
        return title, text, ""
    if delivery.kind == "survey.answered":
        return title, text, f"{reverse('case', args=[door.vendor.slug, case.number])}#feedback"
    return title, text, reverse("survey", args=[door.vendor.slug, token_of(survey)])


def _follow_up_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    follow_up = FollowUp.objects.filter(pk=delivery.subject_id).first()
    title = follow_up_title(follow_up) if follow_up else _("News")
    url = f"{reverse('feedback', args=[door.vendor.slug])}#follow-up-{delivery.subject_id}"
    return title, f"{delivery.case.number} {delivery.case.summary}" if delivery.case else "", url


def _share_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    text = f"{delivery.case.number} {delivery.case.summary}" if delivery.case else ""
    return survey_title(delivery.kind), text, reverse("feedback", args=[door.vendor.slug])


def _notice_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    # A line at a time: notices are few among a bell's lines.
    version = NoticeVersion.objects.select_related("notice__current").filter(pk=delivery.subject_id).first()
    if version is None:
        return _("News"), _("You no longer see this notice."), ""
    notice = version.notice
    url = reverse("notice", args=[door.vendor.slug, notice.pk])
    return headline(delivery.kind, notice), notice.current.title if notice.current else "", url


def _report_line(delivery: Delivery, door: Door) -> tuple[str, str, str]:
    """Told by mail alone; the line stands for an old one that a person may still have."""
    return _("Figures by email"), "", reverse("figure_mails", args=[door.vendor.slug])


# By the subject of the announcement: title, text, address.
_LINES: dict[str, Callable[[Delivery, Door], tuple[str, str, str]]] = {
    "caseevent": _case_line,
    "survey": _survey_line,
    "followup": _follow_up_line,
    "feedbackshare": _share_line,
    "noticeversion": _notice_line,
    "scheduledreport": _report_line,
}
