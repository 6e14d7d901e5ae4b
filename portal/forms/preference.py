"""The form of how a person wants to hear of things: topics, quiet hours, the digest's hour."""

from datetime import time

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import Preference
from notifications.models.preference import How
from notifications.topics import Topic
from tenants.models import Membership

LABELS = {
    Topic.CASES: _("Your cases"),
    Topic.ESCALATIONS: _("Targets at risk or late"),
    Topic.NOTICES: _("Notices of releases, maintenance and incidents"),
    Topic.SURVEYS: _("How it went, after a case is closed"),
}


def topics_of(membership: Membership) -> list[Topic]:
    """What somebody of that side can hear of at all."""
    if membership.is_vendor_side:
        return [Topic.CASES, Topic.ESCALATIONS, Topic.NOTICES]
    return [Topic.CASES, Topic.NOTICES, Topic.SURVEYS]


class PreferenceForm(forms.Form):
    use_required_attribute = False

    def __init__(self, data=None, *, preference: Preference, membership: Membership):
        super().__init__(data)
        self.topics = topics_of(membership)
        for topic in self.topics:
            # A question is answered soon or never: it is not told the next day together with other things.
            hows = [how for how in How.choices if topic != Topic.SURVEYS or how[0] != How.DIGEST]
            self.fields[topic.value] = forms.ChoiceField(
                label=LABELS[topic], choices=hows, initial=getattr(preference, topic)
            )
        hour = {"type": "time"}
        self.fields["digest_at"] = forms.TimeField(
            label=_("Hour of the daily mail"), initial=preference.digest_at, widget=_clock(hour)
        )
        self.fields["quiet_from"] = forms.TimeField(
            label=_("Quiet from"), initial=preference.quiet_from, required=False, widget=_clock(hour),
            help_text=_(
                "Mails wait until the quiet hours end. What is urgent does not wait: severity 1, a broken target,"
                " a critical incident."
            ),
        )  # fmt: skip
        self.fields["quiet_to"] = forms.TimeField(
            label=_("Quiet until"), initial=preference.quiet_to, required=False, widget=_clock(hour)
        )

    @property
    def chosen(self) -> dict[Topic, How]:
        return {topic: How(self.cleaned_data[topic.value]) for topic in self.topics}

    @property
    def quiet(self) -> tuple[time, time] | None:
        begins, ends = self.cleaned_data["quiet_from"], self.cleaned_data["quiet_to"]
        return (begins, ends) if begins and ends else None

    def clean(self):
        given = super().clean() or {}
        begins, ends = given.get("quiet_from"), given.get("quiet_to")
        untold = "quiet_from" not in self.errors and "quiet_to" not in self.errors
        if untold and (begins is None) != (ends is None):
            missing = "quiet_from" if begins is None else "quiet_to"
            self.add_error(missing, _("Give both hours, or neither."))
        elif untold and begins is not None and begins == ends:
            self.add_error(
                "quiet_to",
                _("Quiet hours that end when they begin would hold nothing back. Leave both empty for none."),
            )
        return given


def _clock(attributes: dict) -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs=attributes)
