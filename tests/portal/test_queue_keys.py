"""The queue by keyboard alone, in a real browser: its own page, served with its own scripts and content policy."""

from datetime import timedelta

import pytest

from tests.cast import TUESDAY, submitted
from tests.portal.served import SITE, serve, until
from tests.portal.walking import page as fetched

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
NOON = TUESDAY + timedelta(hours=2)
FOCUS = "document.activeElement.textContent.trim()"


@pytest.fixture
def queue(cast, page):
    """A browser on the queue with three cases; `said` collects the console's complaints."""
    cast.cases = [
        submitted(cast.nordwind, severity="S2", summary="First"),
        submitted(cast.nordwind, severity="S3", summary="Second"),
        submitted(cast.nordwind, severity="S4", summary="Third"),
    ]
    html = fetched(cast.revalize.agent, "queue", at=NOON).content.decode()
    opened = f"/revalize/cases/{cast.cases[2].number}/"
    cast.said = serve(page, {"/revalize/queue/": html, "/revalize/queue/act/": "Posted", opened: "Opened"})
    cast.page = page
    return cast


def test_j_and_k_move_and_enter_opens_the_case(queue):
    page = queue.page
    page.goto(f"{SITE}/revalize/queue/")
    for key, summary in (
        ("j", "First"),
        ("j", "Second"),
        ("k", "First"),
        ("j", "Second"),
        ("j", "Third"),
        ("j", "Third"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(FOCUS) == summary
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url == f"{SITE}/revalize/cases/{queue.cases[2].number}/"
    assert page.inner_text("body") == "Opened"
    assert queue.said == []


def test_x_selects_and_a_goes_to_the_owner_of_all_that_is_selected(queue):
    page = queue.page
    page.goto(f"{SITE}/revalize/queue/")
    assert not page.is_visible(".bulk-bar")
    for key in ("j", "x", "j", "a"):
        page.keyboard.press(key)
    assert page.inner_text("[data-selected]") == "2 cases selected"
    assert page.evaluate("document.activeElement.name") == "owner"
    page.keyboard.type("Tom")
    with page.expect_navigation(), page.expect_request(f"{SITE}/revalize/queue/act/") as posted:
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    sent = posted.value.post_data
    other = queue.revalize.staff["other agent"]
    assert f"case={queue.cases[0].number}&case={queue.cases[1].number}" in sent.replace("\r", "")
    assert f"owner={other.pk}" in sent


def test_who_comes_back_from_a_case_finds_its_row_again(queue):
    page = queue.page
    page.goto(f"{SITE}/revalize/queue/#case-{queue.cases[1].number}")
    until(page, f"{FOCUS} === 'Second'")
    page.keyboard.press("j")
    assert page.evaluate(FOCUS) == "Third"


def test_the_search_and_the_list_of_keys_are_a_key_away(queue):
    page = queue.page
    page.goto(f"{SITE}/revalize/queue/")
    page.keyboard.press("?")
    assert page.is_visible("[data-keys-dialog]")
    page.keyboard.press("Escape")
    # The browser closes a dialog a moment later; until then its keys are the dialog's.
    page.wait_for_selector("[data-keys-dialog]", state="hidden")
    page.keyboard.press("/")
    until(page, "document.activeElement.name === 'q'")
