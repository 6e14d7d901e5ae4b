"""The outbox is emptied into bells, once each; what cannot be told holds up no other."""

import pytest

from cases.verbs.confirm_severity import confirm_severity
from notifications import telling
from notifications.models import Channel, Delivery
from notifications.telling import sweep_announcements
from tenants.models import Announcement
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted


@pytest.fixture
def broken(cast):
    """An announcement that nobody knows how to tell, before and between others."""
    with working(cast.revalize.vendor):
        broken = Announcement.objects.create(
            vendor=cast.revalize.vendor, kind="weather.fine", subject="weather", subject_id=1, at=TUESDAY
        )
    return broken


def waiting(vendor):
    with working(vendor):
        return list(Announcement.objects.values_list("kind", flat=True))


def bells(vendor):
    with working(vendor):
        return Delivery.objects.filter(channel=Channel.PORTAL).count()


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_an_announcement_that_cannot_be_told_stays_and_the_others_are_told(cast, broken, batch, monkeypatch):
    monkeypatch.setattr(telling, "BATCH", batch)
    for organisation in (cast.nordwind, cast.baltic, cast.sarto):
        submitted(organisation)
    assert sweep_announcements(TUESDAY) == 3
    assert (waiting(cast.revalize.vendor), waiting(cast.velixo.vendor)) == (["weather.fine"], [])
    assert (bells(cast.revalize.vendor), bells(cast.velixo.vendor)) == (2, 1)


def test_what_was_told_is_not_told_again(cast):
    submitted(cast.nordwind)
    assert (sweep_announcements(TUESDAY), sweep_announcements(TUESDAY)) == (1, 0)
    assert bells(cast.revalize.vendor) == 1


@pytest.mark.parametrize(
    ("severity", "told"), [("S3", []), ("S4", ["Aylin Demir (nordwind)", "Jonas Petersen (nordwind)"])]
)
def test_a_severity_that_is_confirmed_as_another_is_told_to_the_partner(cast, severity, told):
    colleague = cast.nordwind.people[Role.COLLEAGUE]
    case = submitted(cast.nordwind, severity="S3", watchers=[colleague.pk])
    with working(cast.revalize.vendor):
        confirm_severity(case, severity, by=cast.revalize.agent, at=TUESDAY)
    sweep_announcements(TUESDAY)
    with working(cast.revalize.vendor):
        lines = Delivery.objects.filter(kind="case.severity_confirmed")
        assert sorted(set(lines.values_list("membership__name", flat=True))) == told
