"""``./run manage import_register FILE``: fill or update the register of schools from a file."""

from __future__ import annotations

import datetime as dt
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bothways.core.errors import ProductError
from bothways.core.models.imports import ImportStatus
from bothways.schools.actions import register
from bothways.schools.queries import updates

SHOWN = 20


class Command(BaseCommand):
    """Counts go to standard output, as lines or as JSON. Ends with 3 when the file is refused."""

    requires_system_checks = ()  # they load every page, which takes longer than a small file; a start runs them
    help = "Fill or update the register of schools from a file of the national register."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--preview", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--kind", default="auto", help="auto, or the name of a kind of file")
        parser.add_argument("--date", type=dt.date.fromisoformat, help="the day the facts are from (year-month-day)")
        parser.add_argument("--close-missing", action="store_true", help="close open schools that the file leaves out")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            report = _run(options)
        except ProductError as problem:
            if not options["json"]:
                raise CommandError(problem.sentence, returncode=3) from None
            self.stdout.write(json.dumps({"verdict": "refused", "reason": problem.sentence}))
            raise SystemExit(3) from None
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _lines(report))


def _run(options: dict[str, Any]) -> dict[str, Any]:
    run = register.read_file(
        by=None,
        file=options["file"],
        name=options["file"].name,
        kind="" if options["kind"] == "auto" else options["kind"],
        as_of=options["date"],
        close_missing=options["close_missing"],
    )
    try:
        return updates.report(run if options["preview"] else register.apply_run(by=None, run=run))
    finally:
        if run.status == ImportStatus.READY:
            register.forget(by=None, run=run)


def _lines(report: dict[str, Any]) -> str:
    head = f"{report['kind']}: {'applied' if report['applied'] else 'previewed, nothing changed'}"
    counts = [f"{name.replace('_', ' '):>18}: {count:,}" for name, count in report.items() if type(count) is int]
    rejects = [f"row {each['row']}, {each['column']}: ‘{each['value']}’. {each['mend']}" for each in report["rejects"]]
    more = [f"and {len(rejects) - SHOWN:,} more; --json lists them all"] if len(rejects) > SHOWN else []
    return "\n".join([head, *counts, *report["repaired"], *report["warnings"], *rejects[:SHOWN], *more])
