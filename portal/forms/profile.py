"""The form of one's own profile; tenants.profiles checks it."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.forms.fields import Code
from tenants.profiles import zones


class ProfileForm(forms.Form):
    use_required_attribute = False

    name = forms.CharField(label=_("Name"), required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = Code(label=_("Language"))
    zone = Code(label=_("Time zone"), help_text=_("All times in the portal and in mails are told in this zone."))

    def __init__(self, data=None, *, initial: dict):
        super().__init__(data, initial=initial)
        offered = zones()
        # A zone that the list leaves out (an alias) stays what it is until another one is chosen.
        known = offered if initial["zone"] in offered else [initial["zone"], *offered]
        self.fields["language"].choices = settings.LANGUAGES  # type: ignore[attr-defined]
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in known]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.required = True

    def _clean_fields(self):
        """Labels say that all is needed; what is wrong, the verb says."""
        for field in self.fields.values():
            field.required = False
        super()._clean_fields()
        for field in self.fields.values():
            field.required = True
