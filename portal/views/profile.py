"""One's own profile: name, language, time zone. The theme is the device's."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from portal.forms.profile import ProfileForm
from portal.gates import member
from tenants.profiles import ProfileRefused, change_profile


@member
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    person = request.user
    initial = {"name": person.name, "language": person.language, "zone": person.zone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            change_profile(person, name=given["name"], language=given["language"], zone=given["zone"])
        except ProfileRefused as refused:
            for field, sentence in refused.errors.items():
                form.add_error(field, sentence)
        else:
            with override(given["language"]):
                messages.success(request, _("Your profile is saved."))
            return redirect("profile", request.door.vendor.slug)  # type: ignore[attr-defined]
    return render(request, "portal/profile/page.html", {"form": form}, status=422 if form.errors else 200)
