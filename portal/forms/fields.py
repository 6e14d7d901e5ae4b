"""Fields that several forms share."""

from collections.abc import Sequence

from django import forms
from django.core.files.uploadedfile import UploadedFile


class Code(forms.ChoiceField):
    """One of the vendor's codes. Only offered here: the verb looks it up, and has the better words when it is wrong."""

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def validate(self, value):
        """The verb's."""


class Codes(forms.MultipleChoiceField):
    """Several of the vendor's codes, as Code."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.CheckboxSelectMultiple, **kwargs)

    def validate(self, value):
        """The verb's."""


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Any number of files; cleaned to a list. Limits are the verb's (cases/filing.py)."""

    widget = FilesInput

    def clean(self, data, initial=None) -> Sequence[UploadedFile]:
        return [file for file in data or [] if file]
