"""The people of the demonstration: roles, never real names, at addresses that reach nobody."""

from __future__ import annotations

from collections.abc import Sequence

from bothways.schools.models import Person

ADDRESS = "@demonstration.bothways.test"


def demonstration_people() -> Sequence[Person]:
    """Everyone whom the demonstration made, by name."""
    return tuple(Person.unscoped.filter(email__endswith=ADDRESS, is_active=True).order_by("name"))
