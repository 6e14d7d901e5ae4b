"""What every page knows: the key `page`, a Page, and `now`.

The door sets request.door: vendor (slug, name, accent_hue), membership (name, role, is_vendor_side, partner)
and, where it has read the clock, now (aware UTC). Pages without a door (sign-in, errors, where to) get a Page
without vendor and navigation. A view's own context wins over both keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.permissions import Act, may
from tenants.roles import Role


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation. current is "page" on the page itself, "true" below it, or ""."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class Page:
    """Frame of a page.

    side is "vendor", "partner" or "" (no door). urls holds the addresses that exist, by name: home, search,
    bell, bell_count, profile, preferences, mails, language.
    """

    vendor: object | None = None
    side: str = ""
    name: str = ""
    role: str = ""
    places: tuple[Place, ...] = ()
    urls: dict[str, str] = field(default_factory=dict)
    hue: int = 215
    demo: bool = False
    demo_mails: bool = False


# Name of the address, label, and the names of the pages below it. Absent addresses are left out.
VENDOR_PLACES = (
    ("queue", _("Queue"), ("case", "receipt")),
    ("escalations", _("Escalations"), ()),
    ("figures", _("Figures"), ("figure_cases", "figure_mails")),
    ("policy", _("Policy"), ()),
)
PARTNER_PLACES = (
    ("home", _("Home"), ()),
    ("case_list", _("Cases"), ("case", "new_case", "receipt")),
    ("policy", _("Policy"), ()),
    ("organisation", _("Our organisation"), ()),
)
ONLY_FOR = {
    "escalations": (Role.MANAGER, Role.ADMINISTRATOR),
    "figures": (Role.MANAGER, Role.ADMINISTRATOR),
    # A partner's customers see cases only: policy and contract are between vendor and partner.
    "policy": (*Role.vendor_side(), *Role.partner_side()),
    "organisation": tuple(Role.partner_side()),
}
ADDRESSES = ("search", "bell", "bell_count", "profile", "preferences")


def page(request) -> dict:
    """The context processor: {"page": Page, "now": instant or None}."""
    door = getattr(request, "door", None)
    if door is None:
        return {"page": _without_door(request), "now": None}
    return {"page": frame(request, door.vendor, door.membership), "now": getattr(door, "now", None)}


def _without_door(request) -> Page:
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    return Page(name=person.name if signed_in else "", urls=_common(), demo=settings.DEMO, demo_mails=_demo_mails())


def frame(request, vendor, member) -> Page:
    """The Page of a member of the vendor. Asks the database nothing."""
    side = "vendor" if member.is_vendor_side else "partner"
    urls = {name: url for name in ADDRESSES if (url := address(name, vendor.slug))}
    urls["home"] = home_of(member, vendor)
    if may(member, Act.SEE_MAILS):
        urls["mails"] = address("mails", vendor.slug)
    return Page(
        vendor=vendor,
        side=side,
        name=member.name,
        role=Role(member.role).label,
        places=tuple(_places(request, vendor.slug, side, member.role)),
        urls=urls | _common(),
        hue=vendor.accent_hue,
        demo=settings.DEMO,
        demo_mails=_demo_mails(),
    )


def _demo_mails() -> bool:
    return bool(settings.DEMO and settings.DEMO_MAIL_DIR)


def _common() -> dict[str, str]:
    return {name: url for name in ("language",) if (url := address(name))}


def home_of(member, vendor) -> str:
    """Where a member starts: the queue on the vendor's side, the partner's home on the other."""
    return address("queue" if member.is_vendor_side else "home", vendor.slug) or f"/{vendor.slug}/"


def _places(request, slug: str, side: str, role: str) -> Iterable[Place]:
    here = getattr(getattr(request, "resolver_match", None), "url_name", None)
    for name, label, below in VENDOR_PLACES if side == "vendor" else PARTNER_PLACES:
        url = address(name, slug)
        if url and role in ONLY_FOR.get(name, (role,)):
            yield Place(label, url, "page" if here == name else "true" if here in below else "")


def address(name: str, *args) -> str:
    """The address of that name, "" where the installation has none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
