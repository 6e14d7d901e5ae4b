"""The form that schedules figures by mail."""

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from notifications.models.report import LAST_DAY, NARROWED, Every, Page
from tenants.models import Membership, Partner


class FigureMailForm(forms.Form):
    """partner and owner are those of the vendor: the scope entered shows no others."""

    use_required_attribute = False

    page = forms.ChoiceField(label=_("What"), choices=Page.choices, initial=Page.FIGURES)
    every = forms.ChoiceField(label=_("How often"), choices=Every.choices, initial=Every.WEEK)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int, initial=0, help_text=_("Of weekly mails.")
    )
    month_day = forms.TypedChoiceField(
        label=_("Day of the month"),
        choices=[(day, f"{day}.") for day in range(1, LAST_DAY + 1)],
        coerce=int,
        initial=1,
        help_text=_("Of monthly mails."),
    )
    clock = forms.TimeField(
        label=_("Time"),
        initial="08:00",
        input_formats=["%H:%M"],
        error_messages={"invalid": _("Write a time as 08:00."), "required": _("Write a time as 08:00.")},
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("On the clocks of your time zone."),
    )
    partner = forms.ModelChoiceField(label=_("Partner"), queryset=Partner.objects.none(), required=False)
    owner = forms.ModelChoiceField(label=_("Case Owner"), queryset=Membership.objects.none(), required=False)

    def __init__(self, data=None, *, initial: dict, agents: bool):
        super().__init__(data, initial=initial)
        for name, rows in (("partner", Partner.objects.all()), ("owner", Membership.objects.case_owners())):
            field = self.fields[name]
            field.queryset = rows.order_by("name", "pk")  # type: ignore[attr-defined]
            field.empty_label = _("all")  # type: ignore[attr-defined]
        if not agents:
            del self.fields["owner"]
            page = self.fields["page"]
            page.choices = [choice for choice in Page.choices if choice[0] != Page.AGENTS]  # type: ignore[attr-defined]

    def clean(self):
        given = super().clean()
        if given.get("partner") and given.get("owner"):
            self.add_error("owner", _("Choose a partner or a Case Owner, not both."))
        for name in ("partner", "owner"):
            if given.get(name) and given.get("page") and given["page"] not in NARROWED:
                self.add_error(name, _("This page always tells of all."))
        return given
