"""Notices are drafted and published at the desk. Each act calls one verb behind the door."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.refusals import Incomplete, Refused
from contacts.models import Product, Region
from notifications.models import Notice, NoticeState
from notifications.notices.draft_notice import draft_notice
from notifications.notices.publish_notice import publish_notice
from portal.forms.notice import NoticeForm, initial_of
from portal.gates import Door, vendor_side
from portal.notices.acting import kinds_for, require_tell
from portal.notices.wording import plans_of
from portal.permissions import Act
from portal.views.notices import find, find_to_tell
from tenants.models import Partner


@vendor_side
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """GET: an empty form. POST: a draft, and its page, which shows what publishing would do."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    return _draft(request, door, None)


@vendor_side
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, notice: int) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    found = find(door, notice)
    require_tell(door, found.kind)
    if found.state != NoticeState.DRAFT:
        return redirect("notice", door.vendor.slug, found.pk)
    return _draft(request, door, found)


def _draft(request: HttpRequest, door: Door, notice: Notice | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    form = NoticeForm(_offer(door), given, initial=initial_of(notice) if notice else None)
    if given is not None and form.is_valid():
        wanted = form.wanted()
        if wanted.kind:
            require_tell(door, wanted.kind)
        try:
            with door.working():
                saved = draft_notice(wanted, by=door.membership, at=door.now, notice=notice)
            return redirect("notice", door.vendor.slug, saved.pk)
        except (Incomplete, Refused) as refused:
            form.add_refused(refused)
    return _form_page(request, door, form, notice)


def _form_page(request: HttpRequest, door: Door, form: NoticeForm, notice: Notice | None) -> HttpResponse:
    form.mark_required()
    back = (
        reverse("notice", args=[door.vendor.slug, notice.pk]) if notice else reverse("notices", args=[door.vendor.slug])
    )
    context = {"form": form, "notice": notice, "back_url": back}
    return render(request, "portal/notices/form.html", context, status=422 if form.errors else 200)


def _offer(door: Door) -> dict:
    return {
        "kind": kinds_for(door),
        "products": list(Product.objects.filter(active=True).values_list("code", "name")),
        "plans": plans_of(door.vendor),
        "regions": [(region.code, region.name) for region in Region.objects.all()],
        "partners": list(Partner.objects.order_by("name").values_list("pk", "name")),
    }


@vendor_side
@require_POST
def publish(request: HttpRequest, notice: int) -> HttpResponse:
    """Publishes a draft; what keeps it from being told comes back at its field."""
    door, found = find_to_tell(request, notice)
    try:
        with door.working():
            done = publish_notice(found, by=door.membership, at=door.now)
    except (Incomplete, Refused) as refused:
        form = NoticeForm(_offer(door), _posted(found))
        form.full_clean()
        form.add_refused(refused)
        return _form_page(request, door, form, found)
    words = _("It is published.") if done else _("It was so already. Nothing was changed.")
    messages.success(request, words)
    return redirect("notice", door.vendor.slug, found.pk)


def _posted(notice: Notice) -> dict:
    """A draft as if its form had been sent, so that errors stand at its fields."""
    form = NoticeForm({}, initial=initial_of(notice))
    return {
        bound.name: bound.field.prepare_value(bound.field.widget.format_value(bound.initial))
        if not isinstance(bound.initial, list)
        else bound.initial
        for bound in form
        if bound.initial is not None
    }
