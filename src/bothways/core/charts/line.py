"""How one or two numbers moved over half-terms, months or years, from zero, with the ends labelled."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from bothways.core.charts.chart import Chart, Number, Picture, Table, check_numbers, shown, ticks
from bothways.core.charts.markup import TEXT_SIZE, join, shape, text, text_width, wrap

MAX_SERIES = 2
HEIGHT, TOP, BOTTOM, LINE = 300.0, 16.0, 44.0, 18.0


@dataclass(frozen=True)
class Series:
    """One number for each period; None where it is not known, which leaves a gap and never a zero."""

    name: str
    numbers: tuple[Number | None, ...]

    @property
    def known(self) -> list[tuple[int, Number]]:
        return [(place, number) for place, number in enumerate(self.numbers) if number is not None]

    @property
    def runs(self) -> list[list[tuple[int, Number]]]:
        """Unbroken stretches of known numbers."""
        runs: list[list[tuple[int, Number]]] = []
        for place, number in self.known:
            if runs and runs[-1][-1][0] == place - 1:
                runs[-1].append((place, number))
            else:
                runs.append([(place, number)])
        return runs


@dataclass(frozen=True, kw_only=True)
class Line(Chart):
    """At most two series: more belong in several charts side by side. ``period`` names what the periods are."""

    periods: tuple[str, ...]
    series: tuple[Series, ...]
    period: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= len(self.series) <= MAX_SERIES:
            raise ValueError("A line chart holds one or two series: draw more as several charts.")
        for series in self.series:
            check_numbers(series.numbers)
            if len(series.numbers) != len(self.periods):
                raise ValueError(f"{series.name!r} has {len(series.numbers)} numbers for {len(self.periods)} periods.")

    @property
    def empty(self) -> bool:
        return not any(series.known for series in self.series)

    def finding(self) -> str:
        if self.empty:
            return _("No numbers yet")
        return "; ".join(_moved(series) for series in self.series if series.known)

    def table(self) -> Table:
        rows = zip(self.periods, *(series.numbers for series in self.series), strict=True)
        return Table((self.period, *(series.name for series in self.series)), tuple(rows))

    def picture(self, width: float) -> Picture:
        marks = ticks(max(number for series in self.series for _place, number in series.known))
        left = 14 + 9.0 * max(len(shown(mark)) for mark in marks)
        frame = _Frame(left, width - self._room_for_names(width), len(self.periods), marks[-1])
        scale = [text(left - 8, frame.y(mark) + 5, shown(mark), look="m", anchor="end") for mark in marks]
        lines = [shape("path", "s-line", d=f"M{left:.0f} {frame.y(mark):.0f}H{frame.right:.0f}") for mark in marks]
        drawn = [_drawn(series, frame, first=not place) for place, series in enumerate(self.series)]
        pieces = [*lines, *scale, *self._periods(frame), *drawn, *self._ends(frame, width)]
        return Picture(join(*pieces), width, HEIGHT)

    def _room_for_names(self, width: float) -> float:
        """Beside the ends of the lines: enough for the longest word, at most two fifths of the picture."""
        longest = max((text_width(word) for series in self.series for word in series.name.split()), default=0.0)
        return min(width * 0.4, max(80.0, longest + 24))

    def _periods(self, frame: _Frame) -> list[Markup]:
        """As many names under the axis as fit side by side, the first and the last among them."""
        room = 11 + TEXT_SIZE * 0.6 * min(12, max(map(len, self.periods)))
        fit = max(2, int((frame.right - frame.left) / room))
        step = max(1, -(-(len(self.periods) - 1) // (fit - 1)))
        named = [place for place in range(0, len(self.periods) - 1, step) if len(self.periods) - 1 - place >= step]
        named.append(len(self.periods) - 1)
        return [
            text(
                frame.x(place),
                HEIGHT - BOTTOM + 22,
                wrap(self.periods[place], 108, lines=1)[0],
                look="m",
                anchor="middle",
            )
            for place in named
        ]

    def _ends(self, frame: _Frame, width: float) -> list[Markup]:
        """Each line's last number and name beside its end, moved apart where they would meet."""
        pieces: list[Markup] = []
        lowest = TOP
        known = sorted((series for series in self.series if series.known), key=lambda series: -series.known[-1][1])
        for series in known:
            last = series.known[-1]
            y = max(lowest, frame.y(last[1]) + 5)
            pieces.append(text(frame.right + 12, y, shown(last[1]), look="b"))
            names = wrap(series.name, width - frame.right - 14, lines=3)
            pieces += [text(frame.right + 12, y + LINE * place, name) for place, name in enumerate(names, 1)]
            lowest = y + LINE * (len(names) + 1)
        return pieces


@dataclass(frozen=True)
class _Frame:
    """Turns a period and a number into a place in the picture."""

    left: float
    right: float
    periods: int
    top: Number

    def x(self, place: int) -> float:
        return self.left + 12 + (self.right - self.left - 24) * place / max(1, self.periods - 1)

    def y(self, number: Number) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * number / self.top


def _drawn(series: Series, frame: _Frame, *, first: bool) -> Markup:
    """The first series is solid with round marks, the second dashed with square ones."""
    pieces: list[Markup] = []
    for run in series.runs:
        points = " ".join(f"{frame.x(place):.1f},{frame.y(number):.1f}" for place, number in run)
        dashes = None if first else "9 5"
        pieces.append(
            shape("polyline", "s-both" if first else "s-take", points=points, stroke_width=3, stroke_dasharray=dashes)
        )
    return join(*pieces, *(_mark(frame.x(place), frame.y(number), first=first) for place, number in series.known))


def _mark(x: float, y: float, *, first: bool) -> Markup:
    if first:
        return shape("circle", "c-brand", cx=x, cy=y, r=5)
    return shape("rect", "c-take", x=x - 5, y=y - 5, width=10, height=10)


def _moved(series: Series) -> str:
    first, last = series.known[0][1], series.known[-1][1]
    said = {"what": series.name, "first": shown(first), "last": shown(last)}
    if len(series.known) == 1:
        return _("%(what)s: %(last)s") % said
    if said["first"] == said["last"]:
        return _("%(what)s began and ended at %(last)s") % said
    if last > first:
        return _("%(what)s rose from %(first)s to %(last)s") % said
    return _("%(what)s fell from %(first)s to %(last)s") % said
