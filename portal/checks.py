"""Start-up checks of settings: what would leave a door open, or closed without a word."""

from django.conf import settings
from django.core.checks import Error, register


@register()
def webhooks_have_a_secret(app_configs, **kwargs):
    """E001: webhooks without a secret. E002: an unknown provider. E003: a secret that is none."""
    from portal.views.mail_hooks import HOOKS, secrets

    if not settings.MAIL_HOOKS:
        return []
    errors = []
    if not secrets():
        hint = "Set it to user:password, and give the provider https://user:password@your-host/mail/hooks/…"
        errors.append(Error("MAIL_HOOKS is set, and MAIL_HOOK_SECRET is not", hint=hint, id="portal.E001"))
    known = {name.removesuffix("_inbound").removesuffix("_tracking") for name in HOOKS}
    unknown = sorted(set(settings.MAIL_HOOKS) - known)
    if unknown:
        hint = f"It knows {', '.join(sorted(known))}."
        errors.append(Error(f"MAIL_HOOKS: unknown {', '.join(unknown)}", hint=hint, id="portal.E002"))
    if any(":" not in one or len(one) < 17 for one in secrets()):
        hint = "user:password, at least 16 characters together: whoever knows it can hand over mails."
        errors.append(Error("MAIL_HOOK_SECRET is too short, or has no colon", hint=hint, id="portal.E003"))
    return errors
