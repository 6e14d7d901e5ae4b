"""The form of who has forgotten their password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django.http import HttpRequest
from django.utils import timezone

from notifications.mail.password_letters import ask_for_letter


class ForgottenPasswordForm(ResetPasswordForm):
    """Says nothing and does nothing that depends on whether the address is known; the sweep looks it up."""

    def clean_email(self) -> str:
        return get_adapter().clean_email(self.cleaned_data["email"].lower())

    def save(self, request: HttpRequest, **kwargs) -> str:
        ask_for_letter(self.cleaned_data["email"], timezone.now())
        return self.cleaned_data["email"]
