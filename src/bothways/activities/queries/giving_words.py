"""What was given and received, in words: natural units, kind by kind, never one score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.rules.contributions import HOURS, Kind, Known, Line, Way


def said(line: Line) -> str:
    """One line: "the place for it", "4.5 hours of leading", "8 places for pupils"."""
    n = _number(line.amount)
    whole = int(line.amount) if line.amount.denominator == 1 else 2
    words = {
        Kind.VENUE: _("the place for it") if line.amount == 1 else _("the place, %(n)s times"),
        Kind.PREPARING: ngettext("%(n)s hour of preparing", "%(n)s hours of preparing", whole),
        Kind.LEADING: ngettext("%(n)s hour of leading", "%(n)s hours of leading", whole),
        Kind.SESSIONS: ngettext("%(n)s session led", "%(n)s sessions led", whole),
        Kind.TRAINING_LED: ngettext("%(n)s training session led", "%(n)s training sessions led", whole),
        Kind.PUPILS_LEADING: ngettext("%(n)s pupil who helped to lead", "%(n)s pupils who helped to lead", whole),
        Kind.EQUIPMENT: _("kit") if line.amount == 1 else _("kit, %(n)s times"),
        Kind.TRANSPORT: _("transport") if line.amount == 1 else _("transport, %(n)s times"),
        Kind.MONEY: _("money") if line.amount == 1 else _("money, %(n)s times"),
        Kind.PLACES: ngettext("%(n)s place for a pupil", "%(n)s places for pupils", whole),
        Kind.TRAINING_PLACES: ngettext("%(n)s training place", "%(n)s training places", whole),
    }
    return words[line.kind] % {"n": n}


def _number(amount: Fraction) -> str:
    """At most one digit after the point: 4.5, 12."""
    return f"{float(amount):,.1f}".removesuffix(".0")


def known(line: Line) -> str:
    """How we know it."""
    return {
        Known.TIMETABLE: _("from the timetable"),
        Known.BOOKED: _("from bookings"),
        Known.COUNTED: _("counted at the door"),
        Known.SAID: _("as the school said when it agreed"),
    }[line.known]


@dataclass(frozen=True)
class Sides:
    """One school: what it gave and what it got, side by side."""

    school: str
    gave: Sequence[str]
    got: Sequence[str]


def sides(found: Iterable[Line], names: dict[str, str]) -> Sequence[Sides]:
    """By name. A school of which nothing is known is still there, with two empty sides."""
    many = list(found)
    rows = [
        Sides(name, _of(many, school, Way.GAVE), _of(many, school, Way.GOT))
        for school, name in sorted(names.items(), key=lambda pair: pair[1].casefold())
    ]
    return tuple(rows)


def _of(found: Iterable[Line], school: str, way: Way) -> Sequence[str]:
    return [said(line) for line in found if line.school == school and line.way is way]


def how_known(found: Iterable[Line]) -> Sequence[str]:
    """Each source that the numbers come from, once, in one order."""
    used = {line.known for line in found}
    one_of_each = {line.known: line for line in found}
    return [known(one_of_each[each]) for each in Known if each in used]


def hours(found: Iterable[Line], school: str) -> Fraction:
    """Hours of people's time that a school gave."""
    return sum((each.amount for each in found if each.school == school and each.kind in HOURS), Fraction(0))
