"""What an event is for, and which problem of the real world it takes up: keys that stay, words that may change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCIENCE, PEOPLE = "science", "people"


@dataclass(frozen=True)
class Outcome:
    """One thing that pupils may take home. ``group`` is science or people."""

    key: str
    name: str | Promise
    group: str


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("critical_thinking", _("Critical scientific thinking"), SCIENCE),
    Outcome("working_scientifically", _("Working scientifically"), SCIENCE),
    Outcome("thinking_scientifically", _("Thinking scientifically"), SCIENCE),
    Outcome("science_further", _("Taking science further"), SCIENCE),
    Outcome("new_friends", _("New friends"), PEOPLE),
    Outcome("broader_horizons", _("Broader horizons"), PEOPLE),
    Outcome("aspirations", _("Aspirations"), PEOPLE),
    Outcome("own_teachers", _("Better relations with their own teachers"), PEOPLE),
)
GROUPS: Mapping[str, str | Promise] = {SCIENCE: _("Science"), PEOPLE: _("People")}

PROBLEMS: Mapping[str, str | Promise] = {
    "climate": _("Climate change"),
    "plastic": _("Plastic pollution"),
    "water": _("Clean water"),
    "energy": _("Energy that lasts"),
    "food": _("Food for everyone"),
    "health": _("Health and new illnesses"),
    "wildlife": _("Wildlife that disappears"),
    "air": _("Clean air"),
    "transport": _("Getting about"),
    "fairness": _("Fairness with numbers and data"),
}

TRANSITIONS: Mapping[str, str | Promise] = {
    "6-7": _("Year 6 to Year 7"),
    "11-12": _("Year 11 to Year 12"),
    "13-college": _("Sixth form to college"),
    "13-university": _("Sixth form to university"),
}
_BY_KEY = {each.key: each for each in OUTCOMES}


def outcome_words(keys: Iterable[str]) -> tuple[str, ...]:
    """The names of outcomes, in the order above. A key that is no longer there is left out."""
    wanted = set(keys)
    return tuple(str(each.name) for each in OUTCOMES if each.key in wanted)


def problem_words(key: str) -> str:
    """The name of a problem; the words themselves where somebody wrote their own."""
    return str(PROBLEMS.get(key, key))


def transition_words(key: str) -> str:
    """Year 6 to Year 7; nothing for none."""
    return str(TRANSITIONS.get(key, ""))
