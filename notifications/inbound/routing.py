"""Where a mail goes: to the case it answers, to a new one, back to its sender with a word, or aside."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings

from cases.models import Case
from notifications.inbound import senders
from notifications.inbound.bouncing import note_bounce
from notifications.inbound.incoming import Incoming
from notifications.inbound.outcomes import Outcome, ignored, refused
from notifications.inbound.writing import answer_case, open_case
from notifications.models import InboundMail, Reason
from tenants.models import Membership
from tenants.roles import Role
from tenants.scope import acting, unscoped, working
from tenants.tokens import Bearer

HOUR = timedelta(hours=1)


def route(incoming: Incoming, mail: InboundMail, now: datetime) -> Outcome:
    """Does with a mail what is to be done, at the aware UTC instant `now`, and says what that was.

    What the operator has given to a vendor is that vendor's, whatever becomes of it.
    """
    outcome = note_bounce(incoming.bounce, now) if incoming.bounce else _routed(incoming, mail, now)
    return replace(outcome, vendor=outcome.vendor or mail.given_to_id)


def _routed(incoming: Incoming, mail: InboundMail, now: datetime) -> Outcome:
    answered = senders.case_answered(incoming)
    vendor = answered.vendor if answered else None
    if incoming.automatic:
        return ignored(Reason.AUTOMATIC, vendor=vendor)
    if not incoming.sender:
        return ignored(Reason.BROKEN, vendor=vendor)
    if not senders.is_proved(incoming):
        return ignored(Reason.FORGED, vendor=vendor)
    people = senders.memberships_of(incoming.sender)
    if trouble := _too_much(mail, now):
        return _refused_early(trouble, people, vendor)
    if answered:
        return _to_case(incoming, mail, answered, people, now)
    return _to_new_case(incoming, mail, people, now)


def _too_much(mail: InboundMail, now: datetime) -> Reason | None:
    if mail.size > settings.MAX_MAIL_BYTES:
        return Reason.TOO_LARGE
    if mail.given_to_id:
        return None  # somebody has looked at it
    with unscoped("a sender's mails are counted with whichever vendor"):
        before = InboundMail.objects.of_sender_since(mail.sender, now - HOUR).filter(pk__lt=mail.pk).count()
    return Reason.TOO_OFTEN if before >= settings.MAIL_PER_HOUR else None


def _refused_early(reason: Reason, people: list[Membership], vendor: int | None) -> Outcome:
    """A stranger's is left to the operator unless it bears a vendor's token: no vendor is named to them."""
    person = next((one for one in people if vendor in (None, one.vendor_id)), None)
    return refused(reason, vendor=person.vendor_id if person else vendor, membership=person)


def _to_case(
    incoming: Incoming, mail: InboundMail, answered: Bearer, people: list[Membership], now: datetime
) -> Outcome:
    """The token says which case, the sender's match who speaks: only both together put a word on it."""
    here = [person for person in people if person.vendor_id == answered.vendor]
    if staff := next((person for person in here if person.is_vendor_side), None):
        return refused(Reason.STAFF, vendor=answered.vendor, membership=staff)
    writer = next((person for person in here if person.pk == answered.membership), None) or _colleague(here, answered)
    if writer is None:
        return _not_theirs(here, answered)
    if writer.role != Role.DESIGNATED_CONTACT:
        return refused(Reason.NOT_CONTACT, vendor=answered.vendor, membership=writer)
    return answer_case(incoming, mail, answered.thing, by=writer, at=now)


def _not_theirs(here: list[Membership], answered: Bearer) -> Outcome:
    """A Designated Contact of the same partner sees the case in the portal: they are told what is missing. Nobody else
    learns that there is such a case.
    """
    for person in here:
        if person.role == Role.DESIGNATED_CONTACT:
            with acting(person):
                case = Case.objects.filter(pk=answered.thing).first()
            if case is not None:
                return refused(Reason.NOT_ON_CASE, vendor=answered.vendor, membership=person, case=case)
    return refused(Reason.MISMATCH, vendor=answered.vendor)


def _colleague(here: list[Membership], answered: Bearer) -> Membership | None:
    """Another of the same partner who is on the case too: mails are passed on among colleagues."""
    with working(answered.vendor):
        told = Membership.objects.active().filter(pk=answered.membership).first()
        watching = set(
            Membership.objects.filter(watched__case=answered.thing, pk__in=[person.pk for person in here]).values_list(
                "pk", flat=True
            )
        )
    partner = told.partner_id if told else None
    return next((one for one in here if partner and one.partner_id == partner and one.pk in watching), None)


def _to_new_case(incoming: Incoming, mail: InboundMail, people: list[Membership], now: datetime) -> Outcome:
    addressed = {mail.given_to_id} if mail.given_to_id else senders.vendors_addressed(incoming.recipients)
    here = [person for person in people if person.vendor_id in addressed] if addressed else people
    vendor = next(iter(addressed)) if len(addressed) == 1 else None
    contacts = [person for person in here if person.role == Role.DESIGNATED_CONTACT]
    if not here:
        return refused(Reason.STRANGER, vendor=vendor)
    one = here[0] if len({person.vendor_id for person in here}) == 1 else None
    vendor = one.vendor_id if one else vendor
    if one and any(person.is_vendor_side for person in here):
        return refused(Reason.STAFF, vendor=vendor, membership=one)
    if len(contacts) > 1 or (len(here) > 1 and not one):
        return refused(Reason.SEVERAL, vendor=vendor, membership=one)
    if not contacts:
        return refused(Reason.NOT_CONTACT, vendor=vendor, membership=one)
    if incoming.bulk:
        return ignored(Reason.BULK, vendor=vendor, membership=contacts[0])
    return open_case(incoming, mail, by=contacts[0], at=now)
