"""The letter with a link for a new password: in its reader's language, with the look of the vendor they work with."""

from email.utils import formataddr
from urllib.parse import urljoin

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from notifications.mail.addresses import portal_address, sender
from notifications.mail.password_letters import message_id
from notifications.models import PasswordLetter
from portal.accounts import memberships_of
from tenants.colours import hex_of
from tenants.models import Person, Vendor


def compose(letter: PasswordLetter) -> EmailMultiAlternatives | None:
    """None for a stranger: nobody has the portal write to whom they like."""
    person = Person.objects.filter(email__iexact=letter.email, is_active=True).order_by("pk").first()
    if person is None:
        return None
    vendors = {row.vendor for row in memberships_of(person)}
    with translation.override(person.language):
        return _mail(letter, person, vendors.pop() if len(vendors) == 1 else None)


def _mail(letter: PasswordLetter, person: Person, vendor: Vendor | None) -> EmailMultiAlternatives:
    hue = (vendor or Vendor()).accent_hue
    context = {"vendor": vendor, "link": _link(person), "accent": hex_of(0.45, 0.11, hue), "name": person.name}
    subject = " ".join(render_to_string("emails/password/subject.txt", context).split())
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_to_string("emails/password/body.txt", context).strip() + "\n",
        from_email=sender(vendor) if vendor else formataddr((_("Partner support"), "@".join(portal_address()))),
        to=[formataddr((person.name, person.email))],
        headers={
            "Message-ID": message_id(letter),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(render_to_string("emails/password/body.html", {**context, "subject": subject}), "text/html")
    return mail


def _link(person: Person) -> str:
    """Works once, as long as PASSWORD_RESET_TIMEOUT says; made of the portal's own address, not of the request's."""
    names = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return urljoin(settings.PORTAL_URL, reverse("account_reset_password_from_key", kwargs=names))
