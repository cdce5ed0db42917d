"""What is asked at the end, by who is asked. Numbers only for children: no box into which a name could be typed.

Adults' questions follow Guskey's levels: 1 how it was, 2 what was learned, 3 whether the school helps, 4 whether it is
used, 5 what it did for pupils; 3 to 5 are asked weeks later.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

FACES: tuple[Words, ...] = (_("No"), _("A bit"), _("Yes"))
NO_YES: tuple[Words, ...] = (_("No"), _("Yes"))
AGREE: tuple[Words, ...] = (_("Not at all"), _("A little"), _("Partly"), _("Mostly"), _("Very much"))


@dataclass(frozen=True)
class Question:
    """One thing asked. ``steps`` are its answers from least to most; ``level`` is Guskey's, 0 for pupils."""

    key: str
    words: Words
    steps: tuple[Words, ...]
    level: int = 0


_YOUNGEST = (
    Question("liked", _("Did you like today?"), FACES),
    Question("friend", _("Did you play or work with somebody from another school?"), FACES),
    Question("again", _("Would you like to come again?"), FACES),
)
_PUPILS = (
    Question("liked", _("I enjoyed it"), AGREE),
    Question("friend", _("I made a new friend"), NO_YES),
    Question("learned", _("I learned something that I did not know"), AGREE),
    Question("horizons", _("I saw or did something that I could not at my own school"), AGREE),
    Question("aspire", _("I can imagine doing more of this later"), AGREE),
    Question("teacher", _("I saw my own teacher in a new way"), AGREE),
)
_CONFIDENT = Question("confident", _("I feel confident about teaching this"), AGREE, 2)
_ADULTS = (
    Question("worth", _("It was worth my time"), AGREE, 1),
    Question("run", _("It was well run"), AGREE, 1),
    Question("use", _("I learned something that I can use"), AGREE, 2),
    _CONFIDENT,
)
_LATER = (
    Question("helped", _("My school made it possible to use it"), AGREE, 3),
    Question("used", _("I have used it in my teaching"), AGREE, 4),
    Question("pupils", _("I saw a difference in pupils"), AGREE, 5),
    _CONFIDENT,
)

ASKED: Mapping[tuple[str, str], tuple[Question, ...]] = {
    ("youngest", "after"): _YOUNGEST,
    ("pupils", "after"): _PUPILS,
    ("adults", "before"): (_CONFIDENT,),
    ("adults", "after"): _ADULTS,
    ("adults", "later"): _LATER,
}
TITLES: Mapping[tuple[str, str], Words] = {
    ("youngest", "after"): _("The youngest, with faces"),
    ("pupils", "after"): _("Pupils"),
    ("adults", "before"): _("Adults, before it begins"),
    ("adults", "after"): _("Adults, at the end"),
    ("adults", "later"): _("Adults, some weeks later"),
}
