"""A public message on a case, from either side. The vendor's first one is the initial response."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from cases.asides import NOTHING, Aside
from cases.change import Change, shared
from cases.changing import changing
from cases.filing import Upload, file_all
from cases.models import Audience, Case, CaseEvent, EventKind, Message, Status
from cases.models.case import Channel, Side
from cases.refusals import Refused
from cases.words import checked_text
from tenants.models import Membership


def say(
    case: Case,
    *,
    by: Membership,
    at: datetime,
    body: str,
    files: Sequence[Upload] = (),
    channel: str = Channel.PORTAL,
    automatic: bool = False,
    aside: Aside = NOTHING,
) -> CaseEvent:
    """Adds a message that everybody on the case reads.

    A partner's word brings a waiting case back to the vendor and reopens a resolved one. Raises Refused for an
    empty or too long text, files beyond the limits, and a closed case (reopen it, with what is still wrong).
    """
    with changing(case, by=by, at=at) as change:
        if change.case.status == Status.CLOSED:
            raise Refused(_("Case %(number)s is closed. Reopen it to write again.") % {"number": change.case.number})
        event = add_message(change, body=body, files=files, channel=channel, automatic=automatic, aside=aside)
        follow_word(change)
        return event


def add_message(
    change: Change,
    *,
    body: str,
    files: Sequence[Upload] = (),
    channel: str = Channel.PORTAL,
    automatic: bool = False,
    aside: Aside = NOTHING,
    audience: Audience | None = None,
    **data,
) -> CaseEvent:
    """The message itself, for the verbs that speak and do something more. Same refusals as `say`.

    audience: narrower than everybody on the case; `data` goes into the event (ids and codes).
    """
    case, by = change.case, change.by
    assert by is not None
    side = Side.VENDOR if by.is_vendor_side else Side.PARTNER
    message = Message.objects.create(
        vendor_id=case.vendor_id,
        partner_id=case.partner_id,
        customer_id=case.customer_id,
        case=case,
        author=by,
        side=side,
        audience=audience or shared(case),
        channel=channel,
        automatic=automatic,
        body=checked_text(body, field="body"),
        quoted=aside.quoted,
        sections=aside.sections,
        at=change.at,
    )
    file_all(message, files)
    if not automatic:
        case.last_word, case.last_word_by, case.last_word_at = side, by, change.at
    return change.record(EventKind.SAID, audience=audience, message=message, side=side, automatic=automatic, **data)


def follow_word(change: Change) -> None:
    """What a public word does to the status: the vendor's opens a new case, the partner's brings the ball back."""
    case, by = change.case, change.by
    assert by is not None
    if by.is_vendor_side:
        if case.status == Status.NEW:
            case.status = Status.OPEN
    elif case.status == Status.WAITING:
        case.status = Status.OPEN
        change.record(EventKind.RETURNED)
    elif case.status == Status.RESOLVED:
        case.status, case.resolved_at, case.close_due_at = Status.OPEN, None, None
        change.record(EventKind.REOPENED)
