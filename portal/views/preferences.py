"""How one hears of things: mail at once, in a digest, or only the portal."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from notifications.preferences import change_preference, preference_of
from portal.forms.preference import PreferenceForm
from portal.gates import Door, member


@member
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    door: Door = request.door  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    form = PreferenceForm(data, preference=preference_of(door.membership), membership=door.membership)
    if request.method == "POST" and form.is_valid():
        with door.working():
            change_preference(
                door.membership, topics=form.chosen, quiet=form.quiet, digest_at=form.cleaned_data["digest_at"]
            )
        messages.success(request, _("Saved. It holds for what happens from now on."))
        return redirect("preferences", door.vendor.slug)
    context = {"form": form, "topics": [form[topic.value] for topic in form.topics], "zone": door.membership.zone}
    return render(request, "portal/profile/preferences.html", context, status=422 if form.errors else 200)
