"""What happened with a notice in a few words, for the bell and for mails, in the active language."""

from django.utils.translation import gettext as _

from notifications.models import Notice, NoticeKind


def headline(kind: str, notice: Notice) -> str:
    """ "Maintenance window" when it is told, "Corrected", "Over: critical incident". `kind` is the announcement's."""
    label = str(NoticeKind(notice.kind).label)
    match kind:
        case "notice.corrected":
            return _("Corrected: %(kind)s") % {"kind": label}
        case "notice.begun":
            return _("Begun: %(kind)s") % {"kind": label}
        case "notice.ended":
            return _("Over: %(kind)s") % {"kind": label}
        case "notice.withdrawn":
            return _("Withdrawn: %(kind)s") % {"kind": label}
    return label
