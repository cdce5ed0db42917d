"""Six half-terms and closures out of lines with dates; and of each line, what was made of it.

What teaching says of an edge counts more than what a holiday says of it; of two that say the same kind of thing, the
first. An edge of which nothing is said stays the usual one, and is named.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import words
from bothways.partnerships.imports import meaning as meanings
from bothways.partnerships.imports.meaning import Meaning
from bothways.partnerships.imports.said import Found, Line
from bothways.rules.calendars import Closure, Edge
from bothways.rules.terms import AcademicYear, HalfTerm, usual_half_terms

SHOWN = 200
CLOSURES_AT_MOST = 100
_DAY = dt.timedelta(days=1)
_FAR = 45
_LONGEST = 130
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")  # what might have been meant as a day


@dataclass(frozen=True)
class LineRead:
    """One line and what was made of it. ``used``: something in the calendar comes from it."""

    number: int
    text: str
    made: str
    used: bool
    known: bool = False


@dataclass(frozen=True)
class Understood:
    """What a text or a file says. ``guessed`` are the edges that are the usual ones because nothing was said."""

    half_terms: tuple[HalfTerm, ...]
    closures: tuple[Closure, ...] = ()
    guessed: tuple[tuple[int, Edge], ...] = ()
    lines: tuple[LineRead, ...] = ()
    more: int = 0
    notes: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        """Whether any of it is more than the usual."""
        return bool(self.closures) or len(self.guessed) < 12


@dataclass
class _Reader:
    year: AcademicYear
    usual: tuple[HalfTerm, ...]
    edges: dict[tuple[int, Edge], tuple[dt.date, bool]] = field(default_factory=dict)
    closures: list[Closure] = field(default_factory=list)
    heading: str = ""

    def line(self, line: Line) -> LineRead:
        """What one line adds."""
        if not line.found:
            self.heading = line.text[:100]
            return LineRead(line.number, line.text, _("No date in it"), used=False, known=not _NUMBER.search(line.text))
        told = [self._found(each) for each in line.found]
        used = any(each[1] for each in told)
        return LineRead(line.number, line.text, " ".join(each[0] for each in told), used, all(e[2] for e in told))

    def _found(self, found: Found) -> tuple[str, bool, bool]:
        """(what was made of it, whether it is used, whether it is known already)."""
        if found.days < 1:
            return _("It ends before it begins: %(day)s.") % {"day": words.date(found.last)}, False, False
        if found.last < dt.date(self.year.start, 8, 1) or found.first > self.year.last:
            return _("It belongs to another year: %(day)s.") % {"day": words.date(found.first)}, False, True
        if found.days > _LONGEST:
            return _("It is too long for a term: until %(day)s.") % {"day": words.date(found.last)}, False, False
        said, used, known = self._deeds(found)
        if found.weekday:
            said += " " + _("Check it: %(date)s is not a %(weekday)s.") % {
                "date": words.date(found.first), "weekday": found.weekday.capitalize(),
            }  # fmt: skip
        return said, used, known

    def _deeds(self, found: Found) -> tuple[str, bool, bool]:
        meaning = meanings.of(found, self.heading)
        if meaning is Meaning.UNCLEAR:
            return _("A date, but we can’t tell what happens then."), False, False
        if meaning is Meaning.BANK:
            return _("A bank holiday. We know these already."), False, True
        if meaning is Meaning.CLOSURE:
            return self._close(found), True, False
        said, used = zip(*(self._edge(*each) for each in self._edges_of(meaning, found)), strict=True)
        return " ".join(said), any(used), False

    def _edges_of(self, meaning: Meaning, found: Found) -> list[tuple[int | None, Edge, dt.date, bool]]:
        """Which edges a date gives: (half-term, edge, day, whether teaching itself says so)."""
        teaching = meaning in {Meaning.TEACHING, Meaning.STARTS, Meaning.ENDS}
        gap = self._gap(found)
        deeds: list[tuple[int | None, Edge, dt.date, bool]] = []
        if meaning in {Meaning.TEACHING, Meaning.STARTS}:
            deeds.append((self._nearest(found.first, Edge.STARTS), Edge.STARTS, found.first, teaching))
        if meaning in {Meaning.TEACHING, Meaning.ENDS}:
            deeds.append((self._nearest(found.last, Edge.ENDS), Edge.ENDS, found.last, teaching))
        if meaning in {Meaning.HOLIDAY, Meaning.HOLIDAY_STARTS} and gap != -1:
            deeds.append((gap, Edge.ENDS, _weekday_before(found.first), teaching))
        if meaning in {Meaning.HOLIDAY, Meaning.HOLIDAY_ENDS} and gap != 5:
            deeds.append((None if gap is None else gap + 1, Edge.STARTS, _weekday_after(found.last), teaching))
        return deeds or [(None, Edge.STARTS, found.first, teaching)]

    def _edge(self, half_term: int | None, edge: Edge, day: dt.date, teaching: bool) -> tuple[str, bool]:
        if half_term is None:
            return _("%(day)s is far from where any half-term begins or ends.") % {"day": words.date(day)}, False
        name = self.usual[half_term].name
        held = self.edges.get((half_term, edge))
        if held and held[0] != day and (held[1] or not teaching):
            return _("Another line says otherwise about %(name)s: %(day)s is kept.") % {
                "name": name, "day": words.day(held[0]),
            }, False  # fmt: skip
        self.edges[half_term, edge] = (day, teaching or bool(held and held[1]))
        sentence = _("%(name)s starts on %(day)s.") if edge is Edge.STARTS else _("%(name)s ends on %(day)s.")
        return sentence % {"name": name, "day": words.day(day)}, True

    def _close(self, found: Found) -> str:
        named = found.label or found.tail or self.heading
        if len(self.closures) < CLOSURES_AT_MOST:
            self.closures.append(Closure(found.first, found.last, named[:120]))
        if found.days == 1:
            return _("Closed on %(day)s.") % {"day": words.day(found.first)}
        return _("Closed from %(first)s to %(last)s.") % {
            "first": words.day(found.first),
            "last": words.day(found.last),
        }

    def _nearest(self, day: dt.date, edge: Edge) -> int | None:
        """The half-term whose usual edge is nearest to a day; None when all are far."""
        usual = [each.first if edge is Edge.STARTS else each.last for each in self.usual]
        index = min(range(6), key=lambda place: abs(usual[place] - day))
        return index if abs(usual[index] - day).days <= _FAR else None

    def _gap(self, found: Found) -> int | None:
        """The half-term after which a holiday comes: -1 for the one before the year, 5 for the summer."""
        middle = found.first + (found.last - found.first) / 2
        gaps = {-1: self.usual[0].first - 5 * _DAY, 5: self.usual[5].last + 5 * _DAY} | {
            place: before.last + (after.first - before.last) / 2
            for place, (before, after) in enumerate(zip(self.usual, self.usual[1:], strict=False))
        }
        if found.first > self.usual[5].first + 21 * _DAY:
            return 5
        index = min(gaps, key=lambda place: abs(gaps[place] - middle))
        return index if abs(gaps[index] - middle).days <= _FAR else None


def understand(lines: Iterable[Line], year: AcademicYear, *, notes: tuple[str, ...] = ()) -> Understood:
    """What the lines say about a year."""
    reader = _Reader(year, usual_half_terms(year))
    read = [reader.line(line) for line in lines]
    # What a person has to look at comes before what is plainly of no use here.
    kept = sorted(read, key=lambda each: (not each.used, each.known))[:SHOWN]
    edges = {(each.index, Edge.STARTS): each.first for each in reader.usual}
    edges |= {(each.index, Edge.ENDS): each.last for each in reader.usual}
    edges |= {place: day for place, (day, _teaching) in reader.edges.items()}
    return Understood(
        half_terms=tuple(HalfTerm(index, edges[index, Edge.STARTS], edges[index, Edge.ENDS]) for index in range(6)),
        closures=tuple(sorted(set(reader.closures))),
        guessed=tuple((index, edge) for index in range(6) for edge in Edge if (index, edge) not in reader.edges),
        lines=tuple(sorted(kept, key=lambda each: each.number)),
        more=len(read) - len(kept),
        notes=notes,
    )


def guessed_words(found: Understood) -> str:
    """Which edges nobody said, in a sentence; empty when all were said."""
    if not found.guessed or not found.anything:
        return ""
    named = [
        (_("when %(name)s starts") if edge is Edge.STARTS else _("when %(name)s ends"))
        % {"name": found.half_terms[index].name}
        for index, edge in found.guessed
    ]
    return ngettext(
        "We did not find %(what)s. The usual day stands there: check it.",
        "We did not find %(what)s. The usual days stand there: check them.",
        len(named),
    ) % {"what": ", ".join(named)}


def _weekday_before(day: dt.date) -> dt.date:
    day -= _DAY
    return day if day.weekday() < 5 else day - (day.weekday() - 4) * _DAY


def _weekday_after(day: dt.date) -> dt.date:
    day += _DAY
    return day if day.weekday() < 5 else day + (7 - day.weekday()) * _DAY
