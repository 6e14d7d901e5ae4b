"""What tests of notices share: a wanted notice, drafted and published."""

from dataclasses import replace
from datetime import timedelta

from notifications.models import NoticeKind
from notifications.notices.draft_notice import draft_notice
from notifications.notices.publish_notice import publish_notice
from notifications.notices.wanted import Audience, Wanted, Wording
from tenants.scope import working
from tests.cast import TUESDAY

HOUR = timedelta(hours=1)
WORDS = Wording(
    "Rules patch 9.3.2",
    "Rules patch 9.3.2 (deutsch)",
    "The rule cache is mended.\n\n<b>Please update.</b>",
    "Der Regelspeicher ist in Ordnung.",
)


def wanted(kind=NoticeKind.RELEASE, wording=WORDS, **changes):
    """A release for everybody, from now on, unless changed; products, plans and so on go into the audience."""
    audience = Audience(
        **{name: tuple(changes.pop(name)) for name in ("products", "plans", "regions", "partners") if name in changes}
    )
    return replace(Wanted(kind, wording), audience=audience, **changes)


def drafted(cast, kind=NoticeKind.RELEASE, at=TUESDAY, by=None, **changes):
    by = by or cast.revalize.manager
    with working(by.vendor_id):
        return draft_notice(wanted(kind, **changes), by=by, at=at)


def published(cast, kind=NoticeKind.RELEASE, at=TUESDAY, by=None, **changes):
    """A published notice of Revalize's manager (or `by`), told at once unless ahead=False."""
    by = by or cast.revalize.manager
    notice = drafted(cast, kind, at, by, **changes)
    with working(by.vendor_id):
        return publish_notice(notice, by=by, at=at)
