"""Pages outside of a vendor's door, as a browser shows them: no violation of WCAG 2.2 AA, nothing scrolls sideways."""

import pytest
from django.test import RequestFactory, override_settings

from portal.views import errors
from tests.looks import wrong_with
from tests.portal.served import SITE, serve

pytestmark = pytest.mark.browser

ANONYMOUS = ("/accounts/login/", "/accounts/password/reset/", "/accounts/signup/", "/demo/", "/no/such/page/")
SIGNED_IN = ("/?choose", "/accounts/password/change/", "/accounts/logout/", "/northwind/no/such/page/")


@pytest.fixture
def pages(client, town) -> dict[str, str]:
    """The pages' HTML by name, drawn for a stranger and for somebody with two places."""
    with override_settings(DEMO=True):
        drawn = {path: client.get(path).content.decode() for path in ANONYMOUS}
        client.force_login(town.ines)
        drawn |= {path: client.get(path).content.decode() for path in SIGNED_IN}
    drawn["500"] = errors.server_error(RequestFactory().get("/")).content.decode()
    return drawn


def test_pages_are_accessible_fit_the_screen_and_keep_the_content_policy(page, pages):
    found, bodies = {}, {}
    said = serve(page, bodies)
    for name, html in pages.items():
        bodies["/"] = html
        page.goto(f"{SITE}/")
        found[name] = wrong_with(page)
    assert found == {name: [] for name in pages}
    assert said == []


def test_the_theme_is_there_before_the_body(page, pages):
    serve(page, {"/": pages["/accounts/login/"].replace("<body", '<script src="/static/js/probe.js"></script><body')})
    probe = "window.seen = [document.body, document.documentElement.dataset.theme];"
    page.route(f"{SITE}/static/js/probe.js", lambda route: route.fulfill(body=probe, content_type="text/javascript"))
    page.goto(f"{SITE}/")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    assert page.evaluate("window.seen") == [None, "dark"]
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert page.get_attribute("[data-theme-toggle]", "title") == "Theme: dark"


def test_htmx_keeps_to_the_content_policy(page, pages):
    said = serve(page, {"/": pages["/accounts/login/"]})
    page.goto(f"{SITE}/")
    names = ["includeIndicatorStyles", "allowEval", "allowScriptTags", "selfRequestsOnly", "historyCacheSize"]
    values = page.evaluate("(names) => names.map((name) => htmx.config[name])", names)
    assert dict(zip(names, values, strict=True)) == {
        "includeIndicatorStyles": False,
        "allowEval": False,
        "allowScriptTags": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
    }
    assert said == []
