"""What a kind of event is: data alone. A new kind is one file that says ``KIND = Kind(…)`` and one line in `KINDS`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Slot:
    """One line of a starting timetable: minutes after the event begins, how long, and what it is.

    Slots of one ``beside`` stand side by side: a pupil is in one of them. ``day`` counts from 0. ``each_school``: one
    such slot for every school, one after another. Keys of kind, mode and audience are those of `models.session`.
    """

    at: int
    minutes: int
    title: Words
    kind: str = "seminar"
    mode: str = "free"
    audience: str = "pupils"
    beside: Words = ""
    day: int = 0
    each_school: bool = False
    opt_out: bool = False


@dataclass(frozen=True)
class Needs:
    """What an event of this kind has to have before its day. ``by_name``: pupils by name, else numbers alone."""

    sessions: bool = True
    by_name: bool = True
    teams: bool = False
    lunch: bool = False
    risk: bool = True
    consent: bool = True
    training: bool = False
    outside: bool = False
    online: bool = False


NEEDS_WORDS: Mapping[str, Words] = {
    "sessions": _("a timetable"),
    "by_name": _("pupils by name"),
    "teams": _("mixed teams"),
    "lunch": _("lunch"),
    "risk": _("a risk assessment"),
    "consent": _("parents’ consent"),
    "training": _("training for adults alongside"),
    "outside": _("visitors whose checks were seen"),
    "online": _("a link for classes and homes"),
}


@dataclass(frozen=True)
class Kind:
    """One kind. ``needs`` says what must not be missing; ``usual`` what schools commonly give, in words, by who gives.

    Pages of an event show what its ``needs`` ask for. ``days`` is how long it usually lasts; ``transition`` asks
    between which years it leads, and from where to where.
    """

    key: str
    name: Words
    about: Words
    needs: Needs = field(default_factory=Needs)
    starts: dt.time = dt.time(9, 30)
    days: int = 1
    slots: Sequence[Slot] = ()
    usual: Sequence[tuple[Words, Words]] = ()
    outcomes: Sequence[str] = ()
    transition: bool = False

    @property
    def minutes(self) -> int:
        """How long its starting timetable takes on its longest day."""
        return max((slot.at + slot.minutes for slot in self.slots), default=120)

    @property
    def needs_words(self) -> Sequence[str]:
        """What it needs, each in words."""
        return tuple(str(words) for name, words in NEEDS_WORDS.items() if getattr(self.needs, name))
