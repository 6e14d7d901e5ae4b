"""The pages that people have open all day, measured in process from the request to the last byte of the answer.

That is server time: middleware, session, door, queries, template. A browser adds the network and its own drawing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from cases.models import Case
from tenants.models import Membership
from tenants.scope import working
from tests.bench.measuring import Times, queries_of, timed
from tests.bench.stage import Stage
from tests.bench.texts import RARE


@dataclass(frozen=True)
class Visit:
    """A reader at an address."""

    name: str
    reader: Membership
    address: str


@dataclass(frozen=True)
class Page:
    name: str
    times: Times
    queries: int
    bytes: int


def measure(stage: Stage, times: int, warm: int = 3) -> list[Page]:
    return [_measured(visit, times, warm) for visit in visits(stage)]


def visits(stage: Stage) -> list[Visit]:
    desk, vendor = stage.house, stage.house.vendor
    agent, manager = desk.agents[0], desk.managers[0]
    with working(vendor):
        first = Case.objects.working().exclude(status="new").order_by("number").select_related("contact")[0]
        contact = first.contact
    slug = vendor.slug

    def at(name: str, *args, query: str = "") -> str:
        return reverse(name, args=[slug, *args]) + query

    return [
        Visit("queue, all open", agent, at("queue")),
        Visit("queue, all open, by due instant", manager, at("queue", query="?order=due")),
        Visit("queue, mine", agent, at("queue", query="?view=mine")),
        Visit("queue, at risk or late", manager, at("queue", query="?view=risk")),
        Visit("queue, resolved lately", manager, at("queue", query="?view=over")),
        Visit("queue, asks for news", agent, at("queue_news", query="?since=1")),
        Visit("case, the vendor's side", agent, at("case", first.number)),
        Visit("escalations", manager, at("escalations")),
        Visit("figures, four weeks", manager, at("figures")),
        Visit("figures, last quarter", manager, at("figures", query="?period=quarter")),
        Visit("figures, two years", manager, at("figures", query=_years(stage))),
        Visit("figures of a partner", manager, at("figures", query=f"?period=quarter&partner={contact.partner_id}")),
        Visit("cases behind a figure", manager, at("figure_cases", query="?period=quarter&figure=decided")),
        Visit("figures by mail", manager, at("figure_mails")),
        Visit("feedback", manager, at("feedback")),
        Visit("feedback, twelve months", manager, at("feedback", query="?days=365")),
        Visit("search, a rare word", agent, at("search", query=f"?q={RARE}")),
        Visit("bell", agent, at("bell")),
        Visit("partner's home", contact, at("home")),
        Visit("partner's cases", contact, at("case_list")),
        Visit("case, the partner's side", contact, at("case", first.number)),
    ]


def _years(stage: Stage) -> str:
    last = stage.now.date()
    return f"?from={last - timedelta(days=700)}&to={last}"


def visitor(visit: Visit) -> Callable[[], bytes]:
    """Signs the reader in; what is returned fetches the page. Raises AssertionError where the answer is not 200."""
    # Not Django's test server name: the settings allow this one.
    client = Client(SERVER_NAME="localhost")
    client.force_login(visit.reader.person)

    def fetch() -> bytes:
        answer = client.get(visit.address)
        assert answer.status_code == 200, f"{visit.address} answers {answer.status_code}"
        return answer.content

    return fetch


def _measured(visit: Visit, times: int, warm: int) -> Page:
    fetch = visitor(visit)
    size = len(fetch())
    return Page(visit.name, timed(fetch, times, warm), queries_of(fetch), size)
