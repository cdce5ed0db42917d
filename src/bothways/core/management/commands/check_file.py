"""``./run manage check_file FILE --as KIND``: what the product would do with a file, without doing it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.files.door import KINDS, Verdict, check

SECONDS = 14  # the whole command answers within 20, on a busy machine too
REFUSED = 3


class Command(BaseCommand):
    """Says accepted or refused, why, how many rows, and what was repaired or left out."""

    help = "Say what would become of a file: accepted or refused, why, rows and warnings. Ends with 0 or 3."
    requires_system_checks: list[str] = []  # noqa: RUF012 - as Django declares it

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="kind", choices=KINDS, required=True, help="what the file is sent as")
        parser.add_argument("--json", action="store_true", help="print the answer for a script")

    def handle(self, *args: Any, **options: Any) -> None:
        also = settings.FILE_READERS.get(options["kind"])
        verdict = check(
            options["file"], kind=options["kind"], seconds=SECONDS, also=import_string(also) if also else None
        )
        self.stdout.write(json.dumps(verdict.as_json()) if options["json"] else _words(verdict))
        if not verdict.accepted:
            sys.exit(REFUSED)


def _words(verdict: Verdict) -> str:
    said = _("Accepted.") if verdict.accepted else _("Refused. %(reason)s") % {"reason": verdict.reason}
    count = verdict.rows
    rows = [] if count is None else [ngettext("%(count)s row.", "%(count)s rows.", count) % {"count": f"{count:,}"}]
    return "\n".join([said, *rows, *verdict.warnings])
