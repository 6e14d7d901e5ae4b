"""What a line on a survey says, for the bell, for mails and for digests."""

from django.utils.translation import gettext as _

from surveys.models import FollowUp, Reason


def survey_title(kind: str) -> str:
    """By the kind of the announcement."""
    titles = {
        "survey.invited": _("How was our support?"),
        "survey.reminded": _("Reminder: how was our support?"),
        "survey.answered": _("Feedback on your case"),
        "survey.shared": _("Feedback for your department"),
    }
    return titles[kind]


def follow_up_title(follow_up: FollowUp) -> str:
    return _("Please call back") if follow_up.reason == Reason.CALL else _("A low rating wants an answer")
