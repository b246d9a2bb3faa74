"""What gunicorn calls: Django's WSGI application, with a request that can read chunked bodies."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
django.setup(set_prefix=False)

from limits import Request  # noqa: E402, needs the settings


class Handler(WSGIHandler):
    request_class = Request


application = Handler()
