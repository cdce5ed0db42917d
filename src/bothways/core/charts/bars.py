"""One number for each name, as bars from zero in the rows of a table."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from markupsafe import Markup

from bothways.core.charts.chart import (
    MAX_ROWS_DRAWN,
    Cell,
    Chart,
    Number,
    Picture,
    Table,
    check_numbers,
    left_out,
    shown,
)
from bothways.core.charts.markup import join, shape, tag, text, wrap

ROW, LINE = 30, 19


@dataclass(frozen=True)
class Bar:
    """``remark`` stands after the number, such as "28% of the roll"."""

    label: str
    number: Number
    remark: str = ""

    @property
    def words(self) -> str:
        return f"{shown(self.number)} ({self.remark})" if self.remark else shown(self.number)


@dataclass(frozen=True, kw_only=True)
class Bars(Chart):
    """``heads`` name the label and the number; ``full`` is what a whole bar stands for, such as all places."""

    rows: tuple[Bar, ...]
    heads: tuple[str, str]
    full: Number | None = None
    bars_in_table = True

    def __post_init__(self) -> None:
        super().__post_init__()
        check_numbers([self.full, *(row.number for row in self.rows)])

    @property
    def scope(self) -> str:
        return left_out(len(self.rows))

    def finding(self) -> str:
        if not self.rows:
            return _("No numbers yet")
        least, most = (pick(row.number for row in self.rows) for pick in (min, max))
        if len(self.rows) == 1:
            return f"{self.rows[0].label}: {self.rows[0].words}"
        said = {"what": self.heads[1], "least": shown(least), "most": shown(most)}
        return _("%(what)s: from %(least)s to %(most)s") % said if least < most else _("%(what)s: %(most)s each") % said

    def table(self) -> Table:
        remarks = any(row.remark for row in self.rows)
        heads = (*self.heads, _("Remark")) if remarks else self.heads
        return Table(heads, tuple(self._cells(row, remarks=remarks) for row in self.rows))

    def cells(self) -> Markup:
        head = tag("tr", *(tag("th", words, scope="col") for words in self.heads))
        share = max(20, 92 - 5 * max((len(row.words) for row in self.rows), default=1))
        return tag(
            "table",
            tag("caption", self.title, class_="govuk-visually-hidden"),
            tag("thead", head),
            tag("tbody", *(self._row(row, min(share, 70)) for row in self.rows)),
            class_="bars",
        )

    def picture(self, width: float) -> Picture:
        names, y = width * 0.38, 30.0
        room = max(40.0, width - names - 12 - 9 * max((len(row.words) for row in self.rows), default=1))
        pieces = [text(0, 18, self.heads[0], look="m"), text(names, 18, self.heads[1], look="m")]
        for row in self.rows[:MAX_ROWS_DRAWN]:
            lines = wrap(row.label, names - 12, lines=2)
            height = max(ROW, LINE * len(lines) + 8)
            length, middle = row.number / self._top() * room, y + height / 2
            first = middle + 5 - LINE * (len(lines) - 1) / 2
            pieces += [text(0, first + LINE * place, line) for place, line in enumerate(lines)]
            pieces.append(shape("rect", "c-brand", x=names, y=middle - 10, width=length, height=20, rx=3))
            pieces.append(text(names + length + 6, middle + 5, row.words))
            y += height
        return Picture(join(*pieces), width, y + 4)

    def _top(self) -> Number:
        return max([self.full or 0, *(row.number for row in self.rows)]) or 1

    def _cells(self, row: Bar, *, remarks: bool) -> tuple[Cell, ...]:
        return (row.label, row.number, row.remark) if remarks else (row.label, row.number)

    def _row(self, row: Bar, share: int) -> Markup:
        length = row.number / self._top() * share
        bar = shape("rect", "c-brand", y=3, width=f"{length:.1f}%", height=20, rx=3)
        picture = tag(
            "svg", bar, text(f"{length + 2:.1f}%", 18, row.words), width="100%", height=26, aria_hidden="true"
        )
        said = tag("span", row.words, class_="govuk-visually-hidden")
        return tag("tr", tag("th", row.label, scope="row"), tag("td", picture, said))
