"""Notices as people read them: the list, and one notice. A partner's person reads it by opening it signed in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.refusals import Incomplete
from contacts.models import Product
from notifications.models import Notice, NoticeCase, NoticeKind, NoticeState, NoticeVersion
from notifications.notices import support_hours
from notifications.notices.checking import check_ready
from notifications.notices.reach import reach_of
from notifications.notices.read_notice import read_notice
from notifications.notices.receipts import readings_of
from notifications.notices.wanted import wanted_of
from portal.gates import Door, member
from portal.notices.acting import acts_on, may_tell, require_tell
from portal.notices.addresses import addresses_of
from portal.notices.shown import shown
from portal.notices.wording import ICONS, audience_in_words, period_in_words, reach_in_words
from portal.permissions import Act
from portal.typed import is_id

PAST = 20
MOVES = 20  # of an availability notice, told one by one


@member
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Running first, then coming, then past: ?before (a notice's id) for older ones; drafts for who may write."""
    door: Door = request.door  # type: ignore[attr-defined]
    with_words = Notice.objects.select_related("current")
    before = request.GET.get("before", "")
    past = Notice.objects.over().select_related("current")
    past = list((past.filter(pk__lt=int(before)) if is_id(before) else past)[: PAST + 1])
    writes = door.may(Act.WRITE_NOTICES)
    context = {
        "running": shown(with_words.running(), door),
        "coming": shown(with_words.coming(), door),
        "past": shown(past[:PAST], door),
        "drafts": shown(with_words.drafts(), door) if writes else [],
        "writes": writes,
        "older": past[PAST - 1].pk if len(past) > PAST else "",
        "newest": bool(before),
        "addresses": addresses_of(door),
    }
    return render(request, "portal/notices/list.html", context)


@member
@require_safe
def notice(request: HttpRequest, notice: int) -> HttpResponse:
    """One notice. On the vendor's side with its reach, its readers and its cases; of a draft, what publishing does."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = find(door, notice)
    with door.working():
        read_notice(found, by=door.membership, at=door.now)
    return render(request, "portal/notices/page.html", context_of(door, found))


def find(door: Door, pk: int) -> Notice:
    """A notice that the reader's scope shows; a draft only to who may write. Raises Http404 for any other."""
    found = Notice.objects.select_related("current", "created_by", "published_by", "ended_by").filter(pk=pk).first()
    if found is None or found.current is None:
        raise Http404
    if found.state == NoticeState.DRAFT and not door.may(Act.WRITE_NOTICES):
        raise Http404
    if found.state == NoticeState.WITHDRAWN and found.published_at is None:
        raise Http404
    return found


def find_to_tell(request: HttpRequest, pk: int) -> tuple[Door, Notice]:
    """A notice that the reader may act on. Raises Http404, and PermissionDenied (403) for a kind that others tell."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.WRITE_NOTICES)
    found = find(door, pk)
    require_tell(door, found.kind)
    return door, found


def context_of(door: Door, notice: Notice) -> dict:
    names = dict(Product.objects.filter(code__in=notice.products).values_list("code", "name"))
    context = {
        "notice": notice,
        "words": notice.current,
        "icon": ICONS[NoticeKind(notice.kind)],
        "period": period_in_words(notice, door.now),
        "products": [names.get(code, code) for code in notice.products],
        "versions": list(NoticeVersion.objects.filter(notice=notice, at__isnull=False).order_by("-number")),
    }
    if door.membership.is_vendor_side:
        context |= _of_the_desk(door, notice)
    return context


def _of_the_desk(door: Door, notice: Notice) -> dict:
    wanted = wanted_of(notice)
    context = {
        "audience": audience_in_words(wanted.audience, door.vendor),
        "acts": acts_on(door, notice),
        "languages": [
            {
                "code": code,
                "title": getattr(notice.current, f"title_{code}"),
                "body": getattr(notice.current, f"body_{code}"),
            }
            for code in ("en", "de")
        ],
    }
    if notice.published_at is None:
        return context | _preview(door, notice)
    readings = readings_of(notice)
    return context | {
        "readings": readings,
        "read": sum(row.read for row in readings),
        "people": sum(row.people for row in readings),
        "following": support_hours.following_of(notice),
        "links": list(NoticeCase.objects.filter(notice=notice).select_related("case__partner", "event")),
        "unanswered": NoticeCase.objects.filter(notice=notice, event=None).exists()
        and notice.state == NoticeState.ENDED,
    }


def _preview(door: Door, notice: Notice) -> dict:
    """Whom it would reach, what it would move on the clocks, and what keeps it from being published."""
    wanted = wanted_of(notice)
    try:
        check_ready(wanted, door.now)
        problems = []
    except Incomplete as incomplete:
        problems = list(incomplete.errors.values())
    reach = reach_of(wanted.audience, door.now)
    if not reach.partners and not problems:
        problems = [_("This reaches no partner: nobody fits all that is chosen.")]
    hours = notice.kind == NoticeKind.AVAILABILITY
    preview = support_hours.would_move(wanted, door.now) if hours and not problems else None
    return {
        "reach": reach,
        "reach_words": reach_in_words(len(reach.partners), reach.people),
        "problems": problems,
        "moves": preview.moves[:MOVES] if preview else [],
        "moving": len(preview.moves) if preview else 0,
        "looked": preview if preview and preview.is_part else None,
        "moves_clocks": hours,
        "may_publish": may_tell(door, notice.kind) and not problems,
    }
