"""What ``celery -A bothways.config.celery worker`` loads on a machine that only works."""

from __future__ import annotations

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bothways.config.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django must be set up first

from bothways.core.celery_backend import make_app  # noqa: E402 - Django must be set up first

app = make_app(settings.BROKER)
