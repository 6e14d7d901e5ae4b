"""A Designated Contact sends a case (R14-R18, R25), and sees beforehand what is promised for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import limits
from cases.models import Case, Milestone, Status
from cases.refusals import Incomplete, Refused
from cases.submission import check
from cases.terms import Terms, terms_of
from cases.verbs.submit import submit
from contacts.models import Product
from portal.forecasts import ForecastInWords, forecast_of
from portal.forms.completeness import lacks_of, parts_of
from portal.forms.new_case import CHANGING, NewCaseForm, offer_of
from portal.gates import Door, partner_side
from portal.instants import absolute
from portal.notices.shown import about
from portal.permissions import Act
from portal.severities import scale_of
from slas.clock import HorizonError
from slas.terms import MilestoneKind
from tenants.models import Membership
from tenants.roles import Role


@partner_side
@require_http_methods(["GET", "POST"])
def new_case(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: sends it; the page of the case, or 422 and the form with what is wrong."""
    door: Door = request.door  # type: ignore[attr-defined]
    if not door.may(Act.SUBMIT):
        return _only_contacts(request, door)
    try:
        terms = _terms(door)
    except Refused as refused:
        return render(request, "portal/new_case/no_contract.html", {"reason": refused.reason}, status=409)
    # An empty form is a form that was sent, too: what is missing is told.
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = NewCaseForm(offer_of(terms, door.membership), *given)
    if request.method == "POST":
        case = _sent(door, form, terms)
        if case is not None:
            messages.success(request, _sent_words(case, door), extra_tags=f"draft:{draft_key(door)}")
            if case.category and case.status == Status.REFERRED:
                words = _(
                    "This is a question of services, and is with Professional Services. It may be billable:"
                    " nothing is billed before you agree."
                )
                messages.info(request, words)
            return redirect("case", door.vendor.slug, case.number)
    context = _page(door, form, terms, told_errors(form) if form.is_bound else _lacking(door, form, terms))
    return render(request, "portal/new_case/page.html", context, status=422 if form.is_bound else 200)


@partner_side
@require_POST
def forecast(request: HttpRequest) -> HttpResponse:
    """What is promised and what is missing, for the form as it stands: swapped in while it is filled in."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SUBMIT)
    try:
        terms = _terms(door)
    except Refused as refused:
        return HttpResponse(refused.reason, status=409, content_type="text/plain; charset=utf-8")
    form = NewCaseForm(offer_of(terms, door.membership), request.POST)
    form.full_clean()
    context = _page(door, form, terms, _lacking(door, form, terms))
    context["changing"] = CHANGING
    # Swapped only when the page shows the scale for another environment, so that nobody loses the place.
    context["swap_scale"] = request.POST.get("scale_for") != context["scale"].environment
    return render(request, "portal/new_case/live.html", context)


def draft_key(door: Door) -> str:
    """Where the browser keeps the draft: one for each membership, on its own device."""
    return f"new-case-{door.vendor.slug}-{door.membership.pk}"


def _terms(door: Door) -> Terms:
    assert door.membership.partner is not None
    return terms_of(door.membership.partner, door.now)


def _sent(door: Door, form: NewCaseForm, terms: Terms) -> Case | None:
    """The case, or None with the errors at their fields. A form that was sent before gives the same case."""
    door.require(Act.SUBMIT)
    try:
        with door.working():
            if form.is_valid():
                return submit(form.submission(), by=door.membership, at=door.now)
            check(form.submission(), terms, by=door.membership)  # so that all that is wrong is said at once
    except Incomplete as incomplete:
        form.add_refused(incomplete.errors)
    except Refused as refused:
        form.add_refused({refused.field or "": refused.reason})
    return None


def _lacking(door: Door, form: NewCaseForm, terms: Terms) -> dict[str, str]:
    """What keeps a form that is still being written from being sent: {field: sentence}. Files come with sending."""
    errors = told_errors(form)
    try:
        check(form.submission(), terms, by=door.membership)
    except Incomplete as incomplete:
        return incomplete.errors | errors
    return errors


def told_errors(form: NewCaseForm) -> dict[str, str]:
    """The first error of each field."""
    return {name: str(found[0]) for name, found in form.errors.items()}


def _page(door: Door, form: NewCaseForm, terms: Terms, errors: dict[str, str]) -> dict:
    form.mark_required()
    chosen = form["severity"].value() or ""
    scale = scale_of(terms, form.offer.environments, form["environment"].value() or "", chosen)
    return {
        "form": form,
        "parts": {part.code: part for part in parts_of(form, errors)},
        "lacks": lacks_of(form, errors),
        "scale": scale,
        "products": chosen_products(form),
        "forecast": _forecast(terms, scale.chosen, door),
        "draft_key": draft_key(door),
        "told": [door.membership.name, *_on_copy(form)],
        "max_bytes": limits.file_bytes(),
        "max_files": limits.files(),
        "policy_url": reverse("policy", args=[door.vendor.slug]),
        "notices": about(str(form["product"].value() or ""), door),
        "files_lost": form.is_bound and bool(form.files),
    }


def _forecast(terms: Terms, severity: str, door: Door) -> ForecastInWords | None:
    """None, too, where the calendar does not reach that far."""
    try:
        return forecast_of(terms, severity, door.now)
    except HorizonError:
        return None


def chosen_products(form: NewCaseForm) -> list[Product]:
    """Whose versions are proposed: the chosen product's, or all while none is chosen."""
    code = form["product"].value()
    return [product for product in form.offer.products if product.code == code] or form.offer.products


def _on_copy(form: NewCaseForm) -> list[str]:
    chosen = {str(pk) for pk in form["watchers"].value() or []}
    return [person.name for person in form.offer.people if str(person.pk) in chosen]


def _sent_words(case: Case, door: Door) -> str:
    first = Milestone.objects.filter(case=case, kind=MilestoneKind.INITIAL_RESPONSE).first()
    if first is None or first.due_at is None:
        return _("Case %(number)s is with %(vendor)s.") % {"number": case.number, "vendor": door.vendor.name}
    words = _("Case %(number)s is with %(vendor)s. The first answer is due %(due)s.")
    return words % {"number": case.number, "vendor": door.vendor.name, "due": absolute(first.due_at, door.now)}


def _only_contacts(request: HttpRequest, door: Door) -> HttpResponse:
    """403, and who can send a case instead (R14)."""
    contacts = Membership.objects.active().filter(partner_id=door.membership.partner_id, role=Role.DESIGNATED_CONTACT)
    customer = door.membership.customer
    context = {"contacts": contacts, "customer": customer, "home": reverse("home", args=[door.vendor.slug])}
    return render(request, "portal/new_case/only_contacts.html", context, status=403)
