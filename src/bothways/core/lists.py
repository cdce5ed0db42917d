"""One engine for every list: filter, sort, page, act on many, take away what you see.

    STAFF = List(
        caption="Staff",
        columns=(Column("name", "Name", sort=("name",)), Column("since", "Since", sort=("starts_on",))),
        row=lambda each: Row(each.pk, each.name, (each.name, date(each.starts_on))),
        filters=StaffFilters,
    )
    shown = STAFF.show(request, rows)        # one page, for the macro list_page
    STAFF.export(request, rows, "staff")     # the same rows, all pages, as CSV or XLSX

The rows come in already narrowed to what the person may see. The number of queries does not depend on
the number of rows: two for a page (its rows and the count), one for an export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django import forms
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from markupsafe import Markup, escape

from bothways.core import exports

M = TypeVar("M", bound=models.Model)
Words = str | Promise
Cell = str | Mapping[str, Any] | None
PAGE_SIZE = 50
GAP = "\x1f"  # stands in a drawn row where a cell belongs
NEVER_KEPT = ("page", "export", "csrfmiddlewaretoken")


@dataclass(frozen=True)
class Column:
    """A column. ``sort`` names the fields it sorts by; empty means that it cannot be sorted."""

    key: str
    label: Words
    sort: tuple[str, ...] = ()
    numeric: bool = False


@dataclass(frozen=True)
class Row:
    """One row as it is shown: ``key`` is sent when it is ticked, ``name`` is read to who cannot see the tick."""

    key: str
    name: str
    cells: Sequence[Cell]

    @property
    def ticked(self) -> tuple[Cell, ...]:
        """The cells of a row with a box to tick: what the box sends and says comes first."""
        return (self.key, self.name, *self.cells)


@dataclass(frozen=True)
class Deed:
    """Something to do to the ticked rows. The view shows what will happen before it does it."""

    value: str
    label: Words


class Filters(forms.Form):
    """The form above a list. `narrow` turns what was asked into a queryset; unknown values narrow nothing."""

    def narrow(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows that fit. Override; call only on a valid form."""
        return rows


@dataclass(frozen=True)
class Empty:
    """What an empty list says, and what to do about it."""

    title: Words
    text: Words = ""


@dataclass(frozen=True)
class Heading:
    """A column's head with its sorting link."""

    label: str
    numeric: bool
    sort_url: str
    direction: str


@dataclass(frozen=True)
class Pager:
    """Links to the other pages; None for a gap."""

    previous_url: str
    next_url: str
    pages: Sequence[tuple[int | None, str, bool]]


@dataclass(frozen=True)
class Shown:
    """One page of a list, as the macro ``list_page`` takes it."""

    caption: str
    columns: Sequence[Heading]
    rows: Sequence[Row]
    summary: str
    filters: Filters | None
    filtered: bool
    clear_url: str
    exports: Sequence[tuple[str, str]]
    pager: Pager | None
    empty: Empty
    bulk: Sequence[Deed]
    bulk_url: str


@dataclass(frozen=True)
class List(Generic[M]):
    """What a list is made of. Frozen: one constant a list."""

    caption: Words
    columns: tuple[Column, ...]
    row: Callable[[M], Row]
    filters: type[Filters] | None = None
    order: tuple[str, ...] = ("pk",)
    empty: Empty = field(default_factory=lambda: Empty(_("Nothing here yet")))
    bulk: tuple[Deed, ...] = ()
    exports: tuple[exports.Form, ...] = ("csv", "xlsx")
    page_size: int = PAGE_SIZE

    def show(self, request: HttpRequest, rows: models.QuerySet[M], *, bulk_url: str = "") -> Shown:
        """The page that was asked for. A page past the end shows the last one."""
        form, narrowed = self._narrow(request, rows)
        key, down = self._sorting(request)
        pages = Paginator(self._sorted(narrowed, key, down=down), self.page_size)
        page = pages.get_page(request.GET.get("page"))
        return Shown(
            caption=str(self.caption),
            columns=[self._heading(request, column, key, down=down) for column in self.columns],
            rows=[self.row(each) for each in page.object_list],
            summary=self._summary(page),
            filters=form,
            filtered=bool(form and any(form.data.get(name) for name in form.fields)),
            clear_url=request.path,
            exports=[
                (_("Take away as %(kind)s") % {"kind": kind.upper()}, _with(request, export=kind))
                for kind in self.exports
            ],
            pager=_pager(request, page) if pages.num_pages > 1 else None,
            empty=self.empty,
            bulk=self.bulk,
            bulk_url=bulk_url,
        )

    def export(self, request: HttpRequest, rows: models.QuerySet[M], name: str) -> HttpResponseBase | None:
        """Every row that fits, in the order on screen, when ``?export=csv|xlsx`` asks for it; None otherwise."""
        kind = next((each for each in self.exports if each == request.GET.get("export")), None)
        if kind is None:
            return None
        _form, narrowed = self._narrow(request, rows)
        key, down = self._sorting(request)
        found = self._sorted(narrowed, key, down=down)
        heads = [str(column.label) for column in self.columns]
        return exports.download(name, header=heads, rows=self._plain(found), form=kind)

    def chosen(self, request: HttpRequest, rows: models.QuerySet[M]) -> models.QuerySet[M]:
        """The ticked rows among those the person may see: an id from elsewhere is not found."""
        return rows.filter(pk__in=request.POST.getlist("row")[:1000])

    def _plain(self, rows: models.QuerySet[M]) -> Iterator[list[str]]:
        for each in rows.iterator(chunk_size=500):
            yield [_text(cell) for cell in self.row(each).cells]

    def _narrow(self, request: HttpRequest, rows: models.QuerySet[M]) -> tuple[Filters | None, models.QuerySet[M]]:
        if self.filters is None:
            return None, rows
        form = self.filters(request.GET)
        return form, form.narrow(rows) if form.is_valid() else rows

    def _sorting(self, request: HttpRequest) -> tuple[str, bool]:
        asked = request.GET.get("sort", "")
        key = asked.removeprefix("-")
        sortable = {column.key for column in self.columns if column.sort}
        return (key, asked.startswith("-")) if key in sortable else ("", False)

    def _sorted(self, rows: models.QuerySet[M], key: str, *, down: bool) -> models.QuerySet[M]:
        fields = next((column.sort for column in self.columns if column.key == key), self.order)
        ordered = [f"-{name}" if down else name for name in fields]
        return rows.order_by(*ordered, "pk") if "pk" not in ordered else rows.order_by(*ordered)

    def _heading(self, request: HttpRequest, column: Column, key: str, *, down: bool) -> Heading:
        here = column.key == key
        direction = ("descending" if down else "ascending") if here else ""
        other = f"-{column.key}" if here and not down else column.key
        return Heading(str(column.label), column.numeric, _with(request, sort=other) if column.sort else "", direction)

    def _summary(self, page: Any) -> str:
        if page.paginator.num_pages == 1:
            return _("%(n)s in all") % {"n": f"{page.paginator.count:,}"}
        numbers = {"first": page.start_index(), "last": page.end_index(), "n": f"{page.paginator.count:,}"}
        return _("%(first)s to %(last)s of %(n)s") % numbers


def filled(frame: Markup, rows: Iterable[Sequence[Cell]], rich: Callable[[Mapping[str, Any]], Markup]) -> Markup:
    """The frame once for each row, with a cell in every gap: a text escaped, a mapping as ``rich`` draws it.

    For templates. A template's own loop over 300 rows costs three times as much. Raises ValueError for a row that has
    more cells than the frame has gaps, or fewer.
    """
    *before, last = str(frame).split(GAP)
    drawn: list[str] = []
    for row in rows:
        for part, cell in zip(before, row, strict=True):
            drawn.append(part)
            drawn.append(escape(cell) if type(cell) is str else _drawn(cell, rich))
        drawn.append(last)
    return Markup("".join(drawn))  # noqa: S704 - the frame is a template's, every cell is escaped above


def _drawn(cell: Cell, rich: Callable[[Mapping[str, Any]], Markup]) -> Markup:
    """A cell that is no plain text; what comes back as text is escaped like any other."""
    if cell is None:
        return Markup()
    return escape(rich(cell) if isinstance(cell, Mapping) else cell)


def _text(cell: Cell) -> str:
    return str(cell.get("text", "")) if isinstance(cell, Mapping) else str(cell or "")


def _with(request: HttpRequest, **changes: str | int) -> str:
    asked: QueryDict = request.GET.copy()
    for name in NEVER_KEPT:
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = str(value)
    return f"{request.path}?{asked.urlencode()}"


def _pager(request: HttpRequest, page: Any) -> Pager:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    gap = page.paginator.ELLIPSIS
    return Pager(
        previous_url=_with(request, page=page.previous_page_number()) if page.has_previous() else "",
        next_url=_with(request, page=page.next_page_number()) if page.has_next() else "",
        pages=[(None, "", False) if n == gap else (int(n), _with(request, page=n), n == page.number) for n in numbers],
    )
