"""A verb refuses with what is wrong and why, in words for the person who tried."""

from django.utils.translation import gettext as _


class Refused(Exception):
    """`reason` is a translated sentence; `field` names the form's field that it belongs to, if one does."""

    def __init__(self, reason: str, *, field: str | None = None):
        super().__init__(str(reason))
        self.reason, self.field = reason, field


class BeyondCalendar(Refused):
    """An answer lies past what the service calendar is known for: it has to be extended first (slas.extending)."""

    def __init__(self):
        super().__init__(_("The service calendar does not reach that far; tell support."))


class Incomplete(Refused):
    """Several fields are wrong: {field: sentence}."""

    def __init__(self, errors: dict[str, str]):
        super().__init__(" ".join(str(text) for text in errors.values()))
        self.errors = errors
