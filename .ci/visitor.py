"""A person at the portal, without a browser: follows links, fills in forms as their HTML describes them."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser

CHOSEN = {"environment": "production", "severity": "S2"}
TYPED = {
    "version": "14.2",
    "product_version": "14.2",
    "affected_users": "12",
    "description": "Since last night every quote shows an empty total. The positions are all there.",
    "steps": "1. Open a quote with two positions.\n2. Choose Recalculate.\n3. Look at the total.",
    "expected": "The sum of both positions.",
    "observed": "An empty field, and no error on the page.",
    "error": "none is shown",
    "error_text": "none is shown",
    "tried": "Another browser, another quote, the price list of last week.",
    "business_impact": "No quote can be sent today.",
}


@dataclass
class Form:
    action: str = ""
    data: dict[str, str] = field(default_factory=dict)
    # (name, type, value, checked or selected), in the page's order
    fields: list[tuple[str, str, str, bool]] = field(default_factory=list)

    def has(self, name: str) -> bool:
        return any(each[0] == name for each in self.fields)


class Forms(HTMLParser):
    """Every form of a page with its fields."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(said.get("action", ""), said))
        elif not self.forms or "disabled" in said:
            return
        elif tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:
            self._add(self._select, "option", said.get("value", ""), "selected" in said)
        elif tag == "textarea":
            self._add(said.get("name", ""), "text", "", False)
        elif tag == "input":
            kind = said.get("type", "text")
            self._add(
                said.get("name", ""), kind, said.get("value", "on" if kind == "checkbox" else ""), "checked" in said
            )

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""

    def _add(self, name: str, kind: str, value: str, chosen: bool) -> None:
        if name:
            self.forms[-1].fields.append((name, kind, value, chosen))


class Visitor:
    """A session with the portal at `url`. Raises AssertionError with a sentence when a page is not as expected."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.at = url

    def get(self, path: str) -> str:
        return self._open(urllib.parse.urljoin(self.url, path))

    def sign_in(self, vendor: str, role: str) -> None:
        """As the first demo person of this vendor with this role."""
        forms = Forms(self.get("/demo/")).forms
        found = [
            form for form in forms if form.data.get("data-vendor") == vendor and form.data.get("data-role") == role
        ]
        assert found, f"/demo/ offers no {role} of {vendor}"
        self.send(found[0], hidden(found[0]))
        assert "/accounts/" not in self.at and "/demo/" not in self.at, f"signing in led to {self.at}"

    def submit_case(self, vendor: str, summary: str) -> str:
        """Fills in the form for a new case and sends it; returns the path of the case's page."""
        form = next((form for form in Forms(self.get(f"/{vendor}/cases/new/")).forms if form.has("summary")), None)
        assert form, "the page for a new case has no form with a summary"
        page = self.send(form, filled(form, summary))
        path = urllib.parse.urlsplit(self.at).path
        number = re.fullmatch(rf"/{vendor}/cases/(\d+)/", path)
        assert number, f"sending a case led to {path}: {said(page)}"
        assert summary in page and number[1] in page, f"{path} does not show the case"
        return path

    def send(self, form: Form, data: list[tuple[str, str]]) -> str:
        address = urllib.parse.urljoin(self.at, form.action)
        return self._open(address, urllib.parse.urlencode(data).encode())

    def _open(self, address: str, data: bytes | None = None) -> str:
        request = urllib.request.Request(address, data, {"Accept-Language": "en", "Referer": self.at})
        try:
            with self.opener.open(request, timeout=60) as answer:
                self.at = answer.url
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            self.at = address
            page = error.read().decode(errors="replace")
            assert error.code == 422, f"{address} answered {error.code}: {said(page)}"
            return page


def hidden(form: Form) -> list[tuple[str, str]]:
    return [(name, value) for name, kind, value, _ in form.fields if kind == "hidden"]


def filled(form: Form, summary: str) -> list[tuple[str, str]]:
    """What the form already says is kept; first steps are confirmed, choices made, texts typed."""
    data = hidden(form)
    names = dict.fromkeys(name for name, kind, *_ in form.fields if kind != "hidden")
    for name in names:
        mine = [(kind, value, chosen) for each, kind, value, chosen in form.fields if each == name and kind != "hidden"]
        kind = mine[0][0]
        if name == "first_steps":
            data += [(name, value) for _, value, _ in mine]
        elif kind in ("radio", "option"):
            offered = [value for _, value, _ in mine if value]
            kept = next((value for _, value, chosen in mine if chosen and value), None)
            wanted = CHOSEN.get(name, kept or (offered or [""])[0])
            data.append((name, wanted))
        elif kind in ("text", "number"):
            data.append((name, summary if name == "summary" else TYPED.get(name, "")))
    return data


def said(page: str) -> str:
    """The page's words, for somebody who reads a log."""
    words = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))[:1500]
