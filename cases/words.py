"""Checks of what people write."""

from django.utils.translation import gettext as _

from cases import limits
from cases.refusals import Refused


def checked_text(text: str, *, field: str) -> str:
    """The text without control characters and outer blanks. Raises Refused when it is empty or too long."""
    # PostgreSQL stores no NUL; other control characters come from pasted logs and mean nothing here.
    clean = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or ord(c) >= 32).strip()
    if not clean:
        raise Refused(_("Write something first."), field=field)
    if len(clean) > limits.TEXT:
        words = _("This text is too long: %(length)d characters, the limit is %(limit)d. Attach it as a file.")
        raise Refused(words % {"length": len(clean), "limit": limits.TEXT}, field=field)
    return clean
