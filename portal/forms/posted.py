"""Reads a provider's request whole. Django's own reading of forms stops at far smaller fields than a mail is."""

from email import message_from_bytes
from email.message import Message
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from notifications.inbound.handing import RAW_FIELDS

Fields = list[tuple[str, bytes]]
Files = list[tuple[str, SimpleUploadedFile]]
MOST_FIELDS = 1000


def read_posted(request: HttpRequest, limit: int) -> bool:
    """Fills in request.body, POST and FILES; False where more than `limit` bytes came."""
    body = request.read(limit + 1)
    if len(body) > limit:
        return False
    request._body = body  # type: ignore[attr-defined]
    fields, files = _parts(request, body)
    post = QueryDict(mutable=True, encoding="utf-8")
    for name, value in fields[:MOST_FIELDS]:
        # A whole mail may be in any character set: latin-1 keeps each byte, and handing.raw_of takes it back.
        post.appendlist(name, value.decode("latin-1" if name in RAW_FIELDS else "utf-8", "replace"))
    found: MultiValueDict[str, SimpleUploadedFile] = MultiValueDict()
    for name, file in files[:MOST_FIELDS]:
        found.appendlist(name, file)
    request._post, request._files = post, found  # type: ignore[attr-defined]
    return True


def _parts(request: HttpRequest, body: bytes) -> tuple[Fields, Files]:
    if request.content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1")
        return [(name, value.encode("latin-1")) for name, value in pairs], []
    if request.content_type == "multipart/form-data":
        return _of_multipart(request.META.get("CONTENT_TYPE", ""), body)
    return [], []


def _of_multipart(header: str, body: bytes) -> tuple[Fields, Files]:
    form = b"Content-Type: " + header.encode("latin-1", "replace") + b"\r\n\r\n" + body
    parts = message_from_bytes(form).get_payload()
    fields, files = [], []
    for part in parts if isinstance(parts, list) else []:
        name = part.get_param("name", header="content-disposition") if isinstance(part, Message) else None
        if isinstance(name, str):
            filename, data = part.get_filename(), _data(part)
            if filename is None:
                fields.append((name, data))
            else:
                files.append((name, SimpleUploadedFile(filename or "file", data, part.get_content_type())))
    return fields, files


def _data(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if isinstance(payload, bytes):
        return payload
    # Where a part is itself called a message, the parser has read it as one.
    inner = part.get_payload()
    return inner[0].as_bytes() if isinstance(inner, list) and inner else b""
