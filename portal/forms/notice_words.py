"""What the forms of notices share: titles and texts in both languages, instants, and the word of a refusal."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.refusals import Incomplete, Refused
from notifications.models import Notice
from notifications.notices.wanted import Wording

WORDS = ("title_en", "title_de", "body_en", "body_de")
MINUTES = "%Y-%m-%dT%H:%M"


def of_our_time(value: date) -> None:
    """Refuses a year that was typed wrongly. One at the edge of the calendar could be kept, and in no zone be shown
    again.
    """
    if not 2000 <= value.year < 2100:
        raise ValidationError(_("This year cannot be right."))


def instant_field(label, hint="") -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTES)
    return forms.DateTimeField(label=label, required=False, widget=widget, help_text=hint, validators=[of_our_time])


def text_field(label, language: str, hint="") -> forms.CharField:
    """A text of several lines in one language."""
    widget = forms.Textarea(attrs={"lang": language, "rows": 6})
    return forms.CharField(label=label, required=False, strip=False, widget=widget, help_text=hint)


def _title(label, language: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.TextInput(attrs={"lang": language, "autocomplete": "off"})
    )


def typed(notice: Notice) -> dict:
    words = {name: getattr(notice.current, name) for name in WORDS}
    return words | {"starts_at": notice.starts_at, "ends_at": notice.ends_at}


class RefusableForm(forms.Form):
    """A form whose faults the verbs tell."""

    use_required_attribute = False

    def add_refused(self, refused: Incomplete | Refused) -> None:
        """What a verb found wrong, at its field; what the form could not read keeps the form's word."""
        errors = refused.errors if isinstance(refused, Incomplete) else {refused.field or "": refused.reason}
        for name, sentence in errors.items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, sentence)


class WordingForm(RefusableForm):
    """Title and text in both languages."""

    title_en = _title(_("Title, English"), "en")
    body_en = text_field(_("Text, English"), "en")
    title_de = _title(_("Title, German"), "de")
    body_de = text_field(_("Text, German"), "de")

    def mark_required(self) -> None:
        """So that labels say which fields are optional; what is missing, the verbs say."""
        for name in ("kind", "ahead", "hours", "first_day", *WORDS):
            if name in self.fields:
                self.fields[name].required = True

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data.get(name, "") for name in WORDS})
