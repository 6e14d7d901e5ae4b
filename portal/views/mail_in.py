"""Where a mail provider posts mails: raw as message/rfc822, as a field of a form, or inside JSON.

The token in the address is the permission (manage.py mail_webhook). A mail is kept before the answer goes out, so that
a provider that got no "200" may send it again: the same mail twice is one.
"""

import json
from email import message_from_bytes
from email.message import Message

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from notifications.inbound.receiving import HEAD, receive
from portal.gates import key_door
from tenants.tokens import Bearer

# Names under which providers put the whole mail into a form or into JSON.
FIELDS = ("body-mime", "email", "message", "RawEmail", "raw", "mime")
WRAPPING = 2  # base64 and JSON make a mail larger: what is read beyond its limit


# A provider posts without a cookie. What the token permits is to hand over a mail, and no more.
@csrf_exempt
@require_POST
@key_door("webhook")
def mail_in(request: HttpRequest) -> HttpResponse:
    """200 where the mail is kept (or was before), 400 where there is none, 503 to try again."""
    if not settings.MAIL_WEBHOOK or request.bearer != Bearer(0, 0, settings.MAIL_WEBHOOK):  # type: ignore[attr-defined]
        raise Http404
    limit = settings.MAX_MAIL_BYTES * WRAPPING
    body = request.read(limit + 1)
    raw = _mail(request.content_type or "", request.META.get("CONTENT_TYPE", ""), body)
    if not raw.strip():
        return HttpResponse("No mail was found in this request.", status=400, content_type="text/plain")
    # Of a mail beyond all limits the rest is not even read; its sender gets a word.
    size = max(len(raw), _length(request)) if len(body) > limit else len(raw)
    try:
        receive(raw[:HEAD] if size > settings.MAX_MAIL_BYTES else raw, source="webhook", at=request.now, size=size)
    except (DatabaseError, OSError):
        return HttpResponse("It could not be kept now.", status=503, content_type="text/plain")
    return HttpResponse("Kept.", content_type="text/plain")


def _mail(kind: str, header: str, body: bytes) -> bytes:
    if kind == "multipart/form-data":
        return _of_form(b"Content-Type: " + header.encode("latin-1", "replace") + b"\r\n\r\n" + body)
    if kind == "application/json":
        return _of_json(body)
    return body


def _of_form(form: bytes) -> bytes:
    """Django's own reading of forms stops at far smaller fields than a mail is."""
    parts = message_from_bytes(form).get_payload()
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition") if isinstance(part, Message) else None
        if name in FIELDS:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                return payload
            # Where the part itself is called message/rfc822, the parser has read it as one.
            inner = part.get_payload()
            return inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    return b""


def _of_json(body: bytes) -> bytes:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return b""
    found = (
        next((told[name] for name in FIELDS if isinstance(told.get(name), str)), "") if isinstance(told, dict) else ""
    )
    return found.encode("utf-8", "surrogatepass") if found else b""


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH", "")
    return int(length) if str(length).isdecimal() else 0
