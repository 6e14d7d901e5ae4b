"""The partner’s pages as a browser shows them: WCAG 2.2 AA in both themes, nothing scrolls sideways, drafts kept."""

from contextvars import copy_context
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from cases.models import Milestone
from cases.verbs.resolve import resolve
from cases.verbs.say import say
from cases.verbs.wait_for_partner import wait_for_partner
from tenants.roles import Role
from tenants.scope import working
from tests.cast import TUESDAY, submitted
from tests.looks import wrong_with
from tests.portal.served import SITE, leave, serve, until

pytestmark = pytest.mark.browser
NEW = "/revalize/cases/new/"


def drawn(client, cast) -> dict[str, str]:
    """The pages' HTML by name: empty and full, with errors, for each kind of reader."""
    agent, contact = cast.revalize.agent, cast.nordwind.contact
    client.force_login(contact.person)
    pages = {"home, empty": client.get("/revalize/").content.decode()}
    waiting, solved, _ = (submitted(cast.nordwind, severity=code, at=TUESDAY) for code in ("S3", "S4", "S1"))
    with working(cast.revalize.vendor):
        for case in (waiting, solved):
            say(case, body="Which export is it?", by=agent, at=TUESDAY + timedelta(minutes=5))
        wait_for_partner(waiting, by=agent, at=TUESDAY + timedelta(minutes=6))
        resolve(solved, by=agent, at=TUESDAY + timedelta(minutes=6))
        receipts = list(Milestone.objects.select_related("case"))
    for path in ("", "cases/", "cases/?severity=S2", "cases/new/", "policy/", "organisation/", "me/"):
        pages[path] = client.get(f"/revalize/{path}").content.decode()
    pages["refused"] = client.post(NEW, {"key": uuid4(), "environment": "test", "severity": "S1"}).content.decode()
    for row in receipts:
        path = f"/revalize/cases/{row.case.number}/clock/{row.pk}/"
        pages[f"receipt {row.severity} {row.kind}"] = client.get(path).content.decode()
    for role in (Role.COLLEAGUE, Role.CUSTOMER_USER):
        client.force_login(cast.nordwind.people[role].person)
        pages |= {f"{role} {path}": client.get(f"/revalize/{path}").content.decode() for path in ("", "cases/new/")}
    client.force_login(agent.person)
    return pages | {"policy, vendor": client.get("/revalize/policy/").content.decode()}


def test_pages_are_accessible_fit_the_screen_and_keep_the_content_policy(page, client, cast):
    with time_machine.travel(TUESDAY + timedelta(minutes=100), tick=False):
        pages = drawn(client, cast)
    found, bodies = {}, {}
    said = serve(page, bodies)
    for name, html in pages.items():
        bodies["/"] = html
        page.goto(f"{SITE}/")
        page.evaluate("document.querySelectorAll('main details').forEach(part => part.open = true)")
        found[name] = wrong_with(page)
    assert found == {name: [] for name in pages}
    assert said == []


@pytest.fixture
def form(page, client, cast):
    """The form of a new case in a browser. What is asked while it is filled in is answered by the portal."""
    client.force_login(cast.nordwind.contact.person)
    bodies = {NEW: client.get(NEW).content.decode()}
    serve(page, bodies)

    here = copy_context()

    def forecast(route):
        body = route.request.post_data or ""
        # Playwright calls in a context of its own, where Django would open a connection beside the test's.
        answer = here.run(client.post, f"{NEW}forecast/", body, content_type="application/x-www-form-urlencoded")
        route.fulfill(body=answer.content.decode(), content_type="text/html")

    page.route(f"{SITE}{NEW}forecast/", forecast)
    with page.expect_response("**/forecast/"):
        page.goto(f"{SITE}{NEW}")
    yield page
    leave(page)  # while there is a database to answer from


def test_parts_open_in_turn_and_the_forecast_follows(form):
    assert not form.locator("#part-what").evaluate("part => part.open")
    for box in form.locator("[name=first_steps]").all():
        box.check()
    form.wait_for_selector("#part-what[open]")
    assert form.inner_text("#note-first") == "4 of 4 done"
    form.get_by_text("Test", exact=True).click()
    form.wait_for_selector('#part-bad .severity-option[data-offered="no"]', state="attached")
    form.locator("#part-bad > summary").click()
    form.locator("#id_severity_S2").check()
    form.wait_for_selector("#forecast output b")
    assert form.locator("#id_severity_S2").is_checked()
    assert form.evaluate("document.activeElement.id") == "id_severity_S2"


def test_a_draft_survives_a_closed_tab_and_goes_when_the_case_has_arrived(form):
    form.locator("#part-what > summary").click()
    form.fill("[name=summary]", "Offers go out without discount")
    form.wait_for_selector(".draft-state:not([hidden])")
    form.goto(f"{SITE}{NEW}")
    assert form.input_value("[name=summary]") == "Offers go out without discount"
    key = form.get_attribute("form[data-draft-key]", "data-draft-key")
    assert form.evaluate(f"localStorage.getItem('draft:{key}') !== null")
    form.evaluate(f"document.body.innerHTML += '<p data-draft-clear=\"{key}\"></p>'")
    arrived = form.content()
    form.route(f"{SITE}/arrived", lambda route: route.fulfill(body=arrived, content_type="text/html"))
    form.goto(f"{SITE}/arrived")
    until(form, f"localStorage.getItem('draft:{key}') === null")


def test_a_link_to_what_is_missing_goes_to_its_field(form):
    form.locator(".forecast-missing a", has_text="What happens").click()
    form.wait_for_selector("#part-what[open]")
    assert form.evaluate("document.activeElement.closest('details').id") == "part-what"
