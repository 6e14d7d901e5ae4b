"""What every page knows: the key `page`, a Page, and `now`.

The door sets request.door: vendor (slug, name, accent_hue), membership (name, role, is_vendor_side, partner)
and, where it has read the clock, now (aware UTC). Pages without a door (sign-in, errors, where to) get a Page
without vendor and navigation. A view's own context wins over both keys.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from portal.permissions import Act, may
from tenants.models import Membership
from tenants.roles import Role


@dataclass(frozen=True)
class Place:
    """One entry of the main navigation. current is "page" on the page itself, "true" below it, or ""."""

    label: str
    url: str
    current: str = ""


@dataclass(frozen=True)
class Seat:
    """A membership that the person may act by at this vendor."""

    pk: int
    place: str
    role: str
    current: bool


@dataclass(frozen=True)
class Page:
    """Frame of a page.

    side is "vendor", "partner" or "" (no door). urls holds the addresses that exist, by name: home, search,
    bell, bell_count, profile, preferences, mails, survey_terms, seat, language. seats: empty, or two and more to
    choose from.
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
    seats: tuple[Seat, ...] = ()
    logo: str = ""  # address of the vendor's logo


# Name of the address, label, and the names of the pages below it. Absent addresses are left out.
VENDOR_PLACES = (
    ("queue", _("Queue"), ("case", "receipt")),
    ("escalations", _("Escalations"), ()),
    ("figures", _("Figures"), ("figure_cases", "figure_mails")),
    ("feedback", _("Feedback"), ()),
    (
        "notices",
        _("Notices"),
        ("notice", "notice_new", "notice_edit", "notice_correct", "notice_end", "notice_withdraw"),
    ),
    ("policy", _("Policy"), ()),
)
PARTNER_PLACES = (
    ("home", _("Home"), ()),
    ("case_list", _("Cases"), ("case", "new_case", "receipt")),
    ("notices", _("Notices"), ("notice",)),
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
ADDRESSES = ("search", "bell", "bell_count", "profile", "preferences", "seat")


def page(request) -> dict:
    """The context processor: {"page": Page, "now": instant or None}."""
    door = getattr(request, "door", None)
    if door is None:
        return {"page": _without_door(request), "now": None}
    seats = getattr(door, "seats", ())
    return {"page": frame(request, door.vendor, door.membership, seats), "now": getattr(door, "now", None)}


def _without_door(request) -> Page:
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    return Page(name=person.name if signed_in else "", urls=_common(), demo=settings.DEMO, demo_mails=_demo_mails())


def bare(vendor) -> Page:
    """The Page of an address that a token opens: the vendor's look, and nobody's places."""
    return Page(vendor=vendor, hue=vendor.accent_hue, demo=settings.DEMO)


def frame(request, vendor, member, seats: Sequence[Membership] = ()) -> Page:
    """The Page of a member of the vendor, who may have several seats there. Asks the database nothing."""
    side = "vendor" if member.is_vendor_side else "partner"
    urls = {name: url for name in ADDRESSES if (url := address(name, vendor.slug))}
    urls["home"] = home_of(member, vendor)
    if may(member, Act.SEE_MAILS):
        urls["mails"] = address("mails", vendor.slug)
    if may(member, Act.CHANGE_SETTINGS):
        urls["survey_terms"] = address("survey_terms", vendor.slug)
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
        seats=_seats(member, seats),
        logo=logo_of(vendor),
    )


def _demo_mails() -> bool:
    return bool(settings.DEMO and settings.DEMO_MAIL_DIR)


def logo_of(vendor) -> str:
    """The address of the vendor's logo with its version, "" without one."""
    version = getattr(vendor, "logo", "")
    return f"{address('logo', vendor.slug)}?v={version}" if version else ""


def _seats(member: Membership, seats: Sequence[Membership]) -> tuple[Seat, ...]:
    """One for each membership where there are several; of two in one partner the role tells them apart."""
    if len(seats) < 2:
        return ()
    return tuple(Seat(seat.pk, place_of(seat), Role(seat.role).label, seat.pk == member.pk) for seat in seats)


def place_of(member: Membership) -> str:
    """For whom a membership acts: "Nordwind Systemhaus", a customer's name, or the vendor's."""
    return next(place.name for place in (member.customer, member.partner, member.vendor) if place)


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
