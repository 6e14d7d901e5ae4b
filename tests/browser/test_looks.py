"""Every page of the main job as a browser shows it: no violation of WCAG 2.2 AA, nothing scrolls sideways."""

import pytest

from tests.looks import DARK, LIGHT, wrong_with

AGENT = "agent.ines@revalize.example"
MANAGER = "manager.marguerite@revalize.example"
CONTACT = "designated_contact.jonas@nordwind.example"
CUSTOMER = "customer_user.malte@nordwind.example"

STAGE = """
from cases.verbs.assign_owner import assign_owner
from cases.verbs.say import say
from cases.verbs.note import note
from cases.verbs.wait_for_partner import wait_for_partner
now = timezone.now()
case = submitted(cast.nordwind, at=now - timedelta(days=6), severity="S2", customer_included=True,
    summary="Dunstabzugshaubenabluftkanalführungsvorgabenübersicht zeigt in der Angebotszusammenfassung falsche Werte")
with working(cast.revalize.vendor):
    assign_owner(case, cast.revalize.agent, by=cast.revalize.manager, at=now - timedelta(days=5))
    note(case, by=cast.revalize.agent, at=now - timedelta(days=5), body="The rule cache again.")
    say(case, by=cast.revalize.agent, at=now - timedelta(days=4), body="Please send the log.\\n\\n1. Stop\\n2. Start")
    wait_for_partner(case, by=cast.revalize.agent, at=now - timedelta(days=4))
    say(case, by=cast.nordwind.contact, at=now - timedelta(days=3), body="Here it is.")
    row = case.milestones.order_by("-id").first()
submitted(cast.nordwind, at=now - timedelta(hours=1), severity="S4")
print(case.number, row.pk)
"""


@pytest.fixture(scope="module")
def numbers(site):
    """A case with all that a case can have: its number, and a milestone's id."""
    return site.act(STAGE).split()


def pages(numbers):
    case = f"/revalize/cases/{numbers[0]}/"
    receipt = f"{case}clock/{numbers[1]}/"
    return {
        AGENT: [
            "queue/",
            "queue/?order=due",
            case,
            receipt,
            "search/?q=log",
            "bell/",
            "policy/",
            "me/",
            "search/?q=zzz",
        ],
        MANAGER: ["escalations/", "figures/", "figures/cases/?figure=received", "figures/mails/"],
        CONTACT: ["", "cases/", "cases/new/", case, receipt, "policy/", "organisation/", "bell/", "no/such/page/"],
        CUSTOMER: ["", case],
    }


@pytest.mark.parametrize(("shown", "language"), [(LIGHT, "en"), (DARK, "de")])
def test_pages_are_accessible_and_fit_the_screen(enter, numbers, shown, language):
    found = {}
    for email, addresses in pages(numbers).items():
        page = enter(email, color_scheme=shown[0], locale=language)
        page.context.set_extra_http_headers({"Accept-Language": language})
        for address in addresses:
            page.goto(address if address.startswith("/") else f"/revalize/{address}")
            page.evaluate("document.querySelectorAll('details.form-part').forEach(part => part.open = true)")
            found[email, address] = wrong_with(page, shown)
        unexpected = [text for text in page.problems if "404" not in text]
        assert unexpected == [], email
    assert {where: wrong for where, wrong in found.items() if wrong} == {}


def test_a_phone_shows_what_a_filter_offers_below_its_button(enter, numbers):
    page = enter(CONTACT, viewport={"width": 360, "height": 800})
    page.goto("/revalize/cases/")
    for menu in page.locator("main details.filter-menu").all():
        menu.locator("summary").click()
        panel, button = menu.locator(".menu-panel").bounding_box(), menu.locator("summary").bounding_box()
        assert 0 <= panel["y"] - button["y"] - button["height"] < 16
        assert panel["x"] >= 0 and panel["x"] + panel["width"] <= 360
        page.keyboard.press("Escape")
