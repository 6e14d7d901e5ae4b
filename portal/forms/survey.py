"""The survey's form. What was chosen and typed is read here; whether it is an answer, surveys.given says."""

from collections.abc import Mapping

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from surveys import limits
from surveys.given import Given
from surveys.models import Outcome, Question
from surveys.wording import SCALE


def _choices() -> list[tuple[str, str]]:
    return [*((str(number), str(word)) for number, word in SCALE.items()), ("", str(_("No rating")))]


def _rating(question: Question) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=question.label,
        choices=lazy(_choices, list),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the five.")},
    )


def _comment() -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 1, "class": "input", "maxlength": limits.COMMENT})
    return forms.CharField(label=_("Comment"), required=False, strip=False, widget=widget)


def _line(label: str, **attrs) -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=forms.TextInput(attrs={"class": "input", **attrs}))


class SurveyForm(forms.Form):
    """removed: {question: surveys.models.CommentRemoval}, for who wonders where their comment is."""

    use_required_attribute = False
    removed: Mapping = {}

    service = _rating(Question.SERVICE)
    service_comment = _comment()
    timeliness = _rating(Question.TIMELINESS)
    timeliness_comment = _comment()
    quality = _rating(Question.QUALITY)
    quality_comment = _comment()
    call_wished = forms.BooleanField(label=_("A support manager should call me"), required=False)
    phone = _line(_("Phone"), type="tel", autocomplete="tel", maxlength=limits.PHONE)
    call_when = _line(_("When it suits you"), maxlength=limits.CALL_WHEN)

    def questions(self) -> list[dict]:
        """The three, each with its rating and its comment, and where one was removed with that."""
        return [
            {"rating": self[name], "comment": self[f"{name}_comment"], "removed": self.removed.get(name)}
            for name in Question.values
        ]

    def given(self) -> Given:
        return Given(**self.cleaned_data)

    def typed(self) -> list[str]:
        """The texts as they were typed: a survey that is over gives them back."""
        names = [*(f"{name}_comment" for name in Question.values), "phone", "call_when"]
        return [text for name in names if (text := str(self[name].value() or "").strip())]

    def refuse(self, errors: dict[str, str]) -> None:
        for field, words in errors.items():
            self.add_error(field if field in self.fields else None, words)


class FinishForm(forms.Form):
    """How a follow-up went."""

    outcome = forms.CharField(label=_("How did it go?"), required=False, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, strip=False, widget=forms.Textarea(attrs={"rows": 2, "class": "input"})
    )

    def __init__(self, key: str, data=None):
        super().__init__(data, auto_id=f"{key}-%s")
        offered = [(outcome.value, outcome.label) for outcome in Outcome.of_people()]
        self.fields["outcome"].widget.choices = offered


class RemoveForm(forms.Form):
    """Why a comment goes. How long that may be, the verb says."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.TextInput(attrs={"maxlength": limits.REASON}),
        help_text=_("Do not repeat what is to be removed."),
        error_messages={"required": _("Say why.")},
    )
