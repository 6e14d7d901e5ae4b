"""Who may do what with a notice, and which acts its page offers."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from notifications.models import NEWS, Notice, NoticeKind, NoticeState
from portal.gates import Door
from portal.permissions import Act


@dataclass(frozen=True)
class Offered:
    label: str
    url: str
    icon: str
    danger: bool = False


def may_tell(door: Door, kind: str) -> bool:
    """Product managers tell of their products; what keeps people from working, managers and administrators do."""
    return door.may(Act.WRITE_NOTICES) if kind in NEWS else door.may(Act.ALERT)


def require_tell(door: Door, kind: str) -> None:
    """Raises PermissionDenied (403)."""
    if not may_tell(door, kind):
        raise PermissionDenied


def kinds_for(door: Door) -> list[tuple[str, str]]:
    return [(value, label) for value, label in NoticeKind.choices if may_tell(door, value)]


def acts_on(door: Door, notice: Notice) -> list[Offered]:
    if not may_tell(door, notice.kind):
        return []
    hours, over = notice.kind == NoticeKind.AVAILABILITY, notice.is_over
    offered = []
    if notice.state == NoticeState.DRAFT:
        offered.append(_offer(door, notice, "edit", _("Change it"), "pencil"))
    elif notice.state != NoticeState.WITHDRAWN:
        offered.append(_offer(door, notice, "correct", _("Correct it"), "pencil"))
    if notice.state == NoticeState.RUNNING and not hours:
        offered.append(_offer(door, notice, "end", _("End it"), "check"))
    if not over and not (hours and notice.state == NoticeState.RUNNING):
        label = _("Throw it away") if notice.state == NoticeState.DRAFT else _("Withdraw it")
        offered.append(_offer(door, notice, "withdraw", label, "trash", danger=True))
    return offered


def _offer(door: Door, notice: Notice, act: str, label: str, icon: str, danger: bool = False) -> Offered:
    return Offered(label, reverse(f"notice_{act}", args=[door.vendor.slug, notice.pk]), icon, danger)
