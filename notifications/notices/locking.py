"""Every act on a notice locks its row first: two who act at once come one after the other."""

from notifications.models import Notice


def locked(notice: Notice) -> Notice:
    """The notice as it is now, with its current words; nobody else changes it until the transaction ends."""
    return Notice.objects.select_for_update(of=("self",)).select_related("current").get(pk=notice.pk)
