"""Django's settings for production, as `django-admin startproject` lays them out, without what no workload needs: no
apps, no database, no templates, no sessions."""

from django.core.management.utils import get_random_secret_key

DEBUG = False
SECRET_KEY = get_random_secret_key()  # nothing is signed here; who signs must give all workers one key
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

# Of startproject's seven only Common, which sets Content-Length and checks ALLOWED_HOSTS: without it every answer would
# be chunked. Security, Session, Csrf, Authentication, Message and XFrameOptions are for pages and people who log in.
MIDDLEWARE = ["django.middleware.common.CommonMiddleware", "limits.Limits"]
INSTALLED_APPS: list[str] = []

ROOT_URLCONF = "routes"
WSGI_APPLICATION = "wsgi.application"
APPEND_SLASH = False  # no redirect to a path with a slash at its end
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024

USE_I18N = False
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "ERROR"},
        # Django leaves the body of an answer to HEAD to the server, and gunicorn would tell each time that it drops it.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}
