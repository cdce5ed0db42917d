"""Two numbers for each name, as dots from zero on both axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from bothways.core.charts.chart import Chart, Number, Picture, Table, check_numbers, shown, ticks
from bothways.core.charts.markup import join, shape, text, text_width, wrap

HEIGHT, TOP, BOTTOM = 360.0, 24.0, 56.0
FEW = 5
CLEAR = 0.6  # how strong a rank correlation must be before a title may claim a pattern


@dataclass(frozen=True)
class Dot:
    label: str
    across: Number
    up: Number


@dataclass(frozen=True, kw_only=True)
class Scatter(Chart):
    """``across`` and ``up`` name the axes."""

    dots: tuple[Dot, ...]
    across: str
    up: str

    def __post_init__(self) -> None:
        super().__post_init__()
        check_numbers(number for dot in self.dots for number in (dot.across, dot.up))

    @property
    def description(self) -> str:
        said = {"finding": self.finding(), "across": self.across, "up": self.up}
        return _("%(finding)s. Dots: %(across)s from left to right, %(up)s upwards. The table has every value.") % said

    def finding(self) -> str:
        if not self.dots:
            return _("No numbers yet")
        if len(self.dots) < FEW:
            return _("Too few to see a pattern")
        strength = _rank_correlation([dot.across for dot in self.dots], [dot.up for dot in self.dots])
        said = {"across": self.across, "up": self.up}
        if strength >= CLEAR:
            return _("%(up)s: mostly higher where there is more of: %(across)s") % said
        if strength <= -CLEAR:
            return _("%(up)s: mostly lower where there is more of: %(across)s") % said
        return _("No clear pattern between %(across)s and %(up)s") % said

    def table(self) -> Table:
        return Table((_("Name"), self.across, self.up), tuple((dot.label, dot.across, dot.up) for dot in self.dots))

    def picture(self, width: float) -> Picture:
        wide, high = (
            ticks(max(numbers)) for numbers in ([dot.across for dot in self.dots], [dot.up for dot in self.dots])
        )
        left = 14 + 9.0 * max(len(shown(mark)) for mark in high)
        right = width - max(20.0, 4.5 * len(shown(wide[-1])) + 2)
        places = [(left + (right - left) * dot.across / wide[-1], _height(dot.up, high[-1])) for dot in self.dots]
        pieces = [
            text(0, 16, wrap(self.up, width, lines=1)[0], look="m"),
            *(shape("path", "s-line", d=f"M{left:.0f} {_height(mark, high[-1]):.0f}H{right:.0f}") for mark in high),
            *(text(left - 8, _height(mark, high[-1]) + 5, shown(mark), look="m", anchor="end") for mark in high),
            *_across(wide, left, right),
            text(
                (left + right) / 2, HEIGHT - 8, wrap(self.across, right - left, lines=1)[0], look="m", anchor="middle"
            ),
            *(shape("circle", "c-brand s-paper", cx=x, cy=y, r=8, stroke_width=2) for x, y in places),
            *_labels([dot.label for dot in self.dots], places, width),
        ]
        return Picture(join(*pieces), width, HEIGHT)


def _height(number: Number, top: Number) -> float:
    foot, head = HEIGHT - BOTTOM, TOP + 14
    return foot - (foot - head) * number / top


def _across(marks: Sequence[float], left: float, right: float) -> Iterator[Markup]:
    """Numbers under the axis, every second one where they would touch."""
    room = (right - left) / max(1, len(marks) - 1)
    step = 1 if room > 14 + 9 * max(len(shown(mark)) for mark in marks) else 2
    for mark in marks[::step]:
        yield text(
            left + (right - left) * mark / marks[-1], HEIGHT - BOTTOM + 22, shown(mark), look="m", anchor="middle"
        )


Box = tuple[float, float, float, float]


def _labels(words: Sequence[str], places: Sequence[tuple[float, float]], width: float) -> Iterator[Markup]:
    """A name beside each dot where there is room; the others are in the table."""
    taken: list[Box] = [(x - 9, y - 9, x + 9, y + 9) for x, y in places]
    for name, (x, y) in zip(words, places, strict=True):
        line = wrap(name, 190, lines=1)[0]
        long = text_width(line)
        for start, base in _around(x, y, long):
            box = (start, base - 13, start + long, base + 4)
            inside = box[0] >= 0 and box[2] <= width and box[1] >= 18 and box[3] <= HEIGHT - BOTTOM
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                yield text(start, base, line)
                break


def _around(x: float, y: float, long: float) -> Iterator[tuple[float, float]]:
    """Where words may begin: right of the dot, left of it, then above and below, centred or ending at it."""
    yield from ((x + 13, y + 5), (x - 13 - long, y + 5))
    for start in (x - long / 2, x + 9 - long, x - 9):
        yield from ((start, y - 14), (start, y + 24))


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _rank_correlation(one: Sequence[Number], other: Sequence[Number]) -> float:
    """Spearman's: from -1 to 1, and 0 where either never changes."""
    first, second = _ranks(one), _ranks(other)
    middle = (len(one) - 1) / 2
    spread = sum((a - middle) ** 2 for a in first) * sum((b - middle) ** 2 for b in second)
    return sum((a - middle) * (b - middle) for a, b in zip(first, second, strict=True)) / spread**0.5 if spread else 0.0


def _ranks(numbers: Sequence[Number]) -> list[float]:
    """Places from 0 in order of size; equals share the mean of their places."""
    order = sorted(numbers)
    return [order.index(number) + (order.count(number) - 1) / 2 for number in numbers]
