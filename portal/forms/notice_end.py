"""The form that ends an incident with an answer to its cases, in the languages that their contacts read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.models import NoticeCase
from notifications.notices.answers import Answers, names_of
from portal.forms.notice_words import RefusableForm, text_field

NOBODY = {
    "en": _("None of these contacts reads English: it may stay empty."),
    "de": _("None of these contacts reads German: it may stay empty."),
}


class EndForm(RefusableForm):
    """waiting: the links that are to be answered, by language."""

    answer_en = text_field(_("Answer, English"), "en")
    answer_de = text_field(_("Answer, German"), "de")
    one_for_all = forms.BooleanField(
        label=_("Where a text is missing, send the other one"),
        required=False,
        help_text=_("A line in the reader’s own language says so before it."),
    )

    def __init__(self, waiting: dict[str, list[NoticeCase]], data=None):
        super().__init__(data)
        for language, links in waiting.items():
            field = self.fields[f"answer_{language}"]
            field.help_text = ", ".join(names_of(links)) if links else NOBODY[language]

    def mark_required(self, waiting: dict[str, list[NoticeCase]]) -> None:
        """For the labels; what is missing, the verb says."""
        for language, links in waiting.items():
            self.fields[f"answer_{language}"].required = bool(links)

    def answers(self) -> Answers:
        return Answers(self.cleaned_data.get("answer_en", ""), self.cleaned_data.get("answer_de", ""))
