"""What the operator does with a mail that belongs to no vendor."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.inbound.unclaimed import LONGEST_REASON


class GiveForm(forms.Form):
    vendor = forms.TypedChoiceField(
        coerce=int,
        label=_("Vendor"),
        error_messages={"required": _("Choose a vendor."), "invalid_choice": _("Choose a vendor.")},
    )

    def __init__(self, vendors, data=None):
        super().__init__(data, auto_id="give-%s")
        self.fields["vendor"].choices = [("", _("choose…")), *((vendor.pk, vendor.name) for vendor in vendors)]


class DiscardForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_REASON, label=_("Why"), error_messages={"required": _("Say why, for whoever looks next.")}
    )

    def __init__(self, data=None):
        super().__init__(data, auto_id="discard-%s")
