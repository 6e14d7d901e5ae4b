"""Other hours of support on the pages: what publishing moves, how far the cases are, and receipts meanwhile (R9)."""

from datetime import date

from cases.models import Milestone
from cases.sweeping import sweep_following
from notifications.notices import support_hours
from notifications.notices.wanted import Availability
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.notifications.notices import HOUR, drafted, published
from tests.portal.walking import page, text_of

WEDNESDAY = date(2026, 4, 15)
CLOSED = {"availability": Availability("closed", WEDNESDAY, WEDNESDAY), "regions": ["emea"]}


def test_the_receipt_explains_the_due_time_that_lists_tell_before_and_after(cast):
    case, contact = submitted(cast.nordwind, severity="S3"), cast.nordwind.contact
    with working(case.vendor_id):
        row = Milestone.objects.get(case=case)
    published(cast, "availability", **CLOSED)

    def read():
        return [
            text_of(page(contact, "receipt", case.number, row.pk, at=TUESDAY + HOUR)),
            text_of(page(contact, "case", case.number, at=TUESDAY + HOUR)),
        ]

    assert all("Thu 10:00" in html and "Fri 10:00" not in html for html in read())
    sweep_following(TUESDAY)
    assert all("Fri 10:00" in html and "due Thu 10:00" not in html for html in read())


def test_the_notices_page_tells_how_far_they_are(cast):
    for _ in range(2):
        submitted(cast.nordwind, severity="S3")
    notice = published(cast, "availability", **CLOSED)
    sweep_following(TUESDAY, most=1)
    manager = cast.revalize.manager
    read = text_of(page(manager, "notice", notice.pk, at=TUESDAY))
    assert "All 2 cases that were running go by these hours." in read
    second = Availability("closed", date(2026, 4, 21), date(2026, 4, 21))
    other = published(cast, "availability", availability=second, regions=["emea"])
    read = page(manager, "notice", other.pk, at=TUESDAY)
    assert "0 of 2 cases go by these hours." in text_of(read)
    assert 'hx-select="#following"' in read.content.decode()
    assert "go by these hours" not in text_of(page(cast.nordwind.contact, "notice", other.pk, at=TUESDAY))


def test_a_preview_reckons_only_the_cases_that_are_due_next_and_says_so(cast, monkeypatch):
    monkeypatch.setattr(support_hours, "LOOKED_AT", 1)
    for _ in range(2):
        submitted(cast.nordwind, severity="S3")
    draft = drafted(cast, "availability", **CLOSED)
    read = text_of(page(cast.revalize.manager, "notice", draft.pk, at=TUESDAY))
    assert "Looked at: the 1 of 2 running cases that are due next." in read
