"""The demo's notices: told, linked and ended at their instants among what happens on the cases.

published: a moment before loading (portal.demo.moments), or {with: a case's id, after: 25m} of its receipt.
ends, linked: so much wall time after that. begins: {weekday: 5, at: "20:00", lasts: 3h}, the next such day (Monday
is 0) that lies at least two days ahead, in the author's zone.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.models import Case
from notifications.models import Notice
from notifications.notices.answers import Answers
from notifications.notices.draft_notice import draft_notice
from notifications.notices.end_notice import end_notice
from notifications.notices.link_case import link_case
from notifications.notices.publish_notice import publish_notice
from notifications.notices.wanted import Audience, Wanted, Wording
from portal.demo.moments import Place, read_amount, read_start
from portal.demo.people import House
from slas.clock import Clock
from tenants.models import Membership

AHEAD = timedelta(days=2)
Cases = Mapping[str, Case]


@dataclass(frozen=True)
class Deed:
    """Something done at an aware UTC instant, with the cases that were received until then."""

    at: datetime
    do: Callable[[Cases], None]


def deeds(given: list[dict], house: House, now: datetime, received: Mapping[str, datetime], clock: Clock) -> list[Deed]:
    """What happens with the notices until `now`. received: when each case of the demo was received."""
    found = [deed for one in given for deed in _deeds(one, house, now, received, clock)]
    return [deed for deed in found if deed.at <= now]


def _deeds(
    given: dict, house: House, now: datetime, received: Mapping[str, datetime], clock: Clock
) -> Iterator[Deed]:  # fmt: skip
    by, told = house.members[given["by"]], {}
    zone = ZoneInfo(by.zone)
    at = _published(given["published"], Place(now, zone, clock), received)

    def publish(_cases: Cases) -> None:
        notice = draft_notice(_wanted(given, now, zone), by=by, at=at)
        told["notice"] = publish_notice(notice, by=by, at=at)

    yield Deed(at, publish)
    linked = at + read_amount(given.get("linked", "5m"))
    for key in given.get("cases", ()):
        yield Deed(linked, _linking(told, key, house.members[given["links"]], linked))
    if "ends" in given:
        over = at + read_amount(given["ends"])
        yield Deed(over, lambda _cases: _ended(told, by, over, given["answer"]))


def _linking(told: dict[str, Notice], key: str, by: Membership, at: datetime) -> Callable[[Cases], None]:
    return lambda cases: _link(told, cases[key], by, at)


def _link(told: dict[str, Notice], case: Case, by: Membership, at: datetime) -> None:
    link_case(told["notice"], case, by=by, at=at)


def _ended(told: dict[str, Notice], by: Membership, at: datetime, answer: dict[str, str]) -> None:
    end_notice(told["notice"], by=by, at=at, answers=Answers(**answer))


def _published(given: dict, place: Place, received: Mapping[str, datetime]) -> datetime:
    if "with" in given:
        return received[given["with"]] + read_amount(given["after"])
    return place.reckon(read_start(given), None)


def _wanted(given: dict, now: datetime, zone: ZoneInfo) -> Wanted:
    title, body = given["title"], given["body"]
    starts, ends = _window(given["begins"], now, zone) if "begins" in given else (None, None)
    return Wanted(
        kind=given["kind"],
        wording=Wording(title["en"], title["de"], body["en"], body["de"]),
        audience=Audience(tuple(given.get("products", ())), regions=tuple(given.get("regions", ()))),
        starts_at=starts,
        ends_at=ends,
    )


def _window(given: dict, now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    day = (now + AHEAD).astimezone(zone).date()
    day += timedelta(days=(given["weekday"] - day.weekday()) % 7)
    starts = datetime.combine(day, time.fromisoformat(given["at"]), zone).astimezone(UTC)
    return starts, starts + read_amount(given["lasts"])
