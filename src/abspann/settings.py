"""Every setting once, each from one ABSPANN_* variable, with a default that works.

docs/keeper.md describes each variable; a test holds the two lists equal.
"""

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from environs import Env, validate

env = Env()

PACKAGE = Path(__file__).parent
HOME: Path = env.path("ABSPANN_HOME", default=Path("home")).absolute()
SITE_URL: str = env.str("ABSPANN_SITE_URL", default="http://localhost:8000").rstrip("/")
SITE_NAME: str = env.str("ABSPANN_SITE_NAME", default="Abspann")
SOURCE_URL: str = env.str("ABSPANN_SOURCE_URL", default="")
TRUSTED_PROXIES: list[str] = env.list("ABSPANN_TRUSTED_PROXIES", default=[])
BODY_LIMIT: int = env.int("ABSPANN_BODY_LIMIT", default=2_621_440)
DEBUG: bool = env.bool("ABSPANN_DEBUG", default=False)
DEMO = (HOME / "demo").exists()
# Empty: members.queries.registration decides, for a home may become a demo after this was read.
REGISTRATION: str = env.str(
    "ABSPANN_REGISTRATION",
    default="",
    validate=validate.OneOf(["", "open", "invitation", "application", "closed"]),
)

SECRET_FILE = HOME / "secret.key"
# Without a home there is nothing to sign that outlives the process.
SECRET_KEY = SECRET_FILE.read_text().strip() if SECRET_FILE.exists() else secrets.token_urlsafe(48)

# The origin in links comes from SITE_URL, never from the request; the Host header only has to be one that is ours.
SITE_HOST = urlsplit(SITE_URL).hostname or "localhost"
ALLOWED_HOSTS = [
    *env.list("ABSPANN_ALLOWED_HOSTS", default=[]),
    f"[{SITE_HOST}]" if ":" in SITE_HOST else SITE_HOST,
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "abspann.events",
    "abspann.post",
    "abspann.members",
    "abspann.catalog",
    "abspann.reviews",
    "abspann.editorial",
    "abspann.diary",
    "abspann.discovery",
    "abspann.moderation",
    "abspann.exchange",
    "abspann.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "abspann.web.middleware.headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "abspann.web.doors.only_taken",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "abspann.web.middleware.weather",
]

ROOT_URLCONF = "abspann.urls"
WIRING = "abspann.wiring"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Before those of the libraries: a page of allauth's is a page of ours.
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": ["django.template.context_processors.request", "abspann.web.context.house"],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "abspann.web.templatetags.abspann",
                "abspann.web.templatetags.pages",
                "abspann.web.templatetags.posters",
                "abspann.web.templatetags.stars",
            ],
        },
    }
]

DATABASE_URL: str = env.str("ABSPANN_DATABASE_URL", default=f"sqlite:///{HOME / 'abspann.sqlite3'}")
DATABASES = {"default": env.dj_db_url("ABSPANN_DATABASE_URL", default=DATABASE_URL)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # FULL: an answered write survives a power cut. IMMEDIATE: two writers wait for each other instead of failing.
    # secure_delete: what is deleted is overwritten, not only let go.
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;"
            "PRAGMA cache_size=-8192;PRAGMA mmap_size=0;PRAGMA journal_size_limit=67108864;"
            "PRAGMA secure_delete=ON;",
        },
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": DATABASES["default"].get("OPTIONS", {})
        | {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}, "connect_timeout": 5},
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": env.dj_cache_url("ABSPANN_CACHE_URL", default="db://cache_entry")}
# Counts of tries lie there: the 300 entries that Django keeps would be pushed out by whoever tries often.
CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 20_000)

AUTH_USER_MODEL = "members.Login"
AUTHENTICATION_BACKENDS = ["abspann.web.accounts.backend.HouseBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "abspann.members.rules.LongestPassword"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "abspann.web.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "reset_password": "abspann.web.accounts.forms.ResetPassword",
    "reset_password_from_key": "abspann.web.accounts.forms.NewPasswordAfterReset",
    "change_password": "abspann.web.accounts.forms.ChangePassword",
    "set_password": "abspann.web.accounts.forms.SetPassword",
}
# Ours are counted atomically, and name themselves: web/accounts/limits.py.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
MFA_ADAPTER = "abspann.web.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_FORMS = {
    "authenticate": "abspann.web.accounts.forms.SecondStepByCode",
    "reauthenticate": "abspann.web.accounts.forms.ProofByCode",
    "activate_totp": "abspann.web.accounts.forms.SetUpApp",
    "add_webauthn": "abspann.web.accounts.forms.AddPasskey",
    "login_webauthn": "abspann.web.accounts.forms.LogInByPasskey",
    "authenticate_webauthn": "abspann.web.accounts.forms.SecondStepByPasskey",
    "reauthenticate_webauthn": "abspann.web.accounts.forms.ProveByPasskey",
}

# The keeper's own key to TMDB, and where it answers: elsewhere only in tests and behind a proxy of the house.
TMDB_KEY: str = env.str("ABSPANN_TMDB_KEY", default="")
TMDB_URL: str = env.str("ABSPANN_TMDB_URL", default="https://api.themoviedb.org/3")

# Another house's logins, where the keeper set them up; an identity is (issuer, subject), so the issuer is in its name.
OIDC_ISSUER: str = env.str("ABSPANN_OIDC_ISSUER", default="")
OIDC_NAME: str = env.str("ABSPANN_OIDC_NAME", default="") or urlsplit(OIDC_ISSUER).hostname or ""
OIDC_CLIENT_ID: str = env.str("ABSPANN_OIDC_CLIENT_ID", default="")
OIDC_CLIENT_SECRET: str = env.str("ABSPANN_OIDC_CLIENT_SECRET", default="")
SOCIALACCOUNT_ADAPTER = "abspann.web.accounts.identity.IdentityAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5

# In the demo letters go into a folder of the home, and /demo/mail/ shows them.
MAIL_FOLDER = HOME / "mail"
MAIL_URL: str = env.str("ABSPANN_MAIL_URL", default="")
MAIL_FROM: str = env.str("ABSPANN_MAIL_FROM", default=f"{SITE_NAME} <noreply@{SITE_HOST}>")
if MAIL_URL:
    vars().update(env.dj_email_url("ABSPANN_MAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_FOLDER
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
EMAIL_TIMEOUT = 10

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.str("ABSPANN_TIME_ZONE", default="Europe/Berlin")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "abspann.web.storage.HouseStorage"},
}
MEDIA_ROOT = HOME / "uploads"
WHITENOISE_MAX_AGE = 3600

# https is what SITE_URL says it is; the guard sets the scheme after a proxy that the keeper named.
HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "abspann.members.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "abspann.web.errors.csrf_failure"
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# A picture and the form around it, with some room above what core.images takes: who comes with a little too much is
# told so in the form. The guard lets bodies of this size in only where pictures are sent to (server/asgi.py).
UPLOAD_LIMIT = 24 << 20
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "abspann.core.logs.OneLine"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
