"""The agent's queue: a page of 50 cases, its news, and acts on the selected ones."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cases.models import Case
from notifications.models import Notice
from portal.clocks import foremost
from portal.desk.bulk import STATUSES, Outcome, act_on
from portal.desk.choices import STATUS_WORDS, Choices
from portal.desk.counting import counts
from portal.desk.cursor import cursor_after, key_in
from portal.desk.lens import FILTERS, VIEWS, Lens
from portal.desk.ribbon import due_today, region_of, ribbon
from portal.desk.rows import Tables, groups_of, rows_of, with_names
from portal.desk.saved import Saved, saved_views, shown_now
from portal.forms.saved_view import SavedViewForm
from portal.gates import Door, vendor_side
from portal.notices.linking import link_all, running_incidents
from portal.notices.shown import at_the_desk
from portal.permissions import Act
from portal.typed import is_id
from tenants.models import Membership

SIZE = 50
TOLD = 5  # refusals that are told one by one


@vendor_side
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """?view, order, the filters, after (a cursor): a broken one is the first page."""
    door: Door = request.door
    door.require(Act.SEE_QUEUE)
    return draw(request, Lens.read(request.GET), after=request.GET.get("after", ""))


def draw(
    request: HttpRequest,
    lens: Lens,
    *,
    after: str = "",
    saving: SavedViewForm | None = None,
    renaming: SavedViewForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The queue through a lens; `saving` and `renaming` are forms that were refused."""
    door: Door = request.door  # type: ignore[attr-defined]
    choices, saved = Choices(door.vendor, door.now), saved_views()
    context = _frame(lens, choices, door, request) | _page(lens, choices, door, after, saved)
    context |= _saving(lens, door, saved, saving, renaming)
    return render(request, "portal/queue/queue.html", context, status=status)


def _saving(
    lens: Lens, door: Door, saved: list[Saved], saving: SavedViewForm | None, renaming: SavedViewForm | None
) -> dict:
    """The forms that keep this view, or change the saved one that is shown."""
    now = shown_now(saved, lens)
    changes = now is not None and now.may_change(door)
    return {
        "saved_now": now.view if now else None,
        "saving": None if now and not saving else saving or SavedViewForm(may_share=door.may(Act.SHARE_VIEWS)),
        "renaming": renaming or SavedViewForm(initial={"name": now.view.name}) if now and changes else None,
        "lens_query": lens.query(),
    }


def _page(lens: Lens, choices: Choices, door: Door, after: str, saved: list[Saved]) -> dict:
    """The rows from the cursor on, with what leads further."""
    key = key_in(after, lens.sort) if after else None
    cases = list(lens.cases(door).after(lens.sort, key)[: SIZE + 1])
    more, cases = len(cases) > SIZE, with_names(cases[:SIZE], choices)
    due = [] if lens.shown.lately else due_today(lens.cases(door), door)
    first = foremost({case.pk for case in (*cases, *due)})
    tables = Tables(cases)
    rows = rows_of(cases, first, tables, door, choices, came_from=_quoted(lens.query()))
    groups = list(groups_of(rows, tables)) if lens.grouped else []
    now = shown_now(saved, lens)
    # A saved view's filters are its own: the other views lead out of it, whole.
    around = Lens(order=lens.order) if now else lens
    questions = _questions(lens, around, door, [group.rank for group in groups])
    totals = counts(door.vendor, questions | {one.key: one.lens.cases(door) for one in saved})
    for group in groups:
        group.total = totals[f"rank{group.rank}"]
    base = reverse("queue", args=[door.vendor.slug])
    region = region_of(choices.regions, choices.calendars, lens.filters.get("region", ""), door.membership.person.zone)
    return {
        "ribbon": None if lens.shown.lately else ribbon(due, first, region, choices.calendars, door),
        "rows": rows,
        "groups": groups,
        "total": totals["shown"],
        "late": totals["late"],
        "today": totals["due"],
        "views": [_entry(name, around, base, totals, now is None) for name in VIEWS],
        "saved": [_saved_entry(one, base, totals, one is now) for one in saved],
        "first_url": f"{base}?{lens.query()}" if key else "",
        "next_url": f"{base}?{lens.query(after=cursor_after(cases[-1], lens.sort))}" if more else "",
        "here": lens.query(after=after if key else ""),
    }


def _questions(lens: Lens, around: Lens, door: Door, ranks: list[int]) -> dict:
    """What the page counts: each view, narrowed by the filters of `around`; what is shown; what is late and due today
    in it; each group.
    """
    cases = lens.cases(door)
    late = int(door.now.timestamp())
    today = VIEWS["today"].ask(cases, door)
    return {
        **{f"view_{name}": around.cases(door, name) for name in VIEWS},
        "shown": cases,
        "late": today.filter(next_due__lte=late),
        "due": today.filter(next_due__gt=late),
        **{f"rank{rank}": cases.filter(severity_rank=rank) for rank in ranks},
    }


def _saved_entry(saved: Saved, base: str, totals: dict, current: bool) -> dict:
    return {
        "label": saved.view.name,
        "icon": "users" if saved.view.team else "filter",
        "url": f"{base}?{saved.lens.query()}",
        "count": totals[saved.key],
        "current": current,
    }


def _entry(name: str, lens: Lens, base: str, totals: dict, built_in: bool) -> dict:
    view = VIEWS[name]
    count = totals[f"view_{name}"]
    return {
        "label": view.label,
        "icon": view.icon,
        "url": f"{base}?{lens.at(name).query()}",
        "count": count,
        "current": built_in and name == lens.view,
        "alarm": name == "risk" and count.number > 0,
    }


def _frame(lens: Lens, choices: Choices, door: Door, request: HttpRequest) -> dict:
    """All around the rows: filters, ribbon, what bulk acts offer, where news are asked for."""
    base = reverse("queue", args=[door.vendor.slug])
    offered = choices.of_filters()
    newest = Case.objects.aggregate(newest=Max("number"))["newest"] or 0
    return {
        "lens": lens,
        **at_the_desk(door),
        "filters": [_filter(name, lens, offered[name]) for name in FILTERS if offered[name]],
        "set_filters": [_chip(name, value, lens, base, offered[name]) for name, value in lens.filters.items()],
        "owners": choices.owners,
        "statuses": [(status, STATUS_WORDS[status]()) for status in STATUSES],
        "policy_url": f"{base}?{lens.sorted_by('policy').query()}",
        "due_url": f"{base}?{lens.sorted_by('due').query()}",
        "link": request.build_absolute_uri(f"{base}?{lens.query()}"),
        "news_url": f"{reverse('queue_news', args=[door.vendor.slug])}?{lens.query(since=str(newest))}",
    }


def _filter(name: str, lens: Lens, offered: list[tuple[str, str]]) -> dict:
    return {"name": name, "label": FILTERS[name], "options": offered, "value": lens.filters.get(name, "")}


def _chip(name: str, value: str, lens: Lens, base: str, offered: list[tuple[str, str]]) -> dict:
    return {
        "name": FILTERS[name],
        "value": dict(offered).get(value, value),
        "remove_url": f"{base}?{lens.without(name).query()}",
    }


def _quoted(query: str) -> str:
    return urlencode({"": query})[1:]


@vendor_side
@require_GET
def news(request: HttpRequest) -> HttpResponse:
    """?since (the highest case number that the page knew): the button "4 new", or nothing.

    Numbers are given out in the order of commits, so none is missed between two questions.
    """
    door: Door = request.door
    door.require(Act.SEE_QUEUE)
    lens, since = Lens.read(request.GET), request.GET.get("since", "")
    if not is_id(since):
        return HttpResponse(status=400)
    cases = lens.cases(door).filter(number__gt=int(since))
    count = counts(door.vendor, {"new": cases})["new"]
    if not count.number:
        return HttpResponse()
    url = f"{reverse('queue', args=[door.vendor.slug])}?{lens.query()}"
    return render(request, "portal/queue/news.html", {"count": count, "url": url})


@vendor_side
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """POST case (numbers), owner ("me" or a membership's id), status, incident (a notice's id), view (the lens' query):
    back to the view.
    """
    door: Door = request.door
    lens = Lens.read(QueryDict(request.POST.get("view", "")))
    back = f"{reverse('queue', args=[door.vendor.slug])}?{lens.query()}"
    numbers = [int(word) for word in request.POST.getlist("case") if is_id(word)][:SIZE]
    owner, status = _owner(request.POST.get("owner", ""), door), request.POST.get("status", "")
    incident = _incident(request.POST.get("incident", ""))
    if not numbers or status not in ("", *STATUSES) or not (owner or status or incident):
        messages.warning(request, _("Nothing was changed: select cases, and what is to be done with them."))
        return redirect(back)
    if owner is not None:
        door.require(Act.ASSIGN)
    if status:
        door.require(Act.TRIAGE)
    if incident is not None:
        door.require(Act.LINK_INCIDENT)
        _tell(request, link_all(numbers, incident, door))
    if owner is not None or status:
        _tell(request, act_on(numbers, door, owner=owner, status=status))
    return redirect(f"{back}#case-{numbers[0]}")


def _owner(word: str, door: Door) -> Membership | None:
    if word == "me":
        return door.membership
    if not is_id(word):
        return None
    return Membership.objects.active().of_vendor_side().filter(pk=int(word)).first()


def _incident(word: str) -> Notice | None:
    return next((notice for notice in running_incidents() if str(notice.pk) == word), None)


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    done, same = len(outcome.done), len(outcome.same)
    if done:
        messages.success(request, ngettext("%(count)d case done.", "%(count)d cases done.", done) % {"count": done})
    if same:
        words = ngettext("%(count)d case was so already.", "%(count)d cases were so already.", same)
        messages.info(request, words % {"count": same})
    for number, reason in outcome.refused[:TOLD]:
        messages.warning(request, _("%(number)s was left as it is: %(reason)s") % {"number": number, "reason": reason})
    if (more := len(outcome.refused) - TOLD) > 0:
        words = ngettext("%(count)d more was left as it is.", "%(count)d more were left as they are.", more)
        messages.warning(request, words % {"count": more})
