"""Billable work: the vendor offers it, a Designated Contact accepts or declines, both read what was agreed (R51)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.models import Case
from cases.offers import Offers, Standing, offers_of, terms_in_words
from cases.refusals import Incomplete, Refused
from cases.verbs.answer_offer import answer_offer
from cases.verbs.end_offer import withdraw_offer
from cases.verbs.make_offer import make_offer
from portal.forms.offer import AnswerForm, OfferForm, initial_of
from portal.gates import Door, member, vendor_side
from portal.instants import full
from portal.matter.offers import rows_of, state_in_words
from portal.permissions import Act

ANSWERS = {"accept": True, "decline": False}


@vendor_side
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, number: int) -> HttpResponse:
    """GET: a form, with the terms of the newest offer where there is one. POST: the case's next offer."""
    door: Door = request.door  # type: ignore[attr-defined]
    case = door.case(number)
    door.require(Act.OFFER)
    newest = offers_of(case).newest
    before = newest.offer if newest else None
    form = OfferForm(request.POST or None, initial=initial_of(before, door.now))
    if request.method == "POST" and form.is_valid():
        try:
            with door.working():
                event = make_offer(case, form.terms(), by=door.membership, at=door.now)
            messages.success(request, _("It is offered. The partner’s Designated Contacts are told."))
            return redirect("offer", door.vendor.slug, number, event.data["number"])
        except (Incomplete, Refused) as refused:
            form.add_refused(refused)
    form.mark_required()
    context = {"form": form, "case": case, "before": newest, "back_url": _case_url(door, case)}
    return render(request, "portal/offers/form.html", context, status=422 if form.errors else 200)


@member
@require_safe
def offer(request: HttpRequest, number: int, offer: int) -> HttpResponse:
    """One offer: its terms, who agreed to them and when; for the partner's contacts the place to answer it."""
    door: Door = request.door  # type: ignore[attr-defined]
    case, offers, found = _found(door, number, offer)
    return _page(request, case, offers, found, AnswerForm())


@member
@require_POST
def answer(request: HttpRequest, number: int, offer: int) -> HttpResponse:
    """POST act (accept, decline) with body, a word. Of Designated Contacts alone."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.ANSWER_OFFER)
    case, _offers, found = _found(door, number, offer)
    accepted = ANSWERS.get(request.POST.get("act", ""))
    if accepted is None:
        return HttpResponseBadRequest()
    form = AnswerForm(request.POST)
    body = form.cleaned_data["body"] if form.is_valid() else ""
    try:
        with door.working():
            event = answer_offer(found.offer, accepted=accepted, by=door.membership, at=door.now, body=body)
    except Refused as refused:
        form.add_refused(refused)
        now = offers_of(case)  # somebody may have answered or replaced it meanwhile
        return _page(request, case, now, now.numbered(offer) or found, form)
    words = _("You have accepted it. This page is the record.") if accepted else _("You have declined it.")
    messages.success(request, words if event else _("It was so already. Nothing was changed."))
    return redirect("offer", door.vendor.slug, number, offer)


@vendor_side
@require_POST
def withdraw(request: HttpRequest, number: int, offer: int) -> HttpResponse:
    """Takes back an offer that nobody has answered."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.OFFER)
    _case, _offers, found = _found(door, number, offer)
    try:
        with door.working():
            event = withdraw_offer(found.offer, by=door.membership, at=door.now)
        messages.success(request, _("It is withdrawn.") if event else _("It was so already. Nothing was changed."))
    except Refused as refused:
        messages.warning(request, str(refused))
    return redirect("offer", door.vendor.slug, number, offer)


def _found(door: Door, number: int, offer: int) -> tuple[Case, Offers, Standing]:
    """Raises Http404 where the reader's scope shows no such offer: a partner's customers see none."""
    case = door.case(number)
    offers = offers_of(case)
    found = offers.numbered(offer)
    if found is None:
        raise Http404
    found.offer.case = case
    return case, offers, found


def _page(request: HttpRequest, case: Case, offers: Offers, found: Standing, form: AnswerForm) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    rows = rows_of(case, offers, door)
    own = next(row for row in rows if row.number == found.offer.number)
    agreed = offers.agreed
    context = {
        "case": case,
        "offer": found.offer,
        "end": found.end,
        "terms": terms_in_words(found.offer),
        "offered_at": full(found.offer.at),
        "ended_at": full(found.end.at) if found.end else "",
        "row": own,
        "state": state_in_words(found, door.now),
        "others": [row for row in rows if row is not own],
        "still": agreed if agreed is not None and agreed is not found else None,
        "form": form,
        "may_withdraw": own.waits and door.may(Act.OFFER),
        "new_url": reverse("offer_new", args=[door.vendor.slug, case.number])
        if door.may(Act.OFFER) and not case.is_over
        else "",
        "case_url": _case_url(door, case),
    }
    return render(request, "portal/offers/page.html", context, status=422 if form.errors else 200)


def _case_url(door: Door, case: Case) -> str:
    return reverse("case", args=[door.vendor.slug, case.number])
