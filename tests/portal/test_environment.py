"""A setting that cannot be right is refused with its name, in one sentence, and never with its password."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from portal.environment import Environment

env = Environment()


@pytest.mark.parametrize(
    ("read", "name", "written"),
    [
        (lambda: env.float("SWEEP_SECONDS", default=5.0), "SWEEP_SECONDS", "abc"),
        (lambda: env.float("SWEEP_SECONDS", default=5.0), "SWEEP_SECONDS", "0"),
        (lambda: env.float("SWEEP_SECONDS", default=5.0), "SWEEP_SECONDS", "-5"),
        (lambda: env.int("MAX_FILES", default=10), "MAX_FILES", "-1"),
        (lambda: env.int("MAX_FILES", default=10), "MAX_FILES", "ten"),
        (lambda: env.json("MAIL_PROVIDER_SETTINGS", default={}), "MAIL_PROVIDER_SETTINGS", '{"KEY": "tiger'),
        (lambda: env.postgres("DATABASE_URL", default=""), "DATABASE_URL", "gibberish://scott:tiger@db"),
        (lambda: env.postgres("DATABASE_URL", default=""), "DATABASE_URL", "mysql://scott:tiger@db/portal"),
        (lambda: env.postgres("DATABASE_URL", default=""), "DATABASE_URL", "postgres://scott:tiger@db:port/portal"),
        (lambda: env.outgoing_mail("EMAIL_URL", default=""), "EMAIL_URL", "mail://scott:tiger@mail"),
        (lambda: env.outgoing_mail("EMAIL_URL", default=""), "EMAIL_URL", "smtp://scott:tiger@mail:port"),
        (lambda: env.site("PORTAL_URL", default=""), "PORTAL_URL", "portal.example"),
        (lambda: env.site("PORTAL_URL", default=""), "PORTAL_URL", "https://"),
        (lambda: env.log_level("LOG_LEVEL", default="INFO"), "LOG_LEVEL", "loud"),
        (lambda: env.mail_provider("MAIL_PROVIDER"), "MAIL_PROVIDER", "pigeon"),
        (lambda: env.mail_provider("MAIL_PROVIDER"), "MAIL_PROVIDER", "../base"),
    ],
)
def test_what_cannot_be_right_is_refused_by_name(monkeypatch, read, name, written):
    monkeypatch.setenv(name, written)
    with pytest.raises(ImproperlyConfigured, match=f"^The setting {name} must be ") as refused:
        read()
    assert "tiger" not in str(refused.value)


def test_what_is_right_is_read(monkeypatch):
    for name, written in {
        "DATABASE_URL": "postgres://portal:tiger@db:5433/portal",
        "EMAIL_URL": "smtp+tls://scott:tiger@mail:587",
        "PORTAL_URL": "https://support.example",
        "MAIL_PROVIDER": "postmark",
        "LOG_LEVEL": "warning",
        "MAX_FILES": "0",
    }.items():
        monkeypatch.setenv(name, written)
    assert env.postgres("DATABASE_URL", default="")["PORT"] == 5433
    assert env.outgoing_mail("EMAIL_URL", default="")["EMAIL_USE_TLS"]
    assert env.site("PORTAL_URL", default="") == "https://support.example"
    assert env.mail_provider("MAIL_PROVIDER") == "postmark"
    assert env.log_level("LOG_LEVEL", default="INFO") == "WARNING"
    assert env.int("MAX_FILES", default=10) == 0


def manage(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={**os.environ, **environ}, cwd=settings.BASE_DIR, capture_output=True, text=True,
    )  # fmt: skip


def test_a_command_that_fails_says_one_sentence_and_shows_its_traceback_only_where_asked():
    short = manage("mail_webhook", SWEEP_SECONDS="abc")
    assert (short.returncode, short.stdout) == (1, "")
    assert short.stderr == "ImproperlyConfigured: The setting SWEEP_SECONDS must be a number above 0\n"
    long = manage("mail_webhook", "--traceback", SWEEP_SECONDS="abc")
    assert (long.returncode, "Traceback" in long.stderr) == (1, True)
    assert long.stderr.splitlines()[-1] == short.stderr.strip()
