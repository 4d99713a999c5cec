"""Every setting, from the environment; each has a comment and a safe default."""

import os
from pathlib import Path

import dj_database_url
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

PACKAGE = Path(__file__).resolve().parents[1]


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, str(default)).strip().lower() in {"1", "true", "yes", "on"}


def _words(name: str, default: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


# Everything the embedded default keeps: the SQLite file, the store, uploads, static files, caches.
EMPIRIA_DATA = Path(os.environ.get("EMPIRIA_DATA") or "var").resolve()
EMPIRIA_DATA.mkdir(parents=True, exist_ok=True)

# Shown on error pages and tracebacks in the browser: for development only.
DEBUG = _flag("EMPIRIA_DEBUG", default=False)


def _secret_key() -> str:
    """The key from the environment, or one made once and kept beside the data."""
    if key := os.environ.get("EMPIRIA_SECRET_KEY"):
        return key
    path = EMPIRIA_DATA / "secret_key"
    try:
        # Exclusive creation: two processes that start together agree on one key.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = _secret_key()

# Host names the site answers to.
ALLOWED_HOSTS = _words("EMPIRIA_HOSTS", "localhost,127.0.0.1,[::1]")
# Where the association answers questions about accessibility and errors; empty: the pages name the form instead.
EMPIRIA_CONTACT_EMAIL = os.environ.get("EMPIRIA_CONTACT_EMAIL", "")
# … and the telephone that the declaration of accessibility of a public body must name.
EMPIRIA_CONTACT_PHONE = os.environ.get("EMPIRIA_CONTACT_PHONE", "")
# The association that runs this installation, as its pages name it.
EMPIRIA_OPERATOR = os.environ.get("EMPIRIA_OPERATOR", "Empiria")
# HTTPS in front of the site: secure cookies and HSTS.
HTTPS = _flag("EMPIRIA_HTTPS", default=False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0

INSTALLED_APPS = [
    "django.contrib.admin",
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
    "empiria.apps.monitor",
    "empiria.apps.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
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
    "default": dj_database_url.config(
        default=f"sqlite:///{EMPIRIA_DATA / 'empiria.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# How often a running job shows that its worker lives; after six heartbeats missed another worker takes it over.
EMPIRIA_HEARTBEAT_SECONDS = float(os.environ.get("EMPIRIA_HEARTBEAT_SECONDS", "5"))
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
# The apps are named too, so that their words win over the same words in Django's admin ("Change" is no button here).
LOCALE_PATHS = [PACKAGE / "locale", *sorted(PACKAGE.glob("apps/*/locale"))]
USE_I18N = True
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

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # The queue says on stopping what people at a terminal know already.
    "loggers": {"empiria": {"level": "INFO"}, "django_tasks_db": {"level": "ERROR"}},
}
