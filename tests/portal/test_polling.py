"""What a page asks for by itself: it rests in a hidden tab, and is asked for at once when somebody looks again."""

import pytest

from tests.portal.served import SITE, serve, until

pytestmark = pytest.mark.browser

LOOK = """hidden => {
  Object.defineProperty(document, "hidden", {value: hidden, configurable: true});
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def asked(page, settings):
    """How often the page has asked for the bell's count, and a way to wait."""
    htmx = '<script src="/static/django_htmx/htmx-2.min.js" defer></script>'
    script = '<script type="module" src="/static/js/polling.js"></script>'
    config = "<meta name='htmx-config' content='{\"includeIndicatorStyles\":false,\"allowEval\":false}'>"
    span = '<span id="bell-count" hx-get="/count" hx-trigger="load, every 200ms"></span>'
    bell = f"<html><head>{config}{htmx}{script}<title>x</title></head><body>{span}</body></html>"
    page.goes = []
    page.on("request", lambda request: page.goes.append(1) if request.url.endswith("/count") else None)
    said = serve(page, {"/a": bell, "/count": "3"})
    page.goto(SITE + "/a")
    until(page, "document.body.innerText.includes('3')")
    yield page
    assert said == []


def test_a_hidden_tab_asks_for_nothing_and_once_at_once_when_it_is_seen_again(asked):
    asked.wait_for_timeout(700)
    assert len(asked.goes) >= 3
    asked.evaluate(LOOK, True)
    before = len(asked.goes)
    asked.wait_for_timeout(900)
    assert len(asked.goes) <= before + 1  # one was on its way
    rested = len(asked.goes)
    asked.evaluate("window.sent = 0; document.addEventListener('htmx:beforeSend', () => { window.sent += 1; })")
    assert asked.evaluate(f"({LOOK})(false), window.sent") == 1
    asked.wait_for_timeout(700)
    assert len(asked.goes) > rested + 1
