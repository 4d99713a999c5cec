"""Every setting, from the environment; each has a comment and a safe default.

`env` answers what a variable holds, checked; whatever is wrong in any of them is told at once, at the very end.
"""

import os
from email.utils import formataddr
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from empiria.analysis.errors import mark
from empiria.config.email import mail_settings
from empiria.config.environment import Environment
from empiria.config.errors import start_reporting
from empiria.config.logs import logging_settings
from empiria.config.secret_key import SHORTEST, secret_key

PACKAGE = Path(__file__).resolve().parents[1]

env = Environment(os.environ)
# Read where no setting can be: by the command line before this module, and by `empiria start` for its children.
env.choice("EMPIRIA_LANGUAGE", ("pl", "en"), default="")
IS_SUPERVISED = bool(env.text("EMPIRIA_SUPERVISED"))

# Everything the embedded default keeps: the SQLite file, the store, uploads, static files, caches.
EMPIRIA_DATA = Path(env.text("EMPIRIA_DATA", "var")).resolve()
try:
    EMPIRIA_DATA.mkdir(mode=0o750, parents=True, exist_ok=True)
except OSError as error:
    env.refuse(
        mark("%(name)s: expected a folder that can be made and written to, found “%(found)s” (%(reason)s)"),
        name="EMPIRIA_DATA",
        found=EMPIRIA_DATA,
        reason=error.strerror,
    )

# Shown on error pages and tracebacks in the browser: for development only.
DEBUG = env.flag("EMPIRIA_DEBUG", default=False)

# Signs sessions and encrypts second factors.
SECRET_KEY = secret_key(env, EMPIRIA_DATA)

# Host names the site answers to.
ALLOWED_HOSTS = env.hosts("EMPIRIA_HOSTS", "localhost,127.0.0.1,[::1]")
# Where the association answers questions about accessibility and errors; empty: the pages name the form instead.
EMPIRIA_CONTACT_EMAIL = env.email("EMPIRIA_CONTACT_EMAIL")
# … and the telephone that the declaration of accessibility of a public body must name.
EMPIRIA_CONTACT_PHONE = env.text("EMPIRIA_CONTACT_PHONE")
# The association that runs this installation, as its pages name it.
EMPIRIA_OPERATOR = env.text("EMPIRIA_OPERATOR", "Empiria")
# Its postal address and the e-mail of its data protection officer, as the shipped information clauses name them.
EMPIRIA_OPERATOR_ADDRESS = env.text("EMPIRIA_OPERATOR_ADDRESS")
EMPIRIA_DPO_EMAIL = env.email("EMPIRIA_DPO_EMAIL")
# HTTPS in front of the site: secure cookies, HSTS, and whoever comes without it is led there.
HTTPS = env.flag("EMPIRIA_HTTPS", default=False)
# Whether anybody may make an account of their own, as a resident; otherwise people are invited.
EMPIRIA_OPEN_REGISTRATION = env.flag("EMPIRIA_OPEN_REGISTRATION", default=False)
# How many proxies stand in front of the site, each adding to X-Forwarded-For; with 0 what such headers say is not believed.
EMPIRIA_TRUSTED_PROXIES = env.whole("EMPIRIA_TRUSTED_PROXIES", 0, high=10)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
# Machines ask from inside, by a number of this host and without HTTPS.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = [
    f"https://{host.replace('.', '*.', 1) if host[0] == '.' else host}"
    for host in ALLOWED_HOSTS
    if HTTPS and host != "*"
]
# A name with __Host- is taken by browsers only over HTTPS, from this very host, for all of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    ("__Host-session", "__Host-csrf") if HTTPS else ("sessionid", "csrftoken")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# Somebody who signed in is signed out after so long without a request, and after so long whatever happens.
SESSION_ENGINE = "empiria.apps.system.sessions"
EMPIRIA_SESSION_IDLE_SECONDS = 60 * env.whole("EMPIRIA_SESSION_IDLE_MINUTES", 120, low=5, high=1440)
SESSION_COOKIE_AGE = 3600 * env.whole("EMPIRIA_SESSION_HOURS", 12, low=1, high=720)

# Everything a page uses comes from this site, and nothing is written into the page itself.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
        "upgrade-insecure-requests": HTTPS,
    }
}

INSTALLED_APPS = [
    "empiria.config.apps.ReadingAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "empiria.apps.system",
    "empiria.apps.places",
    "empiria.apps.accounts",
    "empiria.apps.outreach",
    "empiria.apps.monitor",
    "empiria.apps.portal",
    # After ours, whose templates of the same name stand in for theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "empiria.apps.system.middleware.no_body_to_head",
    "empiria.apps.system.middleware.request_log",
    "empiria.apps.system.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "empiria.apps.system.middleware.machine_addresses",
    "empiria.apps.system.api.middleware.public_api",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "empiria.apps.system.middleware.NullMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "empiria.apps.accounts.middleware.SecondFactorMiddleware",
]

ROOT_URLCONF = "empiria.config.urls"
WSGI_APPLICATION = "empiria.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "empiria.apps.portal.context_processors.page",
            ],
        },
    },
]

# SQLite by default (one file, WAL, write locks taken at the start of a transaction); DATABASE_URL replaces it.
DATABASES = {
    "default": dj_database_url.parse(
        env.address("DATABASE_URL", ("sqlite", "postgres", "postgresql"))
        or f"sqlite:///{EMPIRIA_DATA / 'empiria.sqlite3'}",
        conn_max_age=60,
        # A connection that was cut is noticed, and replaced, by the next request.
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted is overwritten: an erased person's name must not lie in the freed places of the file.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON;",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "accounts:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Signing in (django-allauth): e-mail and password, passkeys, one-time and recovery codes, offices' identity providers.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# By what the proxies say the limits know a visitor's network.
ALLAUTH_TRUSTED_PROXY_COUNT = EMPIRIA_TRUSTED_PROXIES
ACCOUNT_ADAPTER = "empiria.apps.accounts.adapters.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Whoever asks for a new password of an account that is not there gets the same answer, and no mail.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_FORMS = {
    "change_password": "empiria.apps.accounts.forms.ChangePasswordForm",
    "login": "empiria.apps.accounts.forms.SignInForm",
    "reauthenticate": "empiria.apps.accounts.forms.ReauthenticateForm",
    "reset_password": "empiria.apps.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "empiria.apps.accounts.forms.ResetPasswordKeyForm",
    "set_password": "empiria.apps.accounts.forms.SetPasswordForm",
    "signup": "empiria.apps.accounts.forms.RegisterForm",
}
# How many requests a minute the public API answers: by whoever shows a key, and from one network without; and how many
# files of whole releases, which take seconds to write, a network may begin to download; how many files of reports, and how
# many pages that are worked out for one reader, it may ask for: a class of one school reads the same page at once.
EMPIRIA_API_RATES = {"key": 1200, "network": 120, "download": 30, "report": 30, "page": 120}
# A link for a password works once, and for so many seconds.
PASSWORD_RESET_TIMEOUT = 86_400
# For how many seconds a sign-in, or the password typed again, opens what matters.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Wrong passwords count by account and network together, by network, and by account from everywhere (`adapters.py`);
# hundreds of people of one school or office sign in from one address within a minute.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "120/m/ip,5/5m/key",
    "login_failed_everywhere": "50/h/key",
    # How many attempts at accounts that there are none leave an entry in the trail.
    "note_login_failed": "60/h/key",
    "reset_password": "120/m/ip,5/h/key",
    "reset_password_from_key": "300/m/ip",
    # Forms that fill mailboxes or desks (`apps/accounts/limits.py`): an office invites two hundred people in a day, a
    # class of one school reports the same mistake in one lesson.
    "invite": "60/10m/user,400/d/user",
    "invite_address": "4/h/key,12/d/key",
    "change_address": "5/h/key,15/d/key",
    "ask_about_data": "10/h/user,30/d/user",
    "report_error": "20/h/ip,300/h/key",
}
MFA_ADAPTER = "empiria.apps.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate_webauthn": "empiria.apps.accounts.forms.PasskeyForm",
    "login_webauthn": "empiria.apps.accounts.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "empiria.apps.accounts.forms.ReauthenticatePasskeyForm",
    "activate_totp": "empiria.apps.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "empiria.apps.accounts.forms.AddPasskeyForm",
    "authenticate": "empiria.apps.accounts.forms.CodeForm",
    "edit_webauthn": "empiria.apps.accounts.forms.RenamePasskeyForm",
    "reauthenticate": "empiria.apps.accounts.forms.ReauthenticateCodeForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1

SOCIALACCOUNT_ADAPTER = "empiria.apps.accounts.adapters_office.OfficeAdapter"
USERSESSIONS_ADAPTER = "empiria.apps.accounts.adapters.SessionsAdapter"

# Shared by every process on every host, as the limits on signing in must be: kept in the database, so that nothing
# besides it has to run. Its table comes with the migrations of `system`.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "system_cacheentry",
        # A key names nobody to whoever reads the table.
        "KEY_FUNCTION": "empiria.apps.system.models.cache.key_of",
        # Clearing away begins late: a flood of made-up accounts must not push out what is counted.
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

# How often a running job shows that its worker lives; after six heartbeats missed another worker takes it over.
EMPIRIA_HEARTBEAT_SECONDS = env.number("EMPIRIA_HEARTBEAT_SECONDS", 5, low=0.1, high=600, is_whole=False)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# Public keys of age (age1…) that backups are encrypted for; empty: they lie in the clear.
EMPIRIA_BACKUP_RECIPIENT = env.age_keys("EMPIRIA_BACKUP_RECIPIENT")

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
# The apps are named too, so that their words win over the same words in Django's admin ("Change" is no button here).
LOCALE_PATHS = [PACKAGE / "locale", *sorted(PACKAGE.glob("apps/*/locale"))]
USE_I18N = True
FORMAT_MODULE_PATH = ["empiria.config.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = EMPIRIA_DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EMPIRIA_DATA / "uploads"},
    },
    "staticfiles": {"BACKEND": "empiria.config.static.StaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "empiria.apps.portal.fonts.FontFinder",
]
# A BDL export of every municipality over twenty years is about 10 MB; larger ones are imported on the command line.
DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
# The largest document that is taken, in megabytes.
EMPIRIA_UPLOAD_LIMIT = env.whole("EMPIRIA_UPLOAD_MEGABYTES", 25, low=1, high=1000) * 1_000_000
# The clamd that checks every upload: unix:///run/clamav/clamd.ctl or tcp://host:3310; empty: none does.
EMPIRIA_ANTIVIRUS = env.address("EMPIRIA_ANTIVIRUS", ("unix", "tcp"))

# Logs go to standard error, one line a thing: JSON, or lines for people where that is a terminal. Whoever runs
# `empiria start` looks for the address and the password there, and for what went wrong.
LOGGING = logging_settings(
    level=env.choice(
        "EMPIRIA_LOG_LEVEL", ("debug", "info", "warning", "error"), "warning" if IS_SUPERVISED else "info"
    ).upper(),
    style=env.choice("EMPIRIA_LOG_STYLE", ("auto", "json", "console"), "auto"),
    is_debugging=DEBUG,
)

# Every mail is written down and sent by a job, by the provider that EMPIRIA_EMAIL_URL names; without one it is printed,
# which is refused where HTTPS is on.
EMAIL_BACKEND = "empiria.apps.system.mail.OutboxBackend"
EMPIRIA_MAIL = mail_settings(env, is_public=HTTPS)
SERVER_EMAIL = env.email(
    "EMPIRIA_EMAIL_FROM",
    EMPIRIA_CONTACT_EMAIL or f"empiria@{next(iter(ALLOWED_HOSTS), '').lstrip('.*') or 'localhost'}",
)
DEFAULT_FROM_EMAIL = formataddr((EMPIRIA_OPERATOR, SERVER_EMAIL))

# Who may read /metrics: whoever shows this token, as long as a secret key, or asks from these networks; otherwise the address does not exist.
EMPIRIA_METRICS_TOKEN = env.token("EMPIRIA_METRICS_TOKEN", shortest=SHORTEST)
EMPIRIA_METRICS_NETWORKS = env.networks("EMPIRIA_METRICS_NETWORKS")

# Networks of the office whose addresses may be fetched although they are private, such as its own identity provider's.
EMPIRIA_INNER_NETWORKS = env.networks("EMPIRIA_INNER_NETWORKS")

# The APIs of public statistics, and a key of one's own for each, with which they take five times as many requests.
EMPIRIA_BDL_URL = env.address("EMPIRIA_BDL_URL", ("https", "http")) or "https://bdl.stat.gov.pl/api/v1"
EMPIRIA_BDL_KEY = env.text("EMPIRIA_BDL_KEY")
EMPIRIA_SMUP_URL = env.address("EMPIRIA_SMUP_URL", ("https", "http")) or "https://api.smup.gov.pl/api/1.0.0"
EMPIRIA_SMUP_KEY = env.text("EMPIRIA_SMUP_KEY")
# Which of them the workers ask once a day for what is new: bdl, smup or both; empty: none.
EMPIRIA_SYNC = env.some("EMPIRIA_SYNC", ("bdl", "smup"))

# Errors are reported to a server that speaks Sentry's protocol, without personal data; empty: to none. After everything
# else is read, for nothing is reported of an installation whose settings are wrong.
EMPIRIA_ERROR_COLLECTOR = start_reporting(env)

# The last line: whatever stands below would not be checked.
env.finish()
