"""Puts a mail's words and files on a case, or makes a new one of it. Runs in the writer's own scope."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from cases import limits
from cases.asides import Aside
from cases.models import Case, Status
from cases.models.case import Channel
from cases.refusals import Incomplete, Refused
from cases.verbs.say import say
from cases.verbs.submit import submit
from notifications.inbound.assuming import assumed_case
from notifications.inbound.incoming import File, Incoming
from notifications.inbound.outcomes import Outcome, refused
from notifications.models import Inbound, InboundMail, Reason
from tenants.models import Membership
from tenants.scope import acting, working

LONGEST_TROUBLE = 400  # characters that a row keeps
NOTE = 300  # characters kept free for the note that a text goes on in a file
_PREFIX = re.compile(r"^((re|aw|fwd?|wg|antw|sv|rv|tr)(\[\d+\])?\s*:\s*)+", re.IGNORECASE)


def answer_case(incoming: Incoming, mail: InboundMail, pk: int, *, by: Membership, at: datetime) -> Outcome:
    """Says it on the case, at the aware UTC instant `at`; refuses on one that is closed or not in `by`'s sight."""
    with acting(by), override(by.person.language):
        case = Case.objects.filter(pk=pk).first()
        if case is None:
            return refused(Reason.MISMATCH, vendor=by.vendor_id)
        if case.status == Status.CLOSED:
            return refused(Reason.CLOSED, vendor=by.vendor_id, membership=by, case=case)
        words = _Words(incoming, incoming.text, incoming.folded)
        try:
            with working(by.vendor_id):
                say(
                    case, by=by, at=at, body=words.body, files=words.files, channel=Channel.EMAIL, aside=words.aside
                )  # fmt: skip
        except Refused as error:
            return refused(Reason.NOT_TAKEN, vendor=by.vendor_id, membership=by, case=case, trouble=error.reason)
        return _filed(Reason.ANSWERED, case, by, words)


def open_case(incoming: Incoming, mail: InboundMail, *, by: Membership, at: datetime) -> Outcome:
    """Submits a new case with the vendor's defaults. Nothing is folded: no mail is before it."""
    with acting(by), override(by.person.language), working(by.vendor_id):
        whole = "\n\n".join(text for text in (incoming.text, incoming.folded) if text)
        words = _Words(incoming, whole, "")
        # Of the mail's own key, so that a second try makes no second case.
        key = UUID(hex=mail.key[:32])
        submission = assumed_case(
            key, by, at, summary=_summary(incoming), description=words.body, files=words.files, aside=words.aside
        )
        try:
            case = submit(submission, by=by, at=at)
        except Incomplete as error:
            return refused(Reason.NOT_TAKEN, vendor=by.vendor_id, membership=by, trouble=str(error)[:400])
        except Refused as error:
            return refused(Reason.NO_CONTRACT, vendor=by.vendor_id, membership=by, trouble=error.reason[:400])
        return _filed(Reason.OPENED, case, by, words)


def _filed(reason: Reason, case: Case, by: Membership, words: "_Words") -> Outcome:
    left = words.aside.left_out
    return Outcome(Inbound.FILED, reason, by.vendor_id, by, case, answer=bool(left), trouble=_short(left))


def _short(left: str) -> str:
    """Whole lines, one a file, as far as a row has room; how many more there are stands on the case."""
    lines = left.splitlines()
    kept = [line for number, line in enumerate(lines) if len("\n".join(lines[: number + 1])) < LONGEST_TROUBLE - 40]
    more = len(lines) - len(kept)
    if more:
        kept.append(ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more})
    return "\n".join(kept)


def _summary(incoming: Incoming) -> str:
    subject = _PREFIX.sub("", incoming.subject).strip() or incoming.text.strip().partition("\n")[0].strip()
    subject = " ".join(subject.split()) or _("Mail without a subject")
    return subject if len(subject) <= limits.SUMMARY else subject[: limits.SUMMARY - 1] + "…"


class _Words:
    """A mail's words and files as the verbs take them: within the limits, and what is left out said."""

    def __init__(self, incoming: Incoming, text: str, folded: str):
        self._left: list[str] = []
        files = list(incoming.files)
        self.body = text.strip() or self._placeholder(incoming)
        if len(self.body) > limits.TEXT:
            files.insert(0, File("mail.txt", "text/plain", self.body.encode()))
            note = _("The text goes on in the file mail.txt.")
            self.body = f"{self.body[: limits.TEXT - NOTE]}…\n\n[{note}]"
        self.files = self._kept(files)
        self.aside = Aside(_storable(folded), "\n".join(self._left))

    def _placeholder(self, incoming: Incoming) -> str:
        if incoming.unreadable == "encrypted":
            return _("[This mail is encrypted and could not be read. What it holds is attached.]")
        return _("[This mail holds no text.]")

    def _kept(self, files: Sequence[File]) -> list[Any]:
        kept: list[Any] = []
        most, largest = limits.files(), limits.file_bytes()
        for file in files:
            told = {"name": file.name[:100], "size": f"{file.size / 2**20:.1f}", "limit": largest // 2**20}
            if file.size > largest:
                self._left.append(_("%(name)s: %(size)s MB, the limit is %(limit)d MB a file") % told)
            elif len(kept) >= most:
                self._left.append(_("%(name)s: at most %(most)d files go with a message") % {**told, "most": most})
            else:
                kept.append(SimpleUploadedFile(file.name, file.data, file.content_type))
        return kept


def _storable(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or ord(c) >= 32)
