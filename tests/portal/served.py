"""Serves given bodies to a real browser as the portal would: with its static files and its content policy."""

import time
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from playwright.sync_api import Error

from portal.stylesheet import STYLESHEET, flatten

SITE = "http://portal.test"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'"
HEADERS = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}


def serve(page, bodies: dict[str, str]) -> list[str]:
    """Answers every request of the page: bodies by path, static files, 404 for the rest.

    Returns the list to which the console's complaints are added, but for files that are missing.
    """
    said: list[str] = []

    def answer(route):
        path = route.request.url.removeprefix(SITE).partition("?")[0]
        if path in bodies:
            return route.fulfill(body=bodies[path], headers=HEADERS)
        if (name := path.removeprefix("/static/")) != path and (text := _static(name)) is not None:
            return route.fulfill(body=text, content_type=TYPES[Path(name).suffix])
        if path.startswith("/brand/"):
            return route.fulfill(body=":root { --accent-hue: 150; }", content_type="text/css")
        return route.fulfill(status=404, body="")

    def complain(message):
        if message.type == "error" and "404" not in message.text:
            said.append(message.text)

    page.route(f"{SITE}/**", answer)
    page.on("console", complain)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def leave(page) -> None:
    """Ends whatever the page still asks for: a browser does not close a window with a request that a test has yet to
    answer, and waits for ever.
    """
    try:
        page.goto("about:blank")
    except Error:  # it was on its way elsewhere, and has arrived
        page.goto("about:blank")


def until(page, expression: str, seconds: float = 10.0) -> None:
    """Waits until the page says that it is true. Playwright's own wait asks again inside of the page by eval(), which
    the content policy refuses.
    """
    latest = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < latest, expression
        page.wait_for_timeout(20)


@cache
def _static(name: str) -> str | None:
    """A static file's text; the stylesheet in one piece, as it is served, and not in its eighty files."""
    if name == STYLESHEET:
        return flatten(name, _text)
    return _text(name) if finders.find(name) else None


def _text(name: str) -> str:
    return Path(finders.find(name)).read_text()
