"""The form that keeps a queue's view under a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.saving_views import NAME


class SavedViewForm(forms.Form):
    """What is wrong with a name, the verbs say; `team` is for those who may share."""

    name = forms.CharField(required=False, label=_("Name"), widget=forms.TextInput(attrs={"maxlength": NAME}))
    team = forms.BooleanField(
        required=False, label=_("For the whole team"), widget=forms.CheckboxInput(attrs={"class": "checkbox"})
    )

    def __init__(self, data=None, *, may_share: bool = False, **more):
        super().__init__(data, auto_id="view-%s", **more)
        if not may_share:
            del self.fields["team"]
