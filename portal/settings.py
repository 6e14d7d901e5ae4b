"""Settings. Everything that differs between installations comes from the environment (README, "Settings")."""

from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from portal.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

DEBUG = env.bool("DEBUG", default=False)
# Demo sign-ins are offered on one page, and only with this on.
DEMO = env.bool("DEMO", default=False)
# Where the demo's mail catcher keeps what it caught; without it there is no page to read it.
DEMO_MAIL_DIR = env("DEMO_MAIL_DIR", default="")
SECRET_KEY = env("SECRET_KEY", default="")
PORTAL_URL = env.site("PORTAL_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=PORTAL_URL.startswith("https:"))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "rest_framework",
    "anymail",
    "allauth",
    "allauth.account",
    "tenants",
    "slas",
    "contacts",
    "cases",
    "surveys",
    "notifications",
    "portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.ReaderMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.page",
            ],
            "builtins": ["portal.templatetags.portal"],
        },
    }
]

DATABASES = {"default": env.postgres("DATABASE_URL", default="postgres://portal@127.0.0.1:5432/portal")}
DATABASES["default"].update(
    {
        "CONN_MAX_AGE": env.int("DATABASE_KEEP_SECONDS", default=60),
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,  # the doors open one transaction per view, in the reader's scope
    }
)
# The roles that a scope enters are named after the database (tenants/sql/roles.sql).
SCOPE_ROLE_PREFIX = env("SCOPE_ROLE_PREFIX", default=DATABASES["default"]["NAME"])

REDIS_URL = env("REDIS_URL", default="redis://127.0.0.1:6379/0")
# Only what may be lost is cached (who is on a case, failed sign-ins): a page does not wait for it.
CACHES = {
    "default": {
        "BACKEND": "portal.broker_cache.BrokerCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},
    }
}

# --- Celery: due rows and sweeps, nothing is ever scheduled far ahead (docs/decisions) ---
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 30,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
SWEEP_SECONDS = env.float("SWEEP_SECONDS", default=5.0)
# What nobody waits for within seconds is looked for so many times less often.
SWEEP_LEISURE = 6


def _every(seconds: float, **tasks: str) -> dict:
    return {
        name.replace("_", " "): {
            "task": f"portal.tasks.{task}",
            "schedule": seconds,
            "options": {"expires": 2 * seconds},
        }
        for name, task in tasks.items()
    }


CELERY_BEAT_SCHEDULE = _every(
    SWEEP_SECONDS,
    sweep_due_milestones="sweep_milestones",
    sweep_announcements="sweep_announcements",
    sweep_following="sweep_following",
    send_mails="send_mails",
    send_password_letters="send_password_letters",  # noqa: S106 (a sweep of that name)
    handle_incoming_mails="handle_incoming_mails",
) | _every(
    SWEEP_SECONDS * SWEEP_LEISURE,
    sweep_closings="sweep_closings",
    sweep_offers="sweep_offers",
    sweep_notices="sweep_notices",
    sweep_digests="sweep_digests",
    sweep_survey_invitations="sweep_survey_invitations",
    sweep_survey_reminders="sweep_survey_reminders",
    sweep_survey_expiry="sweep_survey_expiry",
    sweep_figures="sweep_figures",
    sweep_survey_days="sweep_survey_days",
    sweep_reports="sweep_reports",
)
# What has time. Hourly rather than daily: a beat that is started anew each morning must not miss it for ever.
CELERY_BEAT_SCHEDULE |= {
    "extend service calendars": {
        "task": "portal.tasks.sweep_calendars",
        "schedule": crontab(minute=23),
        "options": {"expires": 3600},
    },
    "remove files that belong to nothing": {
        "task": "portal.tasks.sweep_files",
        "schedule": crontab(minute=41, hour="*/6"),
        "options": {"expires": 3600},
    },
}

AUTH_USER_MODEL = "tenants.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "portal.accounts.InvitedOnly"
ACCOUNT_FORMS = {"reset_password": "portal.forms.password.ForgottenPasswordForm"}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

EMAIL_CONFIG = env.outgoing_mail("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env("MAIL_FROM", default="support@portal.example")
EMAIL_TIMEOUT = env.int("MAIL_TIMEOUT_SECONDS", default=10)
# A provider's API instead of SMTP (django-anymail), such as postmark, with its settings as JSON
if MAIL_PROVIDER := env.mail_provider("MAIL_PROVIDER"):
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
# What a provider cannot do (metadata, some headers) is no reason not to send a mail.
ANYMAIL = {"IGNORE_UNSUPPORTED_FEATURES": True} | env.json("MAIL_PROVIDER_SETTINGS", default={})
# Providers whose webhooks are open, for mails that come in and for what became of mails that went out: postmark,mailgun
MAIL_HOOKS = env.list("MAIL_HOOKS", default=[])
# user:password that they come with (https://user:password@…); without it no webhook is open
if MAIL_HOOK_SECRET := env("MAIL_HOOK_SECRET", default=""):
    ANYMAIL["WEBHOOK_SECRET"] = MAIL_HOOK_SECRET
# Mailboxes that are read: imaps://user:password@host/INBOX, several separated by commas; what is special in user and
# password is percent-encoded
MAILBOXES = env.list("MAILBOX_URL", default=[])
MAILBOX_SECONDS = env.float("MAILBOX_SECONDS", default=60.0)
# A number above 0 opens the address that a provider posts mails to (manage.py mail_webhook); another number, another
# address
MAIL_WEBHOOK = env.int("MAIL_WEBHOOK", default=0)
MAX_MAIL_BYTES = env.int("MAX_MAIL_MB", default=30) * 1024 * 1024
# What one sender may cause: mails that are read an hour, and answers of ours that say no a day
MAIL_PER_HOUR = env.int("MAIL_PER_HOUR", default=30)
REFUSALS_PER_DAY = env.int("REFUSALS_PER_DAY", default=3)
MAIL_KEEP_DAYS = env.int("MAIL_KEEP_DAYS", default=30)
# Of mails that belong to no vendor so many are kept, the newest
MAIL_KEEP_UNKNOWN = env.int("MAIL_KEEP_UNKNOWN", default=2000)
# The name in the Authentication-Results of one's own receiving server: then only mails that pass DMARC are believed
MAIL_TRUSTED_AUTHSERV = env("MAIL_TRUSTED_AUTHSERV", default="")
# How many processes may send at once
MAIL_SENDERS = env.int("MAIL_SENDERS", default=1)
CELERY_BEAT_SCHEDULE |= {
    "read mailboxes": {
        "task": "portal.tasks.read_mailboxes",
        "schedule": MAILBOX_SECONDS,
        "options": {"expires": MAILBOX_SECONDS * 2},
    },
    "forget incoming mails": {
        "task": "portal.tasks.forget_incoming_mails",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Attachments: never served by the web server, only through the case's door.
MEDIA_ROOT = Path(env("FILES_DIR", default=str(BASE_DIR / "files")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "portal.stylesheet.Storage"},
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

# Limits that pages tell before they are enforced (portal/limits.py)
MAX_FILE_BYTES = env.int("MAX_FILE_MB", default=20) * 1024 * 1024
MAX_FILES = env.int("MAX_FILES", default=10)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "portal.uploads.Limiter",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Whose failed sign-ins are counted: the address that the one proxy saw, not the proxy's own.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.log_level("LOG_LEVEL", default="INFO")},
}
