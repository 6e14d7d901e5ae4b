"""Filters of the policy's pages: {% load policy %}."""

import re

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language

from portal.instants import worded
from slas.terms import Words

register = template.Library()

# Sources name requirements before the document; people who read the policy know the document only.
_REQUIREMENTS = re.compile(r"^(?:[RVC]\d+(?: to [RVC]\d+)?,\s*)+")
_NUMBER = re.compile(r"(?:^|\s)\d{1,2}\.\s")


@register.filter
def say(words: Words) -> str:
    """A vendor's text in the reader's language."""
    return words.say(get_language() or "en")


@register.filter
def numbered(text: str) -> list[str]:
    """The steps of a text such as "1. Look. 2. Write.", none where it is no such list."""
    if not text.startswith("1. "):
        return []
    return [step.strip() for step in _NUMBER.split(text) if step.strip()]


@register.filter
def weekday_date(value) -> str:
    """ "Fri 3 April"."""
    return worded(value, "row")


@register.filter
def document(source: str) -> str:
    """The document of a source: "R19, Partner Support Policy" without the numbers before it.

    Vendors name their documents in English: for readers of another language it is marked as such (WCAG 3.1.2).
    """
    name = _REQUIREMENTS.sub("", source)
    if not name or (get_language() or "en").startswith("en"):
        return name
    return format_html('<span lang="en">{}</span>', name)
