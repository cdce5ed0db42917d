"""``./run manage restore FILE``: put a backup in place, with what was erased since erased again."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bothways.core import backup
from bothways.core.errors import Invalid


class Command(BaseCommand):
    """Stop the service first. Nothing is changed unless everything checks out."""

    help = "Restore a backup."
    requires_system_checks = ()  # the database may be empty or broken: that is why we are here

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What from, and the key when it is encrypted."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, help="the file with the private key of an encrypted backup")
        parser.add_argument("--ledger", type=Path, help="the tombstone ledger; usually beside the backup")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, put back, replay."""
        ledger = options["ledger"] or options["file"].with_name(backup.LEDGER)
        if not ledger.exists():
            raise CommandError(f"{ledger} is missing. Without it the erased would come back, so nothing was restored.")
        try:
            counts = backup.restore(options["file"], ledger, identity=options["identity"])
        except Invalid as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(
            f"Restored {counts['tables']} tables and {counts['files']} files; erased again: {counts['replayed']}."
        )
        if counts["bucket"]:
            self.stdout.write(backup.not_in_it(counts["bucket"]))
