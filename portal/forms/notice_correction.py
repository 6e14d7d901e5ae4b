"""The form of a correction: new words, and where it can still move, a new period."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Notice, NoticeKind
from portal.forms.notice_words import WordingForm, instant_field, typed


class CorrectionForm(WordingForm):
    """A new version. Its period is offered where it can still move."""

    starts_at = instant_field(_("Begins"))
    ends_at = instant_field(_("Ends"))
    announced = forms.BooleanField(
        label=_("Tell everybody again"),
        required=False,
        help_text=_("Without it the correction stands in the notice’s history, and nobody is disturbed."),
    )

    def __init__(self, notice: Notice, data=None):
        super().__init__(data, initial=typed(notice))
        if notice.hours or notice.is_over or notice.kind == NoticeKind.INCIDENT:
            del self.fields["starts_at"], self.fields["ends_at"]
        elif notice.state != "scheduled":
            del self.fields["starts_at"]
