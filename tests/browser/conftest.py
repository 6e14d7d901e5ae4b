"""A real site and real browsers: one window per person, each with cookies of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.site import running
from tests.cast import PASSWORD


def pytest_collection_modifyitems(items):
    for item in items:
        if "/tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def site(tmp_path_factory, django_db_setup):
    with running(tmp_path_factory.mktemp("site")) as portal:
        yield portal


def _is_problem(said) -> bool:
    # htmx tells of a request that leaving the page broke off; what the server refuses stands in the log as well
    return said.type == "error" and not said.text.startswith("htmx:")


@pytest.fixture
def enter(browser: Browser, site) -> Callable[..., Page]:
    """Opens a window and signs in through the form: enter("agent.ines@revalize.example")."""
    windows = []

    def sign_in(email: str, **window) -> Page:
        context = browser.new_context(base_url=site.url, **window)
        windows.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda said: page.problems.append(said.text) if _is_problem(said) else None)
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto("/accounts/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit], main form button")
        page.wait_for_url(lambda url: "/accounts/login/" not in url)
        return page

    yield sign_in
    for context in windows:
        context.close()
