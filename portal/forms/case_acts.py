"""The small forms of a case's acts. They read what was chosen; whether it is right, the verbs say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.forms.fields import Code, Files


class WriteForm(forms.Form):
    """The composer. `seen` is how many of the case's events the writer has seen (cases.anchors)."""

    kind = forms.CharField(required=False)
    body = forms.CharField(required=False, strip=False, widget=forms.Textarea, label=_("Your message"))
    files = Files(required=False, label=_("Files"))
    then = forms.CharField(required=False)
    cause = forms.CharField(required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def clean_body(self):
        return self.cleaned_data["body"] or ""


class ActForm(forms.Form):
    """Base. Ids carry the act's key, so that several forms fit on one page."""

    def __init__(self, key: str, data=None):
        super().__init__(data, auto_id=f"{key}-%s")

    def offer(self, **choices) -> None:
        """What can be chosen in each field: [(value, label)]."""
        for name, offered in choices.items():
            self.fields[name].choices = offered

    def add_refused(self, reason: str, field: str | None) -> None:
        """What a verb refused, at its field where the form has it, else above the form."""
        self.add_error(field if field in self.fields else None, reason)


class OwnerForm(ActForm):
    owner = Code(label=_("Case Owner"))


class SeverityForm(ActForm):
    severity = Code(label=_("Severity"))


class ProposeForm(ActForm):
    severity = Code(label=_("Severity"))
    body = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Why"))


class FactForm(ActForm):
    """What was assumed, as it really is."""

    value = Code()


class VersionForm(ActForm):
    value = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class ReferForm(ActForm):
    department = Code(label=_("Department"))


class CategoryForm(ActForm):
    category = Code(label=_("Category"))


class ResolveForm(ActForm):
    cause = Code(label=_("Cause"))


class ReopenForm(ActForm):
    body = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("What is still wrong")
    )


class ReasonForm(ActForm):
    """Why a case goes to management."""

    body = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Why"))


class SeenForm(ActForm):
    """What a manager says about an escalation."""

    body = forms.CharField(required=False, strip=False, widget=forms.Textarea(attrs={"rows": 3}), label=_("Note"))


class WatchForm(ActForm):
    person = Code(label=_("Person"))


class IncidentForm(ActForm):
    notice = Code(label=_("Incident"))


class EmptyForm(ActForm):
    """An act that needs nothing but the button."""
