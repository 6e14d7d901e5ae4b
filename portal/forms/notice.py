"""Forms of notices. They read what was typed, in the author's own zone; whether it is right, the verbs say."""

from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from notifications.models import Hours, Notice, NoticeKind
from notifications.notices.wanted import Audience, Availability, Wanted, Wording, wanted_of
from portal.forms.fields import Code, Codes
from slas.calendars import MIDNIGHT

NOW, LATER = "now", "start"
WORDS = ("title_en", "title_de", "body_en", "body_de")
MINUTES = "%Y-%m-%dT%H:%M"


def _of_our_time(value: date) -> None:
    """A year that was typed wrongly. One at the edge of the calendar could be kept, and in no zone be shown again."""
    if not 2000 <= value.year < 2100:
        raise ValidationError(_("This year cannot be right."))


def _instant(label, hint="") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
    return forms.DateTimeField(label=label, required=False, widget=widget, help_text=hint, validators=[_of_our_time])


def _date(label) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, validators=[_of_our_time])


def _time(label, hint="") -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, help_text=hint)


def _title(label, language: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"})
    )


def _body(label, language: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, strip=False, widget=forms.Textarea(attrs={"lang": language, "rows": 6})
    )


class WordingForm(forms.Form):
    """Title and text in both languages."""

    use_required_attribute = False

    title_en = _title(_("Title, English"), "en")
    body_en = _body(_("Text, English"), "en")
    title_de = _title(_("Title, German"), "de")
    body_de = _body(_("Text, German"), "de")

    def mark_required(self) -> None:
        """So that labels say which fields are optional; what is missing, the verbs say."""
        for name in ("kind", "ahead", "hours", "first_day", *WORDS):
            if name in self.fields:
                self.fields[name].required = True

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data.get(name, "") for name in WORDS})

    def add_refused(self, errors: dict[str, str]) -> None:
        """What a verb found wrong, at its field; what the form could not read keeps the form's word."""
        for name, sentence in errors.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)


class NoticeForm(WordingForm):
    """A draft. What is offered: the kinds that the author may tell, products, plans, regions, partners."""

    field_order = ["kind", "title_en", "body_en", "title_de", "body_de"]

    kind = Code(label=_("Kind"), widget=forms.RadioSelect)
    starts_at = _instant(_("Begins"), _("Empty: when it is published."))
    ends_at = _instant(
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


class CorrectionForm(WordingForm):
    """A new version. Its period is offered where it can still move."""

    starts_at = _instant(_("Begins"))
    ends_at = _instant(_("Ends"))
    announced = forms.BooleanField(
        label=_("Tell everybody again"),
        required=False,
        help_text=_("Without it the correction stands in the notice’s history, and nobody is disturbed."),
    )

    def __init__(self, notice: Notice, data=None):
        super().__init__(data, initial=_typed(notice))
        if notice.hours or notice.is_over or notice.kind == NoticeKind.INCIDENT:
            del self.fields["starts_at"], self.fields["ends_at"]
        elif notice.state != "scheduled":
            del self.fields["starts_at"]


class EndForm(forms.Form):
    """The word that the linked cases get."""

    answer = forms.CharField(
        label=_("Answer on the linked cases"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Everybody on these cases reads it as your message."),
    )


def initial_of(notice: Notice) -> dict:
    """A draft's rows as the form's values."""
    wanted = wanted_of(notice)
    audience = wanted.audience
    return _typed(notice) | {
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


def _typed(notice: Notice) -> dict:
    words = {name: getattr(notice.current, name) for name in WORDS}
    return words | {"starts_at": notice.starts_at, "ends_at": notice.ends_at}


def _minute(value: time | None, otherwise: int) -> int:
    return otherwise if value is None else value.hour * 60 + value.minute


def _clock(minute: int) -> time:
    return time(minute // 60, minute % 60)
