"""The reader's language: kept with the person, and in a cookie for pages before sign-in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from tenants.models import Person


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """POST language, next: goes back to next if it is an address of this portal."""
    code = request.POST.get("language", "")
    if request.user.is_authenticated and code in dict(settings.LANGUAGES):
        Person.objects.filter(pk=request.user.pk).update(language=code)
    return set_language(request)
