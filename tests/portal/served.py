"""Serves given bodies to a real browser as the portal would: with its static files and its content policy."""

from pathlib import Path

from django.contrib.staticfiles import finders

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
        found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
        if found:
            return route.fulfill(body=Path(found).read_bytes(), content_type=TYPES[Path(found).suffix])
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
