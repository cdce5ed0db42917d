"""Places for an event with more applicants than room: a lottery that anyone can repeat and check."""

from bothways.rules.places.allot import Outcome, Plan, allot, offer_freed
from bothways.rules.places.explain import why
from bothways.rules.places.lottery import commit, draw, verify
from bothways.rules.places.model import Application, Brief, PlaceRules, read_places

__all__ = [
    "Application",
    "Brief",
    "Outcome",
    "PlaceRules",
    "Plan",
    "allot",
    "commit",
    "draw",
    "offer_freed",
    "read_places",
    "verify",
    "why",
]
