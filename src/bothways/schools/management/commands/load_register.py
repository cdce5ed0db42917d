"""``./run manage load_register``: fill the register from the files that come with the product."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from bothways.schools import data
from bothways.schools.actions import register


class Command(BaseCommand):
    """Loading twice changes nothing, and never replaces facts that a newer file brought."""

    help = "Fill the register of schools from the bundled files."

    def handle(self, *_: Any, **options: Any) -> None:
        register.break_lock()
        for file in data.FILES:
            run = register.read_file(by=None, file=file.path, name=file.name, as_of=file.as_of)
            register.apply_run(by=None, run=run)
            self.stdout.write(f"{file.name}: {run.counts['rows']:,} rows, {run.counts.get('added', 0):,} new")
