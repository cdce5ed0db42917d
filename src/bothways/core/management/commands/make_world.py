"""``./run manage make_world``: fill a database with a believable world of any size, for measuring."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.module_loading import import_string


class Command(BaseCommand):
    """Each room that has something to add says so in settings.DEMONSTRATION."""

    help = "Fill the database with a made-up world: the same seed makes the same one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The size of the world."""
        for name, usual in (("partnerships", 1), ("schools", 16), ("years", 1), ("seed", 1)):
            parser.add_argument(f"--{name}", type=int, default=usual)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it, room by room."""
        size = {name: max(0, options[name]) for name in ("partnerships", "schools", "years", "seed")}
        for room in settings.DEMONSTRATION:
            made = import_string(f"{room}.make_world")(**size)
            self.stdout.write(", ".join(f"{count} {what}" for what, count in made.items()))
