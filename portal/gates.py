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

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from cases.models import Case
from portal.permissions import Act, may
from portal.typed import is_code
from slas.models import PolicyVersion
from tenants.models import Membership, Vendor
from tenants.roles import Role
from tenants.scope import acting, bearing, unscoped, working
from tenants.tokens import BadToken, Bearer, read


@dataclass(frozen=True)
class Door:
    """What a view knows of its reader: `now` is the one reading of the clock, an aware UTC instant."""

    membership: Membership
    now: datetime

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
        # The vendor is known, and a policy's document is large and kept (slas.versions): with both joined, planning
        # takes longer than reading.
        related = ("partner", "customer", "contact", "owner", "product", "last_word_by")
        case = Case.objects.select_related(*related).filter(number=number).first()
        if case is None:
            raise Http404
        case.vendor = self.vendor
        case.policy = PolicyVersion.objects.defer("document").get(pk=case.policy_id)
        return case

    @contextmanager
    def working(self) -> Iterator[None]:
        """The vendor's side in the same transaction, for a verb that the door has allowed."""
        with working(self.vendor):
            yield


def membership_at(person, slug: str) -> Membership | None:
    """The active membership by which a person comes in at a vendor's address."""
    if not person.is_authenticated or not is_code(slug):
        return None
    with unscoped("a door finds the membership of its reader"):
        found = Membership.objects.active().select_related("vendor", "partner", "customer", "person")
        # Somebody who is on both sides of a vendor comes in on the vendor's.
        own = found.filter(person=person, vendor__slug=slug)
        return own.order_by(F("partner").asc(nulls_first=True), "pk").first()


def door(*roles: Role) -> Callable:
    """Wraps a view `(request, …)` of the address `/<vendor>/…`; request.door is a Door.

    Strangers are sent to sign in; a person without an active membership at this vendor gets 404; a role that is
    not among `roles` (none given: every role) gets 403.
    """

    def wrap(view: Callable) -> Callable:
        @wraps(view)
        def behind_the_door(request: HttpRequest, vendor: str, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request, vendor)
            membership = membership_at(request.user, vendor)
            if membership is None:
                raise Http404
            request.door = Door(membership, timezone.now())  # type: ignore[attr-defined]
            if roles and membership.role not in roles:
                raise PermissionDenied
            with acting(membership):
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
                response = view(request, *args, **kwargs)
                # The address is the key: it must reach no other site and no cache.
                response.headers["Referrer-Policy"] = "no-referrer"
                response.headers["Cache-Control"] = "no-store"
                return response

        behind_the_door.purpose = purpose  # type: ignore[attr-defined]
        return behind_the_door

    return wrap


def operator_door(view: Callable) -> Callable:
    """Wraps a view `(request, now)` for whoever looks after the installation: in no scope, so it shows nobody's rows.

    Strangers are sent to sign in; for other people there is no such page (404).
    """

    @wraps(view)
    def behind_the_door(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not request.user.is_operator:
            raise Http404
        return view(request, timezone.now())

    return behind_the_door


@contextmanager
def _bearing(purpose: str, token: str) -> Iterator[tuple[Bearer, Membership]]:
    try:
        bearer = read(purpose, token)
        with ExitStack() as stack:
            yield bearer, stack.enter_context(bearing(bearer))
    except BadToken:
        raise Http404 from None


def _to_sign_in(request: HttpRequest, vendor: str) -> HttpResponse:
    """Back to the page afterwards, not to a part of it that htmx asked for, nor to what can only be posted."""
    back = request.get_full_path()
    if is_part := request.headers.get("HX-Request") == "true":
        back = _page_of(request) or reverse("home", args=[vendor])
    elif request.method not in ("GET", "HEAD"):
        back = reverse("home", args=[vendor])
    answer = redirect_to_login(back)
    return HttpResponse(status=204, headers={"HX-Redirect": answer.url}) if is_part else answer


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
