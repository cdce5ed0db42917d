"""Who helps whom: schools on a line, arcs between them. Solid carries both ways; a dashed arrow, one way so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from markupsafe import Markup

from bothways.core.charts.chart import Chart, Number, Picture, Table, check_numbers
from bothways.core.charts.markup import join, shape, text, wrap

MAX_TIES_DRAWN = 12
STEP, LINE = 52, 18


@dataclass(frozen=True)
class Tie:
    """Two schools by their keys, and what each gave the other."""

    one: str
    other: str
    one_gave: Number
    other_gave: Number

    @property
    def total(self) -> Number:
        return self.one_gave + self.other_gave

    @property
    def both_ways(self) -> bool:
        return self.one_gave > 0 and self.other_gave > 0

    @property
    def giver_first(self) -> tuple[str, str]:
        return (self.one, self.other) if self.one_gave >= self.other_gave else (self.other, self.one)


@dataclass(frozen=True, kw_only=True)
class Bridges(Chart):
    """``schools`` maps a key to a name, in the order they stand: two schools may share a name, never a key.

    ``first_step`` is said when there are no ties, such as the first introduction to make.
    """

    schools: Mapping[str, str]
    ties: tuple[Tie, ...]
    unit: str
    first_step: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        check_numbers(number for tie in self.ties for number in (tie.one_gave, tie.other_gave))
        for tie in self.ties:
            if tie.one == tie.other or not {tie.one, tie.other} <= self.schools.keys():
                raise ValueError(f"A tie joins two different schools of this chart, not {tie.one!r} and {tie.other!r}.")

    @property
    def real_ties(self) -> list[Tie]:
        """The ties that carried anything, largest first."""
        return sorted((tie for tie in self.ties if tie.total), key=lambda tie: -tie.total)

    @property
    def drawn_ties(self) -> list[Tie]:
        """Every one-way tie, then the largest others, up to twelve in all."""
        one_way = [tie for tie in self.real_ties if not tie.both_ways]
        both_ways = [tie for tie in self.real_ties if tie.both_ways]
        return both_ways[: max(0, MAX_TIES_DRAWN - len(one_way))] + one_way

    @property
    def empty_words(self) -> str:
        return " ".join(filter(None, (_("No ties yet."), self.first_step)))

    @property
    def scope(self) -> str:
        drawn, real = len(self.drawn_ties), len(self.real_ties)
        if drawn == real:
            return ""
        return _("%(drawn)s of %(real)s ties are drawn; the numbers hold them all.") % {"drawn": drawn, "real": real}

    @property
    def description(self) -> str:
        return _(
            "%(finding)s. Solid arcs carry help both ways, dashed arcs one way so far. The table lists every pair."
        ) % {"finding": self.finding()}

    def finding(self) -> str:
        real = self.real_ties
        both = sum(tie.both_ways for tie in real)
        if not real:
            return _("No ties yet")
        if len(real) == 1:
            return _("The one tie carries help both ways") if both else _("The one tie is one way so far")
        said = {"both": both, "total": len(real)}
        if both == len(real):
            return (
                _("Both ties carry help both ways") if both == 2 else _("All %(total)s ties carry help both ways")
            ) % said
        return (
            ngettext(
                "%(both)s of %(total)s ties carries help both ways",
                "%(both)s of %(total)s ties carry help both ways",
                both,
            )
            % said
        )

    def table(self) -> Table:
        heads = (
            _("One school"),
            _("The other school"),
            _("One gave (%(unit)s)") % {"unit": self.unit},
            _("The other gave (%(unit)s)") % {"unit": self.unit},
        )
        rows = [
            (self.schools[tie.one], self.schools[tie.other], tie.one_gave, tie.other_gave) for tie in self.real_ties
        ]
        return Table(heads, tuple(rows))

    def picture(self, width: float) -> Picture:
        key, top = self._key(width)
        ties = self.drawn_ties
        joined = {end for tie in ties for end in (tie.one, tie.other)}
        places = {school: top + 20 + STEP * row for row, school in enumerate(s for s in self.schools if s in joined)}
        x = round(118 + 0.19 * width)
        largest = max(tie.total for tie in ties)
        far = max(abs(places[tie.one] - places[tie.other]) for tie in ties)
        pieces = [key]
        for tie in ties:
            start, end = (places[school] for school in tie.giver_first)
            bulge = (width - x - 22) * (abs(start - end) / far) ** 0.8 * 1.3
            pieces.append(
                _both_ways(x, start, end, bulge, tie.total / largest)
                if tie.both_ways
                else _one_way(x, start, end, bulge)
            )
        pieces += [self._name(school, x, y) for school, y in places.items()]
        return Picture(join(*pieces), width, top + 40 + STEP * (len(places) - 1))

    def _key(self, width: float) -> tuple[Markup, float]:
        """What the two kinds of arc mean, and how far down the picture it reaches."""
        both = wrap(_("carries both ways; thicker is more %(unit)s") % {"unit": self.unit}, width - 60, lines=3)
        one = wrap(_("one way so far; the arrow points to the school that receives"), width - 60, lines=3)
        second = 24 + LINE * len(both)
        lines = [*((18 + LINE * place, line) for place, line in enumerate(both))]
        lines += [(second + LINE * place, line) for place, line in enumerate(one)]
        samples = (_solid("M2 13h42", 6), _dashed(f"M2 {second - 5:.0f}h30", 34, second - 5, 12))
        return join(*samples, *(text(56, y, line) for y, line in lines)), second + LINE * len(one)

    def _name(self, school: str, x: float, y: float) -> Markup:
        lines = wrap(self.schools[school], x - 18, lines=2)
        first = y + 5 - LINE * (len(lines) - 1) / 2
        return join(
            shape("circle", "c-ink s-paper", cx=x, cy=y, r=8, stroke_width=2),
            *(text(x - 16, first + LINE * place, line, anchor="end") for place, line in enumerate(lines)),
        )


def _both_ways(x: float, start: float, end: float, bulge: float, share: float) -> Markup:
    """``share`` is this tie's part of the largest, from 0 to 1."""
    return _solid(
        f"M{x} {start:.0f}C{x + bulge:.0f} {start:.0f} {x + bulge:.0f} {end:.0f} {x} {end:.0f}", 2.5 + 9 * share
    )


def _one_way(x: float, start: float, end: float, bulge: float) -> Markup:
    """Ends beside the dot, on the side it comes from, so that the arrow is not hidden under solid arcs."""
    end += 9 if start > end else -9
    path = f"M{x} {start:.0f}C{x + bulge:.0f} {start:.0f} {x + bulge:.0f} {end:.0f} {x + 22} {end:.0f}"
    return _dashed(path, x + 22, end, -14)


def _solid(path: str, thick: float) -> Markup:
    return shape("path", "s-both", d=path, stroke_width=thick, stroke_linecap="round", opacity="0.85")


def _dashed(path: str, x: float, y: float, length: float) -> Markup:
    """A dashed line, and an arrowhead from (x, y): a positive length points right, a negative one left."""
    head = f"M{x:.0f} {y - 7:.0f}l{length:.0f} 7l{-length:.0f} 7z"
    line = shape("path", "s-one", d=path, stroke_width=3, stroke_dasharray="7 6")
    return join(line, shape("path", "c-give", d=head))
