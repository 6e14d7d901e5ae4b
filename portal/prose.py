"""What people typed, as safe HTML that stays true to it: error messages and logs must not be interpreted.

Blank lines part paragraphs, line ends and indents stay, addresses become links, and what stands between lines of three
backticks is shown letter by letter. Of markup within a line only what no log says by accident: `code` and **strong**.
No HTML, no pictures.
"""

import re
from dataclasses import dataclass

from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe

FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
# "2**3", "__init__", "src/**/*.py" and "SELECT * FROM" stay what they are.
MARK = re.compile(r"`([^`\n]+)`|(?<![\w*/])\*\*(?![\s/])([^*`\n]+?)(?<![\s/])\*\*(?![\w*/])")


@dataclass(frozen=True)
class Look:
    """The attributes of what is made; broken: line ends are elements, because not every reader keeps white space."""

    paragraph: str
    block: str
    code: str = ""
    broken: bool = False


# A block scrolls sideways, so it can take the focus.
PAGE = Look(' class="typed"', ' tabindex="0"')
# Mail programs read no stylesheet, and Outlook knows no white-space.
MAIL = Look(
    ' style="margin:0 0 12px"',
    ' style="margin:0 0 12px;padding:8px 12px;border:1px solid #d9dde3;border-radius:6px;background:#f4f5f7;'
    "font:13px/20px ui-monospace,Consolas,Menlo,monospace;white-space:pre-wrap;overflow-wrap:anywhere\"",
    ' style="padding:1px 4px;border-radius:4px;background:#f4f5f7;font:13px ui-monospace,Consolas,Menlo,monospace"',
    broken=True,
)  # fmt: skip


def prose(text: str) -> SafeString:
    """Paragraphs and preformatted parts, for pages."""
    return _prose(text, PAGE)


def mailed_prose(text: str) -> SafeString:
    """The same for the HTML of mails."""
    return _prose(text, MAIL)


def verbatim(text: str, look: Look = PAGE) -> SafeString:
    """Preformatted."""
    code = escape(text.strip("\n"))
    return mark_safe(f"<pre{look.block}><code>{code}</code></pre>")  # noqa: S308  escaped


def _prose(text: str, look: Look) -> SafeString:
    html, here = [], 0
    for fence in FENCE.finditer(text):
        html.append(_paragraphs(text[here : fence.start()], look))
        html.append(verbatim(fence[1], look))
        here = fence.end()
    html.append(_paragraphs(text[here:], look))
    return mark_safe("".join(html))  # noqa: S308  each part is escaped where it is made


def _paragraphs(text: str, look: Look) -> str:
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f"<p{look.paragraph}>{_lines(part, look)}</p>" for part in parts if part.strip())


def _lines(text: str, look: Look) -> str:
    html, here = [], 0
    for mark in MARK.finditer(text):
        code, strong = mark.groups()
        html.append(_linked(text[here : mark.start()]))
        html.append(f"<code{look.code}>{escape(code)}</code>" if code else f"<strong>{_linked(strong)}</strong>")
        here = mark.end()
    html.append(_linked(text[here:]))
    return _broken("".join(html)) if look.broken else "".join(html)


def _linked(text: str) -> str:
    # What was typed holds no bare quotation mark any more: only links have this attribute.
    return urlize(escape(text), nofollow=True).replace(' rel="nofollow"', ' rel="nofollow noopener"')


def _broken(html: str) -> str:
    """Line ends and indents as elements and entities: none of them stands inside of a tag."""
    indents = re.sub(r"(?m)^[ \t]+", lambda found: "&nbsp;" * len(found[0].expandtabs(4)), html)
    return indents.replace("\n", "<br>")
