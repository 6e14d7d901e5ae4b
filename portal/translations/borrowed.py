"""What other packages say to our readers, where their German is too familiar or wrong: ours comes first."""

from django.utils.translation import gettext_noop

# django-allauth: signing in and changing passwords (portal/account_urls.py)
SENTENCES = (
    gettext_noop("Be patient, you are sending too many requests."),
    gettext_noop("Please type your current password."),
    gettext_noop("The new value must be different from the current one."),
    gettext_noop("Too many failed login attempts. Try again later."),
    gettext_noop("You must type the same password each time."),
)
