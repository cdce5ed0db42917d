"""``./run manage backup``: one file that a restore can be made from, taken while people work."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from bothways.core import backup
from bothways.core.errors import Invalid


class Command(BaseCommand):
    """Prints the path of what it wrote."""

    help = "Back up the database and the stored files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("--to", type=Path, default=settings.BACKUPS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        try:
            self.stdout.write(str(backup.backup(options["to"])))
        except Invalid as problem:
            raise CommandError(problem.sentence) from problem
        if settings.S3_BUCKET:
            self.stderr.write(backup.not_in_it(settings.S3_BUCKET))
