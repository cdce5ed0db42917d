"""The colours of teams. The number always stands beside the word, and the word beside the colour.

Eight hues that people with any kind of colour sight tell apart (after Okabe and Ito), then the same with a stripe.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STRIPE = "-stripe"


@dataclass(frozen=True)
class Colour:
    """``key`` is what a team holds; ``hex`` is for paper, ``ink`` the letters that can be read on it."""

    key: str
    words: str | Promise
    hex: str
    ink: str
    striped: bool = False


_HUES = (
    ("orange", _("orange"), _("orange with a stripe"), "#e69f00", "#000000"),
    ("sky", _("sky blue"), _("sky blue with a stripe"), "#56b4e9", "#000000"),
    ("green", _("green"), _("green with a stripe"), "#009e73", "#000000"),
    ("yellow", _("yellow"), _("yellow with a stripe"), "#f0e442", "#000000"),
    ("blue", _("dark blue"), _("dark blue with a stripe"), "#005a8c", "#ffffff"),
    ("red", _("red"), _("red with a stripe"), "#b54500", "#ffffff"),
    ("pink", _("pink"), _("pink with a stripe"), "#d98cb8", "#000000"),
    ("black", _("black"), _("black with a stripe"), "#262626", "#ffffff"),
)
PALETTE: tuple[Colour, ...] = (
    *(Colour(key, words, paint, ink) for key, words, _striped, paint, ink in _HUES),
    *(Colour(f"{key}{STRIPE}", words, paint, ink, striped=True) for key, _plain, words, paint, ink in _HUES),
)
_BY_KEY = {each.key: each for each in PALETTE}


def usual(number: int) -> str:
    """The key for a team's number: the palette in order, and from the start again after sixteen."""
    return PALETTE[(number - 1) % len(PALETTE)].key


def colour(key: str) -> Colour | None:
    """The colour of a key; None for a team without one."""
    return _BY_KEY.get(key)
