"""Composes a delivery's mail in its recipient's own scope, language and zone: what they may not read is not in it."""

from dataclasses import dataclass
from email.utils import formataddr
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone, translation

from notifications.mail import addresses, links
from notifications.mail.case_letters import write_case_letter
from notifications.mail.digest_letters import write_digest
from notifications.mail.letters import Letter, Writer
from notifications.mail.notice_letters import write_notice_letter
from notifications.mail.report_letters import write_report
from notifications.mail.survey_letters import write_feedback, write_follow_up, write_survey
from notifications.models import DeadAddress, Delivery, Why
from notifications.topics import topic_of
from tenants.colours import hex_of
from tenants.models import Membership, Person
from tenants.scope import narrowed, unscoped

WRITERS: dict[str, Writer] = {
    "caseevent": write_case_letter,
    "digest": write_digest,
    "survey": write_survey,
    "followup": write_follow_up,
    "feedbackshare": write_feedback,
    "noticeversion": write_notice_letter,
    "scheduledreport": write_report,
}


@dataclass(frozen=True)
class NotToSend:
    """Why a delivery's mail is not to be sent, for administrators."""

    reason: str


def compose(delivery: Delivery) -> EmailMultiAlternatives | NotToSend:
    """The mail, ready to send. Runs outside of any scope: it looks at its recipient, and then reads as they do."""
    with unscoped("a mail is written to an address that no scope may read"):
        reader = _recipient(delivery)
        person: Person = reader.person
        if not (reader.active and person.is_active):
            return NotToSend("The recipient is no longer active")
        if reader.is_dead:  # type: ignore[attr-defined]
            return NotToSend("Mails to this address come back; an administrator can start them again")
        delivery.membership = reader
        with narrowed(reader), translation.override(person.language), timezone.override(ZoneInfo(reader.zone)):
            letter = WRITERS[delivery.subject](delivery)
            if letter is None:
                return NotToSend("The recipient may no longer read it")
            return _mail(delivery, letter, formataddr((person.name, person.email)))


def _recipient(delivery: Delivery) -> Membership:
    dead = DeadAddress.objects.filter(membership=OuterRef("pk"), stopped_at__isnull=False)
    people = Membership.objects.select_related("vendor", "person").annotate(is_dead=Exists(dead))
    return people.order_by().get(pk=delivery.membership_id)


def _mail(delivery: Delivery, letter: Letter, to: str) -> EmailMultiAlternatives:
    context = {**_frame(delivery, letter), **letter.context}
    folder = f"emails/{letter.template}"
    subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject=subject,
        body=_tidy(render_to_string(f"{folder}/body.txt", context)),
        from_email=addresses.sender(delivery.membership.vendor),
        to=[to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers=_headers(delivery, letter),
    )
    mail.attach_alternative(render_to_string(f"{folder}/body.html", {**context, "subject": subject}), "text/html")
    for file in letter.files:
        mail.attach(file.name, file.text, file.kind)
    return mail


def _frame(delivery: Delivery, letter: Letter) -> dict:
    """What every letter's frame shows: from whom, to whom, why, and how to hear less. `now` for instants in words."""
    member = delivery.membership
    topic = topic_of(delivery.kind)
    return {
        "vendor": member.vendor,
        "name": member.name,
        "now": delivery.send_at,
        "why": str(Why(delivery.why).label),
        "accent": hex_of(0.45, 0.11, member.vendor.accent_hue),
        "preferences_link": links.page("preferences", member.vendor.slug),
        "stop_link": "" if letter.forced else links.stop_page(member, topic),
    }


def _headers(delivery: Delivery, letter: Letter) -> dict[str, str]:
    """Threading, and the words by which other machines know not to answer (RFC 3834)."""
    vendor = delivery.membership.vendor
    headers = {
        "Message-ID": addresses.message_id(delivery),
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"{vendor.name} <{vendor.slug}.{addresses.portal_address()[1]}>",
    }
    if letter.thread:
        headers |= {"In-Reply-To": letter.thread, "References": letter.thread}
    if not letter.forced:
        stop = links.stop_page(delivery.membership, topic_of(delivery.kind))
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers | letter.headers


def _tidy(text: str) -> str:
    """Templates leave blank lines where a part is absent."""
    lines = [line.rstrip() for line in text.strip().splitlines()]
    kept = [line for before, line in zip(["", *lines], lines, strict=False) if line or before]
    return "\n".join(kept) + "\n"
