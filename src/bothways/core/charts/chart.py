"""What every chart has: a finding for a title, a note of unit, period and scope, and the numbers as a table."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from markupsafe import Markup

Number = int | float
Cell = str | int | float | None

LARGEST = 1e300  # beyond it Python's own arithmetic overflows; no count of anything comes near
SMALLEST_AXIS = 1e-9
# A saved picture longer than this cannot be read or sent: the numbers beside it always hold every row.
MAX_ROWS_DRAWN = 60
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_SCALES = ((1e12, gettext_noop("%s trillion")), (1e9, gettext_noop("%s billion")), (1e6, gettext_noop("%s million")))


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart, unrounded; the first cell of a row names it."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """Shapes for an SVG of this size in pixels."""

    body: Markup
    width: float
    height: float


@dataclass(frozen=True, kw_only=True)
class Chart:
    """``words`` is a person's own title; without it the title is the finding. ``source`` says how we know."""

    slug: str
    note: str
    words: str = ""
    source: str = ""

    # Whether the page shows a table with bars in its cells; other kinds are pictures with a table folded below.
    bars_in_table = False

    def __post_init__(self) -> None:
        if not _SLUG.fullmatch(self.slug):
            raise ValueError(f"A chart's slug is lower-case letters, digits and hyphens, not {self.slug!r}.")

    @property
    def title(self) -> str:
        return self.words or self.finding()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw yet."""
        return not self.table().rows

    @property
    def empty_words(self) -> str:
        return _("No numbers yet.")

    @property
    def scope(self) -> str:
        """What is left out of the picture, in words; usually nothing."""
        return ""

    @property
    def description(self) -> str:
        """What someone who cannot see the picture should hear before the table."""
        return self.title

    def finding(self) -> str:
        """The smallest true sentence in the data."""
        raise NotImplementedError

    def table(self) -> Table:
        raise NotImplementedError

    def picture(self, width: float) -> Picture:
        """The shapes without title and note, for any width from 300."""
        raise NotImplementedError

    def cells(self) -> Markup:
        """For bars in a table: the whole table as markup."""
        raise NotImplementedError


def check_numbers(numbers: Iterable[Number | None]) -> None:
    """Refuse what a bar or an axis from zero cannot show."""
    for number in numbers:
        if number is not None and not 0 <= number <= LARGEST:
            raise ValueError(f"A chart shows numbers from zero up, not {number}.")


def shown(number: Number | None) -> str:
    """1,462; 2.5; 1.2 million. The same words stand in the picture and in the table. "Not known" for None."""
    if number is None:
        return _("not known")
    if 0 < number < 0.05:
        return _("under 0.1")
    for size, words in _SCALES:
        if number >= size:
            return f"{number:.1e}" if number >= size * 1000 else _(words) % f"{number / size:,.1f}".removesuffix(".0")
    return f"{number:,.1f}".removesuffix(".0")


def spelt(cell: Cell) -> str:
    """A table cell as people read it."""
    return cell if isinstance(cell, str) else shown(cell)


def ticks(top: Number) -> list[float]:
    """Round numbers from zero to at least ``top``, at most six of them."""
    if top < SMALLEST_AXIS:
        return [0.0, 1.0]
    rough = top / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * nice for nice in (1, 2, 2.5, 5, 10) if power * nice >= rough * 0.999)
    return [step * count for count in range(math.ceil(top / step * 0.999) + 1)]


def left_out(total: int) -> str:
    """Says so when a picture holds fewer rows than the numbers do."""
    if total <= MAX_ROWS_DRAWN:
        return ""
    said = {"drawn": MAX_ROWS_DRAWN, "total": total}
    return _("The picture holds the first %(drawn)s of %(total)s; the numbers hold them all.") % said
