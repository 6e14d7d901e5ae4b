"""The form of a draft. It reads what was typed, in the author's own zone; whether it is right, the verbs say."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Hours, Notice, NoticeKind
from notifications.notices.wanted import Audience, Availability, Wanted, wanted_of
from portal.forms.fields import Code, Codes
from portal.forms.notice_words import WordingForm, instant_field, of_our_time, typed
from slas.calendars import MIDNIGHT

NOW, LATER = "now", "start"


def _date(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=[of_our_time])


def _time(label, hint="") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=hint)


class NoticeForm(WordingForm):
    """A draft. What is offered: the kinds that the author may tell, products, plans, regions, partners."""

    field_order = ["kind", "title_en", "body_en", "title_de", "body_de"]

    kind = Code(label=_("Kind"), widget=forms.RadioSelect)
    starts_at = instant_field(_("Begins"), _("Empty: when it is published."))
    ends_at = instant_field(
        _("Ends"), _("News without an end are shown for two weeks. An incident ends when somebody ends it.")
    )
    ahead = forms.ChoiceField(
        label=_("Tell people"),
        choices=[(NOW, _("when it is published")), (LATER, _("not before it begins"))],
        widget=forms.RadioSelect,
        required=False,
        initial=NOW,
    )
    hours = Code(label=_("Support is"))
    first_day = _date(_("First day"))
    last_day = _date(_("Last day"))
    from_time = _time(_("From"), _("Empty: all day. In the time of each region."))
    to_time = _time(_("To"))
    products = Codes(label=_("Products"))
    plans = Codes(label=_("Plans"))
    regions = Codes(label=_("Regions"))
    partners = forms.TypedMultipleChoiceField(
        label=_("Partners"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, offer: dict, data=None, *, initial: dict | None = None):
        super().__init__(data, initial=initial)
        for name, choices in offer.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["hours"].choices = [("", _("Choose…")), *Hours.choices]  # type: ignore[attr-defined]

    def clean_hours(self) -> str:
        """What is none of them is none; the verb asks for it where it is needed."""
        hours = self.cleaned_data["hours"]
        return hours if hours in Hours.values else ""

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        audience = Audience(
            tuple(given.get("products", ())),
            tuple(given.get("plans", ())),
            tuple(given.get("regions", ())),
            tuple(given.get("partners", ())),
        )
        kind = given.get("kind", "")
        return Wanted(
            kind=kind,
            wording=self.wording(),
            audience=audience,
            starts_at=given.get("starts_at"),
            ends_at=given.get("ends_at"),
            ahead=given.get("ahead") != LATER,
            availability=self._availability() if kind == NoticeKind.AVAILABILITY else None,
        )

    def _availability(self) -> Availability:
        given = self.cleaned_data
        first, last = given.get("first_day"), given.get("last_day")
        return Availability(
            given.get("hours", ""),
            first,
            last or first,
            _minute(given.get("from_time"), 0),
            _minute(given.get("to_time"), MIDNIGHT),
        )


def initial_of(notice: Notice) -> dict:
    """A draft's rows as the form's values."""
    wanted = wanted_of(notice)
    audience = wanted.audience
    return typed(notice) | {
        "kind": notice.kind,
        "ahead": NOW if notice.ahead else LATER,
        "hours": notice.hours,
        "first_day": notice.first_day,
        "last_day": notice.last_day,
        "from_time": _clock(notice.from_minute) if notice.from_minute else None,
        "to_time": _clock(notice.to_minute) if notice.to_minute != MIDNIGHT else None,
        "products": list(audience.products),
        "plans": list(audience.plans),
        "regions": list(audience.regions),
        "partners": list(audience.partners),
    }


def _minute(value: time | None, otherwise: int) -> int:
    return otherwise if value is None else value.hour * 60 + value.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
