"""``./run manage add_person EMAIL --role operator``: the first people of a service, who have nobody to invite them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bothways.core.errors import ProductError
from bothways.schools.actions import first_people
from bothways.schools.roles import ROLES


class Command(BaseCommand):
    """They sign in by a code to that address, and set up a second factor when their role asks for it."""

    help = "Give somebody a role from the terminal: the first operator, or the first head of a school."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who, what, and where."""
        parser.add_argument("email")
        parser.add_argument("--role", required=True, choices=[role.key for role in ROLES])
        parser.add_argument("--school", default="", help="the URN of the school, for a role at a school")
        parser.add_argument("--name", default="")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account and the role."""
        asked = {key: options[key] for key in ("email", "role", "school", "name")}
        try:
            given = first_people.add(by=None, **asked)
        except ProductError as problem:
            raise CommandError(problem.sentence) from problem
        self.stdout.write(f"{given.person.email} is {given.table.name} from today, and can sign in with a code.")
