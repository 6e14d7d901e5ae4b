"""Doors: who may come in where. A foreign thing is 404, a forbidden act is 403.

The address names the vendor. A door finds the person's active membership there, enters its scope for the whole
view (one transaction, as ATOMIC_REQUESTS does, so that an error leaves nothing half done), reads the clock once,
and lets the view find things only in the reader's own scope. Verbs trust the door.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme

from cases.models import Case
from portal.middleware import known_language, known_zone
from portal.permissions import Act, may
from portal.typed import is_code
from tenants.models import Membership, Vendor
from tenants.roles import Role
from tenants.scope import bearing, narrowed, unscoped, working
from tenants.tokens import BadToken, Bearer, read

SEATS = "seats"  # the session's key: {vendor's id: membership's id}


@dataclass(frozen=True)
class Door:
    """What a view knows of its reader: `now` is the one reading of the clock, an aware UTC instant.

    `seats` are all the memberships by which the person may come in at this vendor, the one in use among them.
    """

    membership: Membership
    now: datetime
    seats: tuple[Membership, ...] = ()

    @property
    def vendor(self) -> Vendor:
        return self.membership.vendor

    def may(self, act: Act) -> bool:
        return may(self.membership, act)

    def require(self, act: Act) -> None:
        """Raises PermissionDenied (403) where the reader's role may not do this."""
        if not self.may(act):
            raise PermissionDenied

    def case(self, number: int) -> Case:
        """A case that the reader's scope shows. Raises Http404 for any other."""
        # The vendor is known, and the policy's table is kept (slas.versions). More joins, and planning takes longer
        # than reading.
        related = ("partner", "customer", "contact", "owner", "product", "last_word_by")
        case = Case.objects.select_related(*related).filter(number=number).first()
        if case is None:
            raise Http404
        case.vendor = self.vendor
        return case

    @contextmanager
    def working(self) -> Iterator[None]:
        """The vendor's side in the same transaction, for a verb that the door has allowed."""
        with working(self.vendor):
            yield


def seats_at(person, slug: str) -> list[Membership]:
    """The active memberships by which a person may come in at a vendor's address, the vendor's own side first."""
    if not person.is_authenticated or not is_code(slug):
        return []
    with unscoped("a page's frame finds the memberships of its reader"):
        return _seats_at(person, slug)


def _seats_at(person, slug: str) -> list[Membership]:
    found = Membership.objects.active().select_related("vendor", "partner", "customer", "person")
    own = found.filter(person=person, vendor__slug=slug)
    return list(own.order_by(F("partner").asc(nulls_first=True), "pk"))


def taken(request: HttpRequest, seats: list[Membership]) -> Membership | None:
    """The seat that the session remembers for this vendor; the first where it remembers none, or one that is gone."""
    if len(seats) < 2:
        return seats[0] if seats else None
    kept = request.session.get(SEATS)
    wanted = kept.get(str(seats[0].vendor_id)) if isinstance(kept, dict) else None
    return next((seat for seat in seats if seat.pk == wanted), seats[0])


def take(request: HttpRequest, seat: Membership) -> None:
    """Has the session remember by which membership the person comes in at that vendor."""
    kept = request.session.get(SEATS)
    request.session[SEATS] = {**(kept if isinstance(kept, dict) else {}), str(seat.vendor_id): seat.pk}


def door(*roles: Role) -> Callable:
    """Wraps a view `(request, …)` of the address `/<vendor>/…`; request.door is a Door.

    Strangers are sent to sign in; a person without an active membership at this vendor gets 404; a role that is
    not among `roles` (none given: every role) gets 403.
    """

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def behind_the_door(request: HttpRequest, vendor: str, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request, reverse("home", args=[vendor]))
            if not is_code(vendor):
                raise Http404
            # One transaction: every row that the view sees, it sees as the reader.
            with unscoped("a door finds the memberships of its reader"):
                seats = _seats_at(request.user, vendor)
                membership = taken(request, seats)
                if membership is None:
                    raise Http404
                request.door = Door(membership, timezone.now(), tuple(seats))  # type: ignore[attr-defined]
                if roles and membership.role not in roles:
                    raise PermissionDenied
                with narrowed(membership):
                    response = view(request, *args, **kwargs)
                    if hasattr(response, "render") and not response.is_rendered:
                        response.render()  # templates read rows: inside the scope
                    return response

        behind_the_door.roles = roles or tuple(Role)  # type: ignore[attr-defined]
        return behind_the_door

    return wrap


def bearer_door(purpose: str) -> Callable:
    """Wraps a view `(request, …)` of an address `/<vendor>/…/<token>/` that needs no sign-in: what the token allows.

    request.door is the Door of the token's membership, in its scope and no wider; request.bearer is what the token
    says, in the membership's own language and zone. What is not such a token, a foreign vendor's or a former
    person's gets 404: nothing tells which of them it was.
    """

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def behind_the_door(request: HttpRequest, vendor: str, token: str, *args, **kwargs) -> HttpResponse:
            with _bearing(purpose, token) as (bearer, membership):
                if membership.vendor.slug != vendor:
                    raise Http404
                request.door = Door(membership, timezone.now())  # type: ignore[attr-defined]
                request.bearer = bearer  # type: ignore[attr-defined]
                with _speaking_to(request, membership):
                    response = view(request, *args, **kwargs)
                # The address is the key: it must reach no other site and no cache.
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["Cache-Control"] = "no-store"
                return response

        behind_the_door.purpose = purpose  # type: ignore[attr-defined]
        return behind_the_door

    return wrap


def demo_door(view: Callable) -> Callable:
    """Wraps a view that is there only where the demo's mails are caught; request.now: the one reading of the clock."""

    @wraps(view)
    def behind_the_door(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (settings.DEMO and settings.DEMO_MAIL_DIR):
            raise Http404("No mails are caught here")
        request.now = timezone.now()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return behind_the_door


def operator_door(view: Callable) -> Callable:
    """Wraps a view `(request, now, …)` for whoever looks after the installation: in no scope, so it shows no vendor's.

    Strangers are sent to sign in; for other people there is no such page (404).
    """

    @wraps(view)
    def behind_the_door(request: HttpRequest, **named) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request, reverse("operator"))
        if not request.user.is_operator:
            raise Http404
        return view(request, timezone.now(), **named)

    return behind_the_door


def key_door(purpose: str) -> Callable:
    """Wraps a view `(request)` of an address `/…/<token>/` of the installation itself: request.bearer is what the
    token says, request.now the one reading of the clock. No scope is entered; what is no such token gets 404.
    """

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def behind_the_door(request: HttpRequest, token: str) -> HttpResponse:
            try:
                request.bearer = read(purpose, token)  # type: ignore[attr-defined]
            except BadToken:
                raise Http404 from None
            request.now = timezone.now()  # type: ignore[attr-defined]
            return view(request)

        return behind_the_door

    return wrap


@contextmanager
def _bearing(purpose: str, token: str) -> Iterator[tuple[Bearer, Membership]]:
    try:
        bearer = read(purpose, token)
        with ExitStack() as stack:
            yield bearer, stack.enter_context(bearing(bearer))
    except BadToken:
        raise Http404 from None


@contextmanager
def _speaking_to(request: HttpRequest, membership: Membership) -> Iterator[None]:
    """The language of the mail that brought the link, unless ?language or a choice made before says another one; the
    person's zone.

    A form would not do to choose it: under this page's referrer policy its post comes from nowhere.
    """
    asked = request.GET.get("language", "")
    if asked in dict(settings.LANGUAGES):
        request.LANGUAGE_CODE = asked
    elif settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        with unscoped("a token's bearer is spoken to in their own language"):
            language = Membership.objects.values_list("person__language", flat=True).get(pk=membership.pk)
        request.LANGUAGE_CODE = known_language(language)
    with translation.override(request.LANGUAGE_CODE), timezone.override(known_zone(membership.zone)):
        yield


def _to_sign_in(request: HttpRequest, home: str) -> HttpResponse:
    """Back to the page afterwards, not to a part of it that htmx asked for, nor to what can only be posted: then to the
    page it was written on, or home.

    Who was at work on a page (not: who came to one) is told that the session is over, by the word `ended`.
    """
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": _ended(_page_of(request) or home)})
    if request.method not in ("GET", "HEAD"):
        return HttpResponseRedirect(_ended(_written_on(request) or home))
    return redirect_to_login(request.get_full_path())


def _ended(back: str) -> str:
    return f"{redirect_to_login(back).url}&ended=1"


def _written_on(request: HttpRequest) -> str:
    """The page whose form was posted, where its draft is kept: a case, a new case; otherwise nothing."""
    match = request.resolver_match
    if match and "number" in match.kwargs:
        return reverse("case", args=[match.kwargs["vendor"], match.kwargs["number"]])
    return request.path if match and match.url_name == "new_case" else ""


def _page_of(request: HttpRequest) -> str:
    """The path of the page that htmx asks from, "" where it is none of this portal's."""
    url = request.headers.get("HX-Current-URL", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    parts = urlsplit(url)
    return urlunsplit(("", "", parts.path, parts.query, ""))


vendor_side = door(*Role.vendor_side())
partner_side = door(*Role.partner_side(), Role.CUSTOMER_USER)
member = door()
