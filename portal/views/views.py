"""Saving what the queue shows under a name; renaming and deleting it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.models import SavedView
from cases.refusals import Refused
from cases.saving_views import rename_view, save_view
from portal.desk.lens import Lens
from portal.desk.saved import Saved
from portal.forms.saved_view import SavedViewForm
from portal.gates import Door, vendor_side
from portal.permissions import Act
from portal.views.queue import draw


@vendor_side
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """POST name, view (the lens' query), team ("on", for those who may share): back to the queue as it is."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_QUEUE)
    team = bool(request.POST.get("team"))
    if team:
        door.require(Act.SHARE_VIEWS)
    lens = Lens.read(QueryDict(request.POST.get("view", "")))
    form = SavedViewForm(request.POST, may_share=door.may(Act.SHARE_VIEWS))
    form.is_valid()
    try:
        name = form.cleaned_data.get("name", "")
        view = save_view(by=door.membership, at=door.now, name=name, query=lens.query(), team=team)
    except Refused as refused:
        form.add_error("name", refused.reason)
        return draw(request, lens, saving=form, status=422)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{reverse('queue', args=[door.vendor.slug])}?{lens.query()}")


@vendor_side
@require_POST
def change(request: HttpRequest, view: int) -> HttpResponse:
    """POST act: rename (with name) or delete. A colleague's own view is 404; the team's is the managers'."""
    door: Door = request.door  # type: ignore[attr-defined]
    door.require(Act.SEE_QUEUE)
    found = SavedView.objects.filter(pk=view).first()
    if found is None:
        raise Http404
    saved = Saved(found, Lens.read(QueryDict(found.query)))
    if found.team:
        door.require(Act.SHARE_VIEWS)
    match request.POST.get("act"):
        case "rename":
            return _renamed(request, saved, door)
        case "delete":
            found.delete()
            messages.success(request, _("The view “%(name)s” is deleted. Its cases stay.") % {"name": found.name})
            return redirect(reverse("queue", args=[door.vendor.slug]))
    return HttpResponseBadRequest()


def _renamed(request: HttpRequest, saved: Saved, door: Door) -> HttpResponse:
    form = SavedViewForm(request.POST, prefix=None)
    form.is_valid()
    try:
        rename_view(saved.view, by=door.membership, name=form.cleaned_data.get("name", ""))
    except Refused as refused:
        form.add_error("name", refused.reason)
        return draw(request, saved.lens, renaming=form, status=422)
    messages.success(request, _("The view is now called “%(name)s”.") % {"name": saved.view.name})
    return redirect(f"{reverse('queue', args=[door.vendor.slug])}?{saved.lens.query()}")
