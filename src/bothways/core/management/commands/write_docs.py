"""``./run manage write_docs``: docs/permissions.md and docs/data-map.md from the tables that the code obeys."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from bothways.core import datamap

DOCS = Path(settings.ROOT) / "docs"
MADE = "<!-- Made by ./run manage write_docs from the code. Do not edit. -->"


class Command(BaseCommand):
    """With ``--check`` it only says whether they are up to date."""

    help = "Write the generated documents."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, or compare."""
        for name, text in documents().items():
            file = DOCS / name
            if options["check"] and (not file.exists() or file.read_text(encoding="utf-8") != text):
                raise CommandError(f"docs/{name} is out of date. Run ./run manage write_docs")
            if not options["check"]:
                file.write_text(text, encoding="utf-8")


def documents() -> dict[str, str]:
    """File name and text of each."""
    return {
        "permissions.md": "\n".join(_permissions()) + "\n",
        "data-map.md": "\n".join(_data_map()) + "\n",
    }


def _permissions() -> Iterator[str]:
    roles = import_string(settings.ROLE_TABLE)
    yield from (MADE, "# Who may do what", "", "What is not marked is refused.", "")
    yield "| | " + " | ".join(str(role.name) for role in roles) + " |"
    yield "|---|" + "---|" * len(roles)
    every = sorted({permission for role in roles for permission in role.permissions})
    for permission in every:
        yield (
            f"| {permission} | " + " | ".join("yes" if permission in role.permissions else "" for role in roles) + " |"
        )
    yield ""
    for role in roles:
        factor = " Needs a second factor." if role.second_factor else ""
        yield f"- **{role.name}** (held at a {role.at}): {role.about}{factor}"


def _data_map() -> Iterator[str]:
    yield from (MADE, "# What we hold, why, and how long", "")
    for level in datamap.Level:
        yield f"- **{level}**: {level.words}"
    for _model, entry in datamap.entries():
        yield from ("", f"## {entry.label}", "", entry.purpose, "")
        yield from (f"- {rule.words}" for rule in entry.keep)
        by_level: dict[str, list[str]] = {}
        for name, level in sorted(entry.levels.items()):
            by_level.setdefault(level, []).append(name)
        yield from (f"- {level}: {', '.join(names)}" for level, names in sorted(by_level.items()))
