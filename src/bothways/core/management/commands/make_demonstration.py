"""``./run manage make_demonstration``: the demonstration's people and their year, relative to today."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from bothways.core import clock


class Command(BaseCommand):
    """Refused in the live service. Making it twice adds nothing."""

    help = "Make the demonstration, relative to today."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, room by room."""
        if settings.LIVE:
            raise CommandError("The live service has no demonstration.")
        for room in settings.DEMONSTRATION:
            import_string(f"{room}.make")(clock.today())
