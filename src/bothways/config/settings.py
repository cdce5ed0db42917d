"""Every setting, read from the environment once. docs/settings.md says what each is for.

``BOTHWAYS_MODE``: ``demo`` (default; one-press sign-ins, keys made on the spot), ``live`` (refuses to
start unless everything is set), ``test``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from environs import Env

from bothways.config.database import database
from bothways.config.keys import local_keys

env = Env()
ROOT = Path(__file__).resolve().parents[3]

MODE = env.str("BOTHWAYS_MODE", "demo", validate=lambda mode: mode in {"demo", "live", "test"})
DEMO = MODE == "demo"
LIVE = MODE == "live"
DEBUG = False
DATA = Path(env.str("BOTHWAYS_DATA", str(ROOT / "var"))).resolve()
DATA.mkdir(parents=True, exist_ok=True)
BACKUPS = Path(env.str("BOTHWAYS_BACKUPS", str(DATA / "backups")))
BACKUP_TO = env.str("BOTHWAYS_BACKUP_TO", "")
SHARED_DATA = Path(env.str("BOTHWAYS_SHARED", str(ROOT.parent / "shared" / "data")))

_needed = ("BOTHWAYS_SECRET_KEY", "BOTHWAYS_FIELD_KEYS", "BOTHWAYS_HOSTS")
_missing = [name for name in _needed if LIVE and not env.str(name, "")]
if _missing:
    raise SystemExit(f"The live service needs {', '.join(_missing)}. docs/settings.md says what each is for.")
_keys = {"secret": "", "field": ""} if LIVE else local_keys(DATA)
SECRET_KEY = env.str("BOTHWAYS_SECRET_KEY", _keys["secret"])
FIELD_KEYS: list[str] = env.list("BOTHWAYS_FIELD_KEYS", [_keys["field"]])
BASE_URL = env.str("BOTHWAYS_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.list("BOTHWAYS_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
SECURITY_CONTACT = env.str("BOTHWAYS_SECURITY_CONTACT", f"{BASE_URL}/help/")
TRUSTED_PROXIES = env.int("BOTHWAYS_PROXIES", 0)
SECURE = BASE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.microsoft",
    "django_tasks",
    "django_tasks_db",
    "bothways.core",
    "bothways.schools",
    "bothways.messages",
    "bothways.partnerships",
    "bothways.activities",
    "bothways.web",
]

MIDDLEWARE = [
    "bothways.web.middleware.requests_logged",
    "bothways.web.middleware.headers",
    "csp.middleware.CSPMiddleware",
    "bothways.web.middleware.product_errors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "bothways.web.middleware.session_ends",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bothways.web.middleware.declared_routes_only",
]

ROOT_URLCONF = "bothways.config.urls"
WSGI_APPLICATION = "bothways.config.wsgi.application"
LIBRARY_ROUTES = "bothways.config.library_routes.RULES"
LIBRARY_MODELS = "bothways.config.library_models"
ROLE_TABLE = "bothways.schools.roles.ROLES"
DATABASES: dict[str, Any] = {"default": database(env.str("DATABASE_URL", ""), DATA / "bothways.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "schools.Person"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [],
        "OPTIONS": {
            "environment": "bothways.config.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "bothways.web.context.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
LOCALE_PATHS = [ROOT / "src" / "bothways" / "locale"]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
_built = ROOT / "src" / "bothways" / "web" / "static" / "built"
_built.mkdir(parents=True, exist_ok=True)
STATICFILES_DIRS = [("built", _built)]
S3_BUCKET = env.str("BOTHWAYS_S3_BUCKET", "")
_s3 = {
    "bucket_name": S3_BUCKET,
    "endpoint_url": env.str("BOTHWAYS_S3_ADDRESS", "") or None,
    "access_key": env.str("BOTHWAYS_S3_KEY", ""),
    "secret_key": env.str("BOTHWAYS_S3_SECRET", ""),
    "default_acl": "private",
    "querystring_auth": True,
    "file_overwrite": False,
}
_files = {"location": str(DATA / "files")}
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage" if S3_BUCKET else "django.core.files.storage.FileSystemStorage",
        "OPTIONS": _s3 if S3_BUCKET else _files,
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if LIVE
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = not LIVE
WHITENOISE_AUTOREFRESH = False

_NONE, _SELF = ["'none'"], ["'self'"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": _NONE,
        "script-src": _SELF,
        "style-src": _SELF,
        "img-src": _SELF,
        "font-src": _SELF,
        "connect-src": _SELF,
        "form-action": _SELF,
        "base-uri": _NONE,
        "object-src": _NONE,
        "frame-ancestors": _NONE,
        "manifest-src": _SELF,
        "worker-src": _SELF,
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE and LIVE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
USE_X_FORWARDED_HOST = False
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "bothways.web.failures.csrf_refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
IDLE_MINUTES = 30
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
FILE_UPLOAD_TEMP_DIR = str(DATA)

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

EMAIL_HOST = env.str("BOTHWAYS_SMTP_HOST", "")
EMAIL_BACKEND = "bothways.core.mail.SmtpCarrier" if EMAIL_HOST else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")
EMAIL_PORT = env.int("BOTHWAYS_SMTP_PORT", 25)
EMAIL_HOST_USER = env.str("BOTHWAYS_SMTP_USER", "")
EMAIL_HOST_PASSWORD = env.str("BOTHWAYS_SMTP_PASSWORD", "")
EMAIL_USE_TLS = env.bool("BOTHWAYS_SMTP_TLS", False)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.str("BOTHWAYS_FROM", "Both Ways <no-reply@bothways.test>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
OUTBOX_LEASE_SECONDS = env.int("BOTHWAYS_OUTBOX_LEASE", 60)
OUTBOX_RENDER = "bothways.messages.render.render"
OUTBOX_HARMLESS_TWICE = "bothways.messages.catalogue.HARMLESS_TWICE"
TIMETABLE = "bothways.config.timetable.TIMETABLE"
JOB_MODULES: list[str] = ["bothways.schools.jobs", "bothways.activities.jobs"]
NEED_SOURCES: list[str] = [
    f"bothways.partnerships.needs.{subject}.source"
    for subject in ("answers", "forming", "meetings", "sharing", "calendars", "balance")
] + [f"bothways.activities.needs.{subject}.source" for subject in ("setting_up", "training", "booking", "programmes")]
GIFT_SOURCES = ["bothways.activities.queries.giving.gifts"]
BEFORE_FORGETTING = ["bothways.activities.actions.forgetting.settle"]
FILE_READERS = {"roster": "bothways.schools.imports.rosters.told"}
DEMONSTRATION = [
    "bothways.schools.demonstration",
    "bothways.partnerships.demonstration",
    "bothways.activities.demonstration",
]
BROKER = env.str("BOTHWAYS_BROKER", "")
_QUEUES = ["default", "long"]
TASKS: dict[str, Any] = {
    "default": (
        {"BACKEND": "bothways.core.celery_backend.CeleryBackend", "QUEUES": _QUEUES, "OPTIONS": {"broker": BROKER}}
        if BROKER
        else {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": _QUEUES}
    )
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SILENCED_SYSTEM_CHECKS: list[str] = []
TEST_RUNNER = "django.test.runner.DiscoverRunner"

from bothways.config.settings_accounts import *  # noqa: E402, F403 - one subject a file
from bothways.config.settings_logs import *  # noqa: E402, F403

if env.bool("BOTHWAYS_NO_MIGRATIONS", False):  # tables straight from the models: for tests that start a process
    MIGRATION_MODULES = {"core": None, "schools": None, "partnerships": None, "activities": None}
