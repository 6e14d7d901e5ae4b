"""Tags and filters of every template (a builtin: no {% load %}). The drawing stands in templates/partials, and in
portal/drawing.py where a list has it a hundred times.

Tags that speak of time take `now` (aware UTC) from the context and never read the clock.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

from portal import amounts, drawing, instants
from portal.prose import mailed_prose, prose

register = template.Library()

for _filter in (amounts.duration, amounts.tally, amounts.age, amounts.file_size, amounts.initials):
    register.filter(_filter.__name__, _filter)
register.filter("calendar_date", instants.calendar_date)
register.filter("clock_time", instants.clock_time)
register.filter("prose", prose)
register.filter("mailed_prose", mailed_prose)
register.filter("binding", instants.binding)

NOTHING = SafeString("")
FLASHES = {"success": "check", "warning": "alert", "error": "alert"}


def drawn_by(partial: str, takes_context: bool = False) -> Callable:
    """An inclusion tag without the white space around its partial, which would show between words."""

    def register_tag(view: Callable[..., dict]) -> Callable:
        @wraps(view)
        def draw(*args, **kwargs) -> SafeString:
            return SafeString(get_template(f"partials/{partial}").render(view(*args, **kwargs)).strip())

        register.simple_tag(draw, takes_context=takes_context, name=view.__name__)
        return view

    return register_tag


@register.simple_tag
def icon(name: str) -> SafeString:
    """{% icon "search" %}: decoration only; what it means stands beside it in words."""
    return drawing.icon(name)


@register.filter
def percent(value: float) -> str:
    """12.5 as "12.50%": for SVG attributes, so never with a decimal comma."""
    return f"{float(value):.2f}%"


@register.filter
def px(value: float) -> str:
    """12.5 as "12.50": for SVG attributes, so never with a decimal comma."""
    return f"{float(value):.2f}"


@register.filter
def flash_icon(tags: str) -> str:
    return next((name for tag, name in FLASHES.items() if tag in (tags or "").split()), "info")


@register.simple_tag
def clock_chip(chip) -> SafeString:
    """{% clock_chip chip %}: a portal.chips.Chip, or anything with its fields."""
    return drawing.clock_chip(chip)


@register.simple_tag
def severity(rank: int, label: str = "", code: str = "", short: bool = False) -> SafeString:
    """{% severity 1 "Urgent" %}: shape, S1 and the word; short=True keeps the word for those who listen."""
    return drawing.severity(rank, label, code, short)


@register.simple_tag(takes_context=True)
def status(context, code: str, label: str = "") -> SafeString:
    """{% status case.status %}: in the words of the reader's side, or in those given (which department)."""
    page = context.get("page")
    theirs = page is not None and page.side == "partner"
    return drawing.status(code, label, page.vendor.name if theirs else None)


@drawn_by("avatar.html")
def avatar(name: str, vendor: bool = False, large: bool = False) -> dict:
    """{% avatar name vendor=True large=True %}: initials, hidden from those who listen; write the name beside it."""
    return {"name": name, "vendor": vendor, "large": large}


@register.simple_tag(takes_context=True)
def when(context, instant: datetime | None) -> SafeString:
    """{% when event.at %}: "12 min ago" within a day, then "Thu 15:38"."""
    return _time(instant, instants.relative, context)


@register.simple_tag(takes_context=True)
def since(context, instant: datetime | None) -> SafeString:
    """{% since case.last_word_at %}: "3 h ago", "Thu", "2 Apr": in columns that are scanned."""
    return _time(instant, instants.brief, context)


@register.simple_tag(takes_context=True)
def at(context, instant: datetime | None) -> SafeString:
    """{% at entry.at %}: "15:05", "09:12, 3 h ago": where the day stands above."""
    return _time(instant, instants.of_day, context)


@register.simple_tag(takes_context=True)
def due(context, instant: datetime | None) -> SafeString:
    """{% due milestone.due_at %}: "today 13:17", always absolute because it binds."""
    return _time(instant, instants.absolute, context)


@register.simple_tag(takes_context=True)
def day(context, value) -> SafeString:
    """{% day date_or_instant %}: "Today, Tuesday 7 April"."""
    return drawing.time(value.isoformat(), instants.day(value, context.get("now"))) if value else NOTHING


def _time(instant, words, context) -> SafeString:
    if instant is None:
        return NOTHING
    return drawing.time(instant.isoformat(), words(instant, context.get("now")), instants.full(instant))


@drawn_by("field.html")
def field(bound, hint: str = "", wide: bool = False, mark: str = "") -> dict:
    """{% field form.summary wide=True mark=_("assumption") %}: label, control, hint and error of one form field."""
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "select" if hasattr(widget, "choices") else "text")
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "wide": wide,
        "mark": mark,
        "kind": "group" if widget.use_fieldset else kind,
        "control": bound if widget.use_fieldset else bound.as_widget(attrs=_attributes(bound, kind, hint)),
    }


def _attributes(bound, kind: str, hint: str) -> dict[str, str]:
    own = bound.field.widget.attrs.get("class", "")
    base = {"checkbox": "checkbox", "file": ""}.get(kind, "input")
    attributes = {"class": f"{base} {own}".strip()} if base or own else {}
    if hint and not bound.help_text:
        # Django links its own help text and errors; a hint of the template needs the same link.
        ids = [f"{bound.auto_id}_helptext"] + ([f"{bound.auto_id}_error"] if bound.errors else [])
        attributes["aria-describedby"] = " ".join(ids)
    return attributes


@drawn_by("form_errors.html")
def form_errors(form) -> dict:
    """{% form_errors form %}: what is wrong, above the form, each line a link to its field."""
    return {"form": form}
