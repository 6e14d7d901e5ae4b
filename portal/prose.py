"""What people typed, as safe HTML that stays true to it: error messages and logs must not be interpreted.

Blank lines part paragraphs, line ends and indents stay (the class typed), addresses become links, and what stands
between lines of three backticks is shown letter by letter.
"""

import re

from django.utils.html import escape, format_html, urlize
from django.utils.safestring import SafeString, mark_safe

FENCE = re.compile(r"^[ \t]*```[^\n`]*\n(.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)


def prose(text: str) -> SafeString:
    """Paragraphs and preformatted parts."""
    html, here = [], 0
    for fence in FENCE.finditer(text):
        html.append(_paragraphs(text[here : fence.start()]))
        html.append(verbatim(fence[1]))
        here = fence.end()
    html.append(_paragraphs(text[here:]))
    return mark_safe("".join(html))  # noqa: S308  each part is escaped where it is made


def verbatim(text: str) -> SafeString:
    """Preformatted. It scrolls sideways, so it can take the focus."""
    return format_html('<pre tabindex="0"><code>{}</code></pre>', text.strip("\n"))


def _paragraphs(text: str) -> str:
    parts = (part.strip("\n") for part in re.split(r"\n[ \t]*\n", text))
    return "".join(f'<p class="typed">{urlize(escape(part), nofollow=True)}</p>' for part in parts if part.strip())
