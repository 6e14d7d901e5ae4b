"""Files that come with a message: checked against the limits, stored by their content, never by their name."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases import limits
from cases.models import Attachment, Message
from cases.refusals import Refused


class Upload(Protocol):
    """What Django's UploadedFile offers, and a test's SimpleUploadedFile."""

    name: str
    size: int
    content_type: str

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True)
class Wanted:
    upload: Upload
    digest: str


def check_files(files: Sequence[Upload]) -> None:
    """Raises Refused where there are too many files, or one is too large or empty."""
    if len(files) > limits.files():
        words = ngettext(
            "At most %(limit)d file goes with a message.", "At most %(limit)d files go with a message.", limits.files()
        )
        raise Refused(words % {"limit": limits.files()}, field="files")
    for upload in files:
        if not upload.size:
            raise Refused(_("“%(name)s” is empty.") % {"name": upload.name}, field="files")
        if upload.size > limits.file_bytes():
            words = _("“%(name)s” is too large: the limit is %(limit)d MB a file.")
            raise Refused(words % {"name": upload.name, "limit": limits.file_bytes() // 2**20}, field="files")


def file_all(message: Message, files: Sequence[Upload]) -> list[Attachment]:
    """Stores the files of a message. Raises Refused as check_files does."""
    check_files(files)
    return [_file(message, upload) for upload in files]


def _file(message: Message, upload: Upload) -> Attachment:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    attachment = Attachment(
        vendor_id=message.vendor_id,
        partner_id=message.partner_id,
        customer_id=message.customer_id,
        case_id=message.case_id,
        message=message,
        audience=message.audience,
        name=PurePath(upload.name or "file").name[-limits.FILE_NAME :],
        content_type=(upload.content_type or "application/octet-stream")[:100],
        size=upload.size,
        digest=digest.hexdigest(),
        at=message.at,
    )
    # Two cases may hold the same content: each gets its own file, so that one can be removed.
    attachment.file.save(upload.name, File(upload), save=False)  # type: ignore[arg-type]
    attachment.save()
    return attachment
