"""What a child may need on the day, as things to do. Never a diagnosis: a kitchen and a first aider read what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from bothways.activities.models import NeedKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

NOTE = "note"
"""The choice of a need that is in no list: its words say all."""

CHOICES: Mapping[str, Mapping[str, StrOrPromise]] = {
    NeedKind.DIET: {
        "vegetarian": _("Vegetarian food"),
        "vegan": _("Vegan food"),
        "halal": _("Halal food"),
        "kosher": _("Kosher food"),
        "no_pork": _("No pork"),
        "no_beef": _("No beef"),
        "no_fish": _("No fish or shellfish"),
        "no_nuts": _("No nuts"),
        "no_sesame": _("No sesame"),
        "no_milk": _("No milk"),
        "no_egg": _("No egg"),
        "no_gluten": _("No gluten"),
        "no_soya": _("No soya"),
        "own_food": _("Brings their own food"),
        NOTE: _("Something else to eat or leave out"),
    },
    NeedKind.ACCESS: {
        "step_free": _("A way without steps"),
        "wheelchair": _("Space for a wheelchair"),
        "near_front": _("A seat near the front"),
        "large_print": _("Large print"),
        "signing": _("Somebody who signs"),
        "loop": _("A hearing loop"),
        "quiet_place": _("A quiet place to go to"),
        "no_flashing": _("No flashing lights"),
        "breaks": _("Breaks when they ask"),
        "own_adult": _("Their own adult beside them"),
        NOTE: _("Something else that helps"),
    },
    NeedKind.CARE: {
        "own_medicine": _("Carries their own medicine; their school’s adult knows"),
        "fetch_adult": _("Unwell? Fetch their school’s adult at once"),
        "no_latex": _("No latex, no balloons"),
        "no_animals": _("Keep away from animals"),
        "no_stings": _("Keep away from bees and wasps"),
        "indoors": _("Stay in the shade or indoors"),
        NOTE: _("Something else to do on the day"),
    },
}
WORDS_AT_MOST = 80


def words(kind: str, choice: str) -> str:
    """A choice as it is read; the key itself for one that is no longer in the list."""
    return str(CHOICES.get(kind, {}).get(choice, choice))


def known(kind: str, choice: str) -> bool:
    """Whether the list has it."""
    return choice in CHOICES.get(kind, {})
