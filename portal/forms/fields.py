"""Fields that several forms share."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile

from portal.typed import is_code


class Code(forms.ChoiceField):
    """One of the vendor's codes. Only offered here: the verb looks it up, and has the better words when it is wrong."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def validate(self, value):
        """Whether it is one of the list is the verb's; here only that the list can be asked for it."""
        _askable(self, [value])


class Codes(forms.MultipleChoiceField):
    """Several of the vendor's codes, as Code."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, value):
        """As Code's."""
        _askable(self, value)


def _askable(field: forms.ChoiceField, values: Sequence[str]) -> None:
    for value in values:
        if not is_code(value):
            shown = {"value": "".join(filter(str.isprintable, value))}
            raise forms.ValidationError(field.error_messages["invalid_choice"], "invalid_choice", shown)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files; cleaned to a list. Limits are the verb's (cases/filing.py)."""

    widget = FilesInput

    def clean(self, data, initial=None) -> Sequence[UploadedFile]:
        return [file for file in data or [] if file]
