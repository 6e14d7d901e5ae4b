"""Notices that one subscribes to: an Atom feed, and maintenance windows as a calendar."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from icalendar import Calendar

from notifications.notices.correct_notice import correct_notice
from notifications.notices.withdraw_notice import withdraw_notice
from notifications.preferences import renew_feed_key
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY
from tests.notifications.notices import HOUR, WORDS, published
from tests.portal.notices.told import NOW, TITLE, address, words

pytestmark = pytest.mark.usefixtures("an_hour_later")


ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_is_atom_in_the_readers_language_and_tells_of_corrections(cast, client):
    notice = published(cast, wording=WORDS)
    with working(cast.revalize.vendor):
        correct_notice(notice, words("Corrected"), by=cast.revalize.manager, at=TUESDAY + HOUR / 2)
    answer = client.get(address(cast, cast.nordwind.contact)["feed"])
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.content)
    (entry,) = feed.findall(f"{ATOM}entry")
    assert feed.find(f"{ATOM}title").text == "Notices from Revalize"
    assert entry.find(f"{ATOM}title").text == "Corrected notice"
    assert entry.find(f"{ATOM}id").text == f"http://127.0.0.1:8000/revalize/notices/{notice.pk}/"
    assert entry.find(f"{ATOM}published").text == "2026-04-14T08:00:00+00:00"
    assert entry.find(f"{ATOM}updated").text == "2026-04-14T08:30:00+00:00"
    assert "&lt;b&gt;Please update.&lt;/b&gt;" in entry.find(f"{ATOM}summary").text
    german = client.get(address(cast, cast.nordwind.contact)["feed"].replace("=en", "=de"))
    assert f"{TITLE} (deutsch)" in german.content.decode()


def windows(cast, client, member):
    answer = client.get(address(cast, member)["calendar"])
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert (str(calendar["version"]), bool(calendar["prodid"])) == ("2.0", True)
    return calendar.walk("VEVENT")


def test_a_window_over_a_clock_change_is_as_long_in_the_calendar_as_it_is(cast, client):
    # On 25 October 2026 clocks in Berlin go back at 03:00: from 01:00 to 05:00 are five hours.
    starts, ends = datetime(2026, 10, 24, 23, tzinfo=UTC), datetime(2026, 10, 25, 4, tzinfo=UTC)
    notice = published(cast, "maintenance", starts_at=starts, ends_at=ends)
    published(cast)
    (event,) = windows(cast, client, cast.nordwind.contact)
    assert (event.start, event.end, event.end - event.start) == (starts, ends, timedelta(hours=5))
    assert str(event["uid"]) == f"notice-{notice.vendor_id}-{notice.pk}@portal.example"
    assert (event["sequence"], str(event["status"]), str(event["summary"])) == (0, "CONFIRMED", TITLE)


def test_a_moved_window_keeps_its_uid_and_a_withdrawn_one_is_cancelled(cast, client):
    notice = published(cast, "maintenance", starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    (first,) = windows(cast, client, cast.nordwind.contact)
    by = cast.revalize.manager
    with working(cast.revalize.vendor):
        correct_notice(notice, WORDS, by=by, at=NOW, ends_at=NOW + 5 * HOUR)
    (second,) = windows(cast, client, cast.nordwind.contact)
    with working(cast.revalize.vendor):
        withdraw_notice(notice, by=by, at=NOW)
    (third,) = windows(cast, client, cast.nordwind.contact)
    assert len({str(event["uid"]) for event in (first, second, third)}) == 1
    assert [event["sequence"] for event in (first, second, third)] == [0, 1, 2]
    assert (second.end, str(third["status"])) == (NOW + 5 * HOUR, "CANCELLED")


def test_new_addresses_end_the_old_ones_and_only_ones_own(cast, client, post):
    contact, colleague = cast.nordwind.contact, cast.nordwind.people[Role.COLLEAGUE]
    old, other = address(cast, contact), address(cast, colleague)
    assert post(contact, "notice_addresses").status_code == 302
    assert [client.get(url).status_code for url in old.values()] == [404, 404]
    assert [client.get(url).status_code for url in (*address(cast, contact).values(), *other.values())] == [200] * 4
    with working(cast.revalize.vendor):
        assert renew_feed_key(contact).feed_key == 3
