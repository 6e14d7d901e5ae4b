"""Files of a case, only through its door, and never shown as a page of this site."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_GET

from cases.models import Attachment
from portal.gates import Door, member


@member
@require_GET
def attachment(request: HttpRequest, number: int, attachment: int) -> FileResponse:
    """Always to be saved, never opened here: what a partner uploads may be a page with a script in it."""
    door: Door = request.door  # type: ignore[attr-defined]
    found = Attachment.objects.filter(case=door.case(number), pk=attachment, redacted_at__isnull=True).first()
    if found is None:
        raise Http404
    try:
        stream = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(stream, as_attachment=True, filename=found.name, content_type="application/octet-stream")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
