"""``./run manage bring_back FILE.zip``: make a partnership again from what was taken away under Handing over."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from bothways.core.errors import Conflict, ProductError
from bothways.partnerships.actions import bringing_back
from bothways.partnerships.imports import brought_back
from bothways.partnerships.imports.rebuilt import Trouble

SHOWN = 20
REFUSED = 3


class Command(BaseCommand):
    """Says what was made, as lines or as JSON. Ends with 3 when the file is refused, and then nothing was made.

    It restores what was recorded: schools come back as members and answers as answers, and nobody is asked again.
    The same contents are brought back once, however often the command runs, unless ``--again``.
    """

    requires_system_checks = ()  # they load every page; a start runs them
    help = "Make a partnership again from the file that was taken away under Handing over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--preview", action="store_true", help="say what would be made, and make nothing")
        parser.add_argument("--without-unknown", action="store_true", help="leave out schools the register lacks")
        parser.add_argument("--again", action="store_true", help="make it once more although it was brought back")
        parser.add_argument("--coordinator", default="", metavar="E-MAIL", help="whose account runs it from now on")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            report = _run(options)
        except bringing_back.Already as problem:
            report = _already(problem, options)
        except ProductError as problem:
            report = {"verdict": "refused", "reason": problem.sentence} | _troubles(problem)
        if report["verdict"] == "refused" and not options["json"]:
            raise CommandError(_lines(report), returncode=REFUSED)
        self.stdout.write(json.dumps(report, ensure_ascii=False) if options["json"] else _lines(report))
        if report["verdict"] == "refused":
            raise SystemExit(REFUSED)


def _run(options: dict[str, Any]) -> dict[str, Any]:
    """Do it all in one transaction; a preview does the same and takes it back, so it says what is true."""
    whole = brought_back.read(options["file"])
    with transaction.atomic():
        done = bringing_back.bring_back(
            by=None, whole=whole, without_unknown=options["without_unknown"], again=options["again"]
        )
        if options["coordinator"]:
            bringing_back.give_to(by=None, partnership_id=done.partnership.pk, email=options["coordinator"])
        transaction.set_rollback(options["preview"])
    return {
        "verdict": "accepted",
        "applied": not options["preview"],
        "name": done.partnership.name,
        "slug": done.partnership.slug,
        "coordinator": options["coordinator"],
        "made": done.made,
        "left_out": done.left_out,
        "unknown": [asdict(each) for each in done.unknown],
        "notes": list(whole.notes),
    }


def _already(problem: bringing_back.Already, options: dict[str, Any]) -> dict[str, Any]:
    """It stands, so nothing is made; whom it was to be given to is given it all the same."""
    said = [problem.sentence]
    try:
        with transaction.atomic():
            if options["coordinator"]:
                bringing_back.give_to(by=None, partnership_id=problem.partnership_id, email=options["coordinator"])
                said.append(f"{options['coordinator']} runs it from now on.")
            transaction.set_rollback(options["preview"])
    except Conflict as runs_it:
        said.append(runs_it.sentence)
    except ProductError as unknown:
        return {"verdict": "refused", "reason": f"{problem.sentence} {unknown.sentence}", "troubles": []}
    return {"verdict": "already", "reason": " ".join(said), "troubles": []}


def _troubles(problem: ProductError) -> dict[str, Any]:
    found = problem.troubles if isinstance(problem, bringing_back.Unfit) else ()
    return {"troubles": [asdict(each) for each in found]}


def _lines(report: dict[str, Any]) -> str:
    """The report as people read it, with the first troubles only."""
    if report["verdict"] != "accepted":
        return "\n".join([report["reason"], *_listed(report["troubles"])])
    done = "brought back" if report["applied"] else "previewed, nothing made"
    counts = [f"{name:>18}: {count:,}" for name, count in report["made"].items()]
    left = [f"{name:>18}: {count:,} left out" for name, count in report["left_out"].items()]
    runs = [] if report["coordinator"] else ["Nobody runs it yet: give it to somebody with --coordinator E-MAIL."]
    head = f"{report['name']}, /w/{report['slug']}/: {done}"
    return "\n".join([head, *counts, *left, *report["notes"], *_listed(report["unknown"]), *runs])


def _listed(troubles: list[dict[str, Any]]) -> list[str]:
    told = [_told(Trouble(**each)) for each in troubles[:SHOWN]]
    more = [f"and {len(troubles) - SHOWN:,} more; --json lists them all"] if len(troubles) > SHOWN else []
    return told + more


def _told(each: Trouble) -> str:
    return f"{each.file}, row {each.row}, {each.column}: ‘{each.value}’. {each.mend}"
