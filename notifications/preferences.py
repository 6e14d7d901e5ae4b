"""A person says how they want to hear of things."""

from collections.abc import Iterable
from datetime import time

from notifications.models import Channel, Delivery, Preference, State, Why
from notifications.models.preference import How
from notifications.topics import Topic, topic_of
from tenants.models import Membership


def preference_of(membership: Membership) -> Preference:
    """What the person chose, or the defaults (not stored)."""
    found = Preference.objects.filter(membership=membership).first()
    return found or Preference(vendor_id=membership.vendor_id, membership=membership)


class Wishes:
    """What people chose, or the defaults: each asked for once, for a batch that is told in one transaction."""

    def __init__(self) -> None:
        self._known: dict[int, Preference] = {}

    def of(self, memberships: Iterable[int]) -> dict[int, Preference]:
        """By the ids of memberships, at least those."""
        new = set(memberships) - self._known.keys()
        if new:
            self._known |= {pk: Preference() for pk in new}
            self._known |= {wish.membership_id: wish for wish in Preference.objects.filter(membership__in=new)}
        return self._known


def change_preference(
    membership: Membership,
    *,
    topics: dict[Topic, How],
    quiet: tuple[time, time] | None,
    digest_at: time,
) -> Preference:
    """Stores all choices of a person with one vendor; runs on the vendor's side."""
    begins, ends = quiet or (None, None)
    chosen = {topic.value: how for topic, how in topics.items()}
    _drop_waiting(membership, {topic for topic, how in topics.items() if how == How.PORTAL})
    return Preference.objects.update_or_create(
        vendor_id=membership.vendor_id,
        membership=membership,
        defaults={**chosen, "quiet_from": begins, "quiet_to": ends, "digest_at": digest_at},
    )[0]


def stop_mails(membership: Membership, topic: Topic) -> None:
    """No more mails of a topic: they are told in the portal alone. Runs on the vendor's side."""
    Preference.objects.update_or_create(
        vendor_id=membership.vendor_id, membership=membership, defaults={topic.value: How.PORTAL}
    )
    _drop_waiting(membership, {topic})


def _drop_waiting(membership: Membership, unwanted: set[Topic]) -> None:
    """Mails of these topics that wait for a morning or for a digest. The bell has told what they tell; what the person
    has asked for, figures say, belongs to no topic.
    """
    mails = Delivery.objects.filter(membership=membership, channel=Channel.EMAIL, state__in=[State.HELD, State.WAITING])
    told = mails.exclude(why__in=[Why.ASKED, Why.DIGEST]).values_list("pk", "kind")
    dropped = [pk for pk, kind in told if topic_of(kind) in unwanted]
    Delivery.objects.filter(pk__in=dropped, state__in=[State.HELD, State.WAITING]).update(
        state=State.DROPPED, trouble="The recipient wants no such mails any more", send_at=None
    )


def renew_feed_key(membership: Membership) -> Preference:
    """Makes the addresses of feed and calendar that were given out so far worthless. Runs on the vendor's side."""
    preference = preference_of(membership)
    preference.feed_key += 1
    preference.save()
    return preference
