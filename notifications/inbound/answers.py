"""What an answer to a mail says, in the active language, paragraph by paragraph."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as _

from notifications.inbound.senders import address_of
from notifications.mail import links
from notifications.mail.addresses import portal_address
from notifications.models import Inbound, InboundMail, Reason


def subject(mail: InboundMail) -> str:
    """Nothing of what the sender wrote."""
    if mail.case and mail.state == Inbound.FILED:
        return _("Case %(number)s: some files were not kept") % {"number": mail.case.number}
    if mail.case:
        return _("Case %(number)s: your mail was not taken") % {"number": mail.case.number}
    return _("Your mail was not taken")


def paragraphs(mail: InboundMail) -> list[str]:
    """Greeting, what happened, what to do now, and from whom it comes."""
    person = mail.membership
    vendor = person.vendor.name if person else ""
    hello = _("Hello %(name)s,") % {"name": person.name} if person else _("Hello,")
    says = _filed if mail.state == Inbound.FILED else _SAYS.get(Reason(mail.reason), _unknown)
    foot = [_("This mail was written by a machine; answers to it are not read as a message on a case.")]
    name = f"-- \n{vendor}, {_('Partner support')}" if vendor else f"-- \n{_('Partner support')}"
    return [hello, *says(mail), *foot, name]


def _filed(mail: InboundMail) -> list[str]:
    assert mail.case
    return [
        _("Your mail is on case %(number)s. These files were not kept:") % {"number": mail.case.number},
        mail.trouble,
        _("Attach them in the portal, smaller or packed: %(link)s") % {"link": _case(mail)},
    ]


def _unknown(mail: InboundMail) -> list[str]:
    """For a stranger and for a sender who does not fit: neither learns which of the two it was."""
    return [
        _(
            "We could not match your mail with a case or a person, so nobody has read it. Cases are submitted by the"
            " Designated Contacts of our partners, from the address with which they sign in."
        ),
        _("If you are one of them, sign in and write there: %(link)s") % {"link": links.page("landing")},
    ]


def _staff(mail: InboundMail) -> list[str]:
    return [
        _("You work for the vendor. The vendor's people answer and note in the portal, never by mail."),
        _("Open it here: %(link)s") % {"link": _case(mail) or links.page("landing")},
    ]


def _not_contact(mail: InboundMail) -> list[str]:
    return [
        _(
            "Only the Designated Contacts of your organisation submit and answer cases, by mail as in the portal. Ask"
            " one of them to write; you can read along in the portal."
        ),
        links.page("landing"),
    ]


def _not_on_case(mail: InboundMail) -> list[str]:
    number = mail.case.number if mail.case else ""
    return [
        _(
            "You are not on copy of case %(number)s, so your mail was not put on it. A reply address is one person's"
            " own."
        )
        % {"number": number},
        _("Open the case and answer there, or have yourself put on copy: %(link)s") % {"link": _case(mail)},
    ]


def _several(mail: InboundMail) -> list[str]:
    return [
        _("You belong to more than one organisation here, and your mail does not say which of them the case is for."),
        _("Submit it in the portal, where you choose: %(link)s") % {"link": links.page("landing")},
    ]


def _closed(mail: InboundMail) -> list[str]:
    number = mail.case.number if mail.case else ""
    return [
        _("Case %(number)s is closed, so your mail was not put on it.") % {"number": number},
        _("If something is still wrong, reopen the case there and say what: %(link)s") % {"link": _case(mail)},
        _new_case(mail),
    ]


def _no_contract(mail: InboundMail) -> list[str]:
    return [_("Your mail did not become a case."), mail.trouble]


def _not_taken(mail: InboundMail) -> list[str]:
    return [_("Your mail could not be taken as it is."), mail.trouble, _new_case(mail)]


def _too_large(mail: InboundMail) -> list[str]:
    told = {"size": mail.size // 2**20, "limit": settings.MAX_MAIL_BYTES // 2**20}
    return [
        _("Your mail is too large: %(size)d MB, the limit is %(limit)d MB. Nothing of it was kept.") % told,
        _("Send it again without its largest files, or attach them in the portal: %(link)s")
        % {"link": links.page("landing")},
    ]


def _too_often(mail: InboundMail) -> list[str]:
    return [
        _("More mails came from your address within an hour than we take (%(limit)d). This one was not read.")
        % {"limit": settings.MAIL_PER_HOUR},
        _("Send it again later, or write in the portal: %(link)s") % {"link": links.page("landing")},
    ]


def _new_case(mail: InboundMail) -> str:
    if mail.membership is None:
        return links.page("landing")
    vendor = mail.membership.vendor
    return _("For something new, write to %(address)s or fill in the form: %(link)s") % {
        "address": address_of(vendor, *portal_address()),
        "link": links.page("new_case", vendor.slug),
    }


def _case(mail: InboundMail) -> str:
    if mail.case is None or mail.membership is None:
        return ""
    return links.case_page(mail.case, mail.membership.vendor.slug)


_SAYS: dict[Reason, Callable[[InboundMail], list[str]]] = {
    Reason.STAFF: _staff,
    Reason.NOT_CONTACT: _not_contact,
    Reason.NOT_ON_CASE: _not_on_case,
    Reason.SEVERAL: _several,
    Reason.CLOSED: _closed,
    Reason.NO_CONTRACT: _no_contract,
    Reason.NOT_TAKEN: _not_taken,
    Reason.TOO_LARGE: _too_large,
    Reason.TOO_OFTEN: _too_often,
}
