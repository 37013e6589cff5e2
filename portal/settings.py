"""The settings, for every environment: what differs comes from the environment.

Closed by default: without a word from outside this is production over https. Each
value passes a typed reader that fails by name; docs/operations.md lists them all.
"""

import sys
from pathlib import Path

from django.utils.csp import CSP

from portal import env
from portal.schedule import BEAT_SCHEDULE

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("DATA_DIR", default=str(BASE_DIR / ".data")))

# --- What kind of portal this is -------------------------------------------------

DEBUG = env.flag("DEBUG", default=False)
# The demo shows invented people's passwords and second factors (portal.E001).
DEMO = env.flag("DEMO", default=False)
# A portal without https is a demo, a test, or a mistake (portal.E002).
HTTPS = env.flag("HTTPS", default=True)
SITE_URL = env.text("SITE_URL", default="https://localhost")
# Servers of ours in front: so many addresses from the right of X-Forwarded-For were
# written by us, and the first of them is the reader's.
PROXIES = env.integer("PROXIES", default=1 if HTTPS else 0)
MAINTENANCE = env.flag("MAINTENANCE", default=False)

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
# Master keys around personal data by id; the first seals, all of them open.
SEALING_KEYS = env.keys("SEALING_KEYS")
BLIND_INDEX_KEY = env.key("BLIND_INDEX_KEY")

ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
# E-mail is unique, by a constraint on its lower case that this check does not read.
# A phone or an e-mail is enough to sign up; accounts.forms asks for one of them.
SILENCED_SYSTEM_CHECKS = ["auth.W004", "account.W001"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "portal",
    "services.citizen",
    "services.desk",
    "services.api",
    "services.statistics",
    "services.notices",
    "services.payments",
    "services.delivery",
    "services.feedback",
    "services.dossiers",
    "services.procedures",
    "services.documents",
    "services.eforms",
    "services.workdays",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.humanize",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "portal.middleware.requests.RequestIdMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "portal.middleware.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.compression.PageCompression",
    "portal.middleware.maintenance.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.middleware.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.sessions.AgeingMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.middleware.signed_in.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.limits.LimitsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "portal.context.frame",
            ],
            "builtins": ["portal.templatetags.icons"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Where things are kept ---------------------------------------------------------

DATABASES = {"default": env.database("DATABASE_URL")}
# A pool for web processes; workers hold one connection each (measured: a pool makes
# them slower), and so do tests.
if env.flag("DATABASE_POOL", default=False):
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 1,
        "max_size": env.integer("DATABASE_POOL_SIZE", default=8),
        "timeout": 5,
    }

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "portal.caching.Cache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "mot-cua",
        "OPTIONS": {"serializer": "portal.caching.JSONSerializer"},
    }
}

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_DIR", default=str(BASE_DIR / ".static")))
HASHED_STATIC = env.flag("HASHED_STATIC", default=True)
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

S3_BUCKET = env.text("S3_BUCKET", default="")
STORAGES = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": env.text("S3_ENDPOINT", default="") or None,
            "region_name": env.text("S3_REGION", default="") or None,
            "access_key": env.text("S3_ACCESS_KEY", default="") or None,
            "secret_key": env.text("S3_SECRET_KEY", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "files", "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "portal.bundling.BundlingStorage"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage",
    },
}

MEGABYTE = 1024 * 1024
# Several files of ten MB at once, and one of 30 MB that is refused beside its field;
# the server in front holds the same limit (security rule 32).
REQUEST_LIMIT = 64 * MEGABYTE
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * MEGABYTE
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_PERMISSIONS = 0o600

# The seal of receipts: PEM files of a private key and of its certificate.
RECEIPT_KEY = env.text("RECEIPT_KEY", default="")
RECEIPT_CERT = env.text("RECEIPT_CERT", default="")

# The virus scanner: unix:///path or tcp://host:port; without one nothing is scanned.
CLAMD_URL = env.text("CLAMD_URL", default="")

# The post that carries papers and results (BCCI); without one nothing is posted.
VNPOST = env.all_or_none(
    "VNPOST_URL", "VNPOST_CUSTOMER_CODE", "VNPOST_CUSTOMER_KEY", "VNPOST_SECRET_KEY"
)

MAILERS = {"default": env.mailer("MAIL_URL")}
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", default="Một Cửa <khong-tra-loi@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Language and time ---------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- People -----------------------------------------------------------------------

PASSWORD_HASHERS = ["accounts.hashers.PortalArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("full_name", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.FitsThePortal"},
]
AUTHENTICATION_BACKENDS = ["accounts.backends.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
OFFICIALS_REDIRECT_URL = "desk:home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"

ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_FORMS = {"signup": "accounts.signing_up.SignupForm"}
ACCOUNT_SIGNUP_FIELDS = ["phone", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# No text messages yet: a phone is a name to sign in with, not a proof.
ACCOUNT_PHONE_VERIFICATION_ENABLED = False
# Changing how one is reached or signs in asks for the password again, and the address
# known until then hears of it.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_NOTIFICATIONS = True
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Một Cửa"

# Read from the cache, kept in the database: a page costs no session query, signing
# out and restarts work, and without the cache sessions are only slower.
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
# Seconds from signing in; a pause ends it sooner (accounts.sessions).
SESSION_COOKIE_AGE = 12 * 60 * 60
# Over https every cookie is bound to this very host; text size and colours too.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.views.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Paying online -------------------------------------------------------------------

# Each provider is configured in whole or not at all; half of it stops the start.
VNPAY = env.all_or_none(
    "VNPAY_TMN_CODE", "VNPAY_SECRET", "VNPAY_PAY_URL", "VNPAY_API_URL"
)
VNPAY_RETURN_URL = env.text(
    "VNPAY_RETURN_URL", default=f"{SITE_URL}/ho-so/thanh-toan/vnpay/ket-qua"
)
VNPAY_STATEMENT_URL = env.text("VNPAY_STATEMENT_URL", default="")
VNPAY_NETWORKS = env.networks("VNPAY_NETWORKS")
PLATFORM = env.all_or_none(
    "PLATFORM_PARTNER",
    "PLATFORM_SECRET",
    "PLATFORM_URL",
    "PLATFORM_SERVICE",
    "PLATFORM_ACCOUNT",
    "PLATFORM_BANK",
    "PLATFORM_ACCOUNT_NAME",
)
PLATFORM_NETWORKS = env.networks("PLATFORM_NETWORKS")
VIETQR = env.all_or_none("VIETQR_BANK", "VIETQR_ACCOUNT", "VIETQR_ACCOUNT_NAME")
# Level 4 needs it where a fee is due (NĐ 43/2011/NĐ-CP Đ.3 k.4).
ONLINE_PAYMENT = bool(VNPAY or PLATFORM or VIETQR)
VIETQR_PAGE_URL = env.text(
    "VIETQR_PAGE_URL",
    default=f"{SITE_URL}/ho-so/thanh-toan/chuyen-khoan/{{reference}}",
)
# Where the Platform's answer to an order may send a payer, beside its interface.
PLATFORM_PAGES = env.words("PLATFORM_PAGES")
# A form that begins a payment is redirected to the provider, which Chromium refuses
# unless the policy names it.
PAYS_AT = env.origins(
    VNPAY.get("VNPAY_PAY_URL", ""), PLATFORM.get("PLATFORM_URL", ""), *PLATFORM_PAGES
)

# --- The browser ---------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF, *PAYS_AT],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if HTTPS:
    SECURE_SSL_REDIRECT = True
    # The container's own probes come over plain http.
    SECURE_REDIRECT_EXEMPT = [r"^suc-khoe/"]
    SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
    CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
    LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}language"

# --- Work in the background ----------------------------------------------------------

CELERY_BROKER_URL = env.broker("REDIS_URL")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 10 * 60
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
# The message of a worker that was killed outright goes to another one when the time-out
# has passed, and no task may run that long; the sweeps below find its work much sooner.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 15 * 60,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "queue_order_strategy": "priority",
}
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat.db")

# --- Logs ---------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "portal.logs.RequestIdFilter"}},
    "formatters": {
        "json": {"()": "portal.logs.JSONFormatter"},
        "plain": {"format": "%(levelname)s %(name)s [%(request_id)s] %(message)s"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "filters": ["request_id"],
            "formatter": "json" if env.flag("JSON_LOGS", default=True) else "plain",
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", default="INFO")},
    "loggers": {
        # An answer of 4xx is the reader's affair, not the operator's.
        "django.request": {"level": "ERROR"},
        "django.security.csrf": {"level": "ERROR"},
    },
}
