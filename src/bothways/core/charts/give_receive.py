"""What each school gives and receives: the school in the middle, giving to the left, receiving to the right."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from bothways.core.charts.chart import MAX_ROWS_DRAWN, Chart, Number, Picture, Table, check_numbers, left_out, shown
from bothways.core.charts.markup import join, shape, tag, text, wrap

ROW, LINE = 30, 19


@dataclass(frozen=True)
class Exchange:
    """One school's two numbers."""

    school: str
    gives: Number
    receives: Number

    @property
    def flag(self) -> str:
        """A zero said in words."""
        if self.gives and self.receives:
            return ""
        if self.receives:
            return _("only receives so far")
        return _("only gives so far") if self.gives else _("nothing yet")


@dataclass(frozen=True, kw_only=True)
class GiveReceive(Chart):
    """Diverging bars. Rows stay in the order given: by name or by the story, never a league table."""

    rows: tuple[Exchange, ...]
    unit: str
    bars_in_table = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_numbers(number for row in self.rows for number in (row.gives, row.receives))

    @property
    def empty(self) -> bool:
        return not any(row.gives or row.receives for row in self.rows)

    @property
    def empty_words(self) -> str:
        return _("No %(unit)s yet. Ask each school what it could give.") % {"unit": self.unit}

    @property
    def scope(self) -> str:
        return left_out(len(self.rows))

    def finding(self) -> str:
        if self.empty:
            return _("No %(unit)s yet") % {"unit": self.unit}
        one_sided = [row for row in self.rows if row.flag]
        both, total = len(self.rows) - len(one_sided), len(self.rows)
        if total == 1:
            row = self.rows[0]
            return f"{row.school} {row.flag or _('gives and receives')}"
        if not one_sided:
            everyone = _("Both schools give and receive") if total == 2 else _("All %(total)s schools give and receive")
            return everyone % {"total": total}
        if len(one_sided) == 1:
            row = one_sided[0]
            said = {"both": both, "total": total, "school": row.school, "flag": row.flag}
            return _("%(both)s of %(total)s schools give and receive; %(school)s %(flag)s") % said
        return _("%(both)s of %(total)s schools both give and receive") % {"both": both, "total": total}

    def table(self) -> Table:
        heads = (
            _("School"),
            _("Gives (%(unit)s)") % {"unit": self.unit},
            _("Receives (%(unit)s)") % {"unit": self.unit},
        )
        return Table(heads, tuple((row.school, row.gives, row.receives) for row in self.rows))

    def cells(self) -> Markup:
        heads = (("g", _("← Gives")), ("s", _("School (%(unit)s)") % {"unit": self.unit}), ("t", _("Receives →")))
        head = tag("tr", *(tag("th", words, scope="col", class_=side) for side, words in heads))
        share = self._longest_bar()
        return tag(
            "table",
            tag("caption", self.title, class_="govuk-visually-hidden"),
            tag("thead", head),
            tag("tbody", *(self._row(row, share) for row in self.rows)),
            class_="gt",
        )

    def picture(self, width: float) -> Picture:
        drawn = self.rows[:MAX_ROWS_DRAWN]
        side, middle, y = width * 0.34, width * 0.32, 30.0
        pieces = [
            text(side, 18, _("Gives"), look="say-give", anchor="end"),
            text(side + middle / 2, 18, self.unit, look="m", anchor="middle"),
            text(side + middle, 18, _("Receives"), look="say-take"),
        ]
        for row in drawn:
            names = wrap(row.school, middle - 16, lines=2) + ([row.flag] if row.flag else [])
            height = max(ROW, LINE * len(names) + 10)
            pieces.append(self._drawn_row(row, names, y, height, width))
            y += height
        return Picture(join(*pieces), width, y)

    def _top(self) -> Number:
        return max((number for row in self.rows for number in (row.gives, row.receives)), default=0) or 1

    def _longest_bar(self) -> int:
        """Percent of a cell that the longest bar takes, so that its number still fits beside it on a phone."""
        return max(20, min(68, 92 - 9 * self._longest_label()))

    def _longest_label(self) -> int:
        return max((len(shown(number)) for row in self.rows for number in (row.gives, row.receives)), default=1)

    def _row(self, row: Exchange, share: int) -> Markup:
        flag = tag("span", row.flag, class_="flag") if row.flag else ""
        return tag(
            "tr",
            tag("td", *self._cell(row.gives, share, gives=True), class_="g"),
            tag("th", row.school, flag, scope="row", class_="s"),
            tag("td", *self._cell(row.receives, share, gives=False), class_="t"),
        )

    def _cell(self, number: Number, share: int, *, gives: bool) -> tuple[Markup, Markup]:
        length = number / self._top() * share
        start, label = (100 - length, 98 - length) if gives else (0.0, length + 2)
        bar = shape(
            "rect", "c-give" if gives else "c-take", x=f"{start:.1f}%", y=3, width=f"{length:.1f}%", height=22, rx=3
        )
        words = text(f"{label:.1f}%", 19, shown(number), look="b", anchor="end" if gives else None)
        said = tag("span", f"{shown(number)} {self.unit}", class_="govuk-visually-hidden")
        return tag("svg", bar, words, width="100%", height=28, aria_hidden="true"), said

    def _drawn_row(self, row: Exchange, names: list[str], y: float, height: float, width: float) -> Markup:
        side, middle = width * 0.34, width * 0.32
        room = max(20.0, side - 10 - 10 * self._longest_label())
        left, right = row.gives / self._top() * room, row.receives / self._top() * room
        bar, line = y + (height - 22) / 2, y + height / 2 + 5
        first = line - LINE * (len(names) - 1) / 2
        return join(
            shape("path", "s-line", d=f"M0 {y:.0f}H{width:.0f}"),
            shape("rect", "c-give", x=side - left, y=bar, width=left, height=22, rx=3),
            text(side - left - 6, line, shown(row.gives), look="b", anchor="end"),
            shape("rect", "c-take", x=side + middle, y=bar, width=right, height=22, rx=3),
            text(side + middle + right + 6, line, shown(row.receives), look="b"),
            *(
                text(
                    side + middle / 2,
                    first + LINE * place,
                    name,
                    look="say-give" if name == row.flag else "",
                    anchor="middle",
                )
                for place, name in enumerate(names)
            ),
        )
