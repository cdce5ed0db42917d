"""What online lessons are described by: regions, key stages, what keeps children safe. Keys stay, words may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REGIONS: Mapping[str, str | Promise] = {
    "north_east": _("North East"),
    "north_west": _("North West"),
    "yorkshire": _("Yorkshire and the Humber"),
    "midlands": _("Midlands"),
    "east": _("East of England"),
    "london": _("London"),
    "south_east": _("South East"),
    "south_west": _("South West"),
}

STAGES: Mapping[str, str | Promise] = {
    "eyfs": _("Early years"),
    "ks1": _("Key stage 1"),
    "ks2": _("Key stage 2"),
    "ks3": _("Key stage 3"),
    "ks4": _("Key stage 4"),
    "ks5": _("Sixth form and college"),
    "all": _("All ages"),
}


@dataclass(frozen=True)
class Safety:
    """One thing that keeps children safe. ``usual``: on unless somebody turns it off, which is written down."""

    key: str
    words: str | Promise


SAFETY: tuple[Safety, ...] = (
    Safety("cameras_off", _("Cameras of classes and homes stay off")),
    Safety("no_names", _("Those who join show no names: a class is its school, a home is ‘home’")),
    Safety("questions_read", _("Questions go to the host, who reads them out; nobody chats with a child")),
    Safety("two_adults", _("Two adults of different schools are in the room from start to end")),
    Safety("waiting_room", _("A waiting room, opened by the host")),
    Safety("not_recorded_children", _("If it is recorded, only the presenter’s picture and voice")),
)
USUAL = tuple(each.key for each in SAFETY)
"""A new lesson begins with all of them on."""
