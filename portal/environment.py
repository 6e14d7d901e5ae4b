"""Settings read from the environment: a value that cannot be one is refused with the setting's name.

What was written is repeated only where it cannot hold a password.
"""

import logging
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_WANTED = {int: "a whole number, 0 or more", float: "a number above 0"}


class Environment(environ.Env):
    """Everything raises ImproperlyConfigured for what cannot be right."""

    def get_value(self, var: str, cast: Any = None, default: Any = environ.Env.NOTSET, **how: Any) -> Any:
        try:
            value = super().get_value(var, cast, default, **how)
        except ValueError as error:
            raise _refused(var, f"must be {_WANTED.get(cast, f'well written: {error}')}") from error
        # No number among the settings may be negative, and no pause nothing: a sweep would never rest.
        if (cast is int and value < 0) or (cast is float and not value > 0):
            raise _refused(var, f"must be {_WANTED[cast]}, not {value}")
        return value

    def postgres(self, var: str, *, default: str) -> dict:
        """Django's description of a PostgreSQL database."""
        try:
            # Of another scheme the parser would warn, and repeat the password.
            known = self.str(var, default=default).startswith(("postgres://", "postgresql://"))
            found = self.db_url(var, default=default) if known else {}
        except ValueError:
            found = {}
        if not found.get("NAME"):
            raise _refused(var, "must be postgres://login:password@host:port/name")
        return found

    def outgoing_mail(self, var: str, *, default: str) -> dict:
        """Django's settings for a mail server."""
        try:
            return self.email_url(var, default=default)
        except (ValueError, ImproperlyConfigured):
            raise _refused(var, "must be smtp://user:password@host:587, smtp+tls://… or consolemail://") from None

    def site(self, var: str, *, default: str) -> str:
        """The address that links in mails begin with."""
        address = self.str(var, default=default)
        try:
            parts = urlsplit(address)
            right = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            right = False
        if not right:
            raise _refused(var, f"must be https://host or http://host:port, not {address}")
        return address

    def log_level(self, var: str, *, default: str) -> str:
        level = self.str(var, default=default).upper()
        if level not in (known := logging.getLevelNamesMapping()):
            raise _refused(var, f"must be one of {', '.join(known)}, not {level}")
        return level

    def mail_provider(self, var: str) -> str:
        """A provider that django-anymail knows, or ""."""
        name = self.str(var, default="")
        if name and not (name.isidentifier() and find_spec(f"anymail.backends.{name}")):
            raise _refused(var, f"must be one of django-anymail's providers, such as postmark, not {name}")
        return name


def _refused(var: str, reason: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"The setting {var} {reason}")
