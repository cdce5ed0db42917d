"""Single cells of the national register's files: what each means, or what would mend it.

A reader takes a cell that is not blank and gives a JSON value, or None for "not known". It raises `CannotRead`
with a whole sentence. Each answer is remembered, because the same few words fill whole columns.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django.utils.translation import gettext as _

from bothways.schools.models import LinkKind, Sector, Status

UNKNOWN_DATE = dt.date(1900, 1, 1)  # what the register writes when it does not know
OLDEST, NEWEST = 597, 2100  # a school in Canterbury says it opened in 597
_URN = re.compile(r"[1-9]\d{5}", re.ASCII)
_DATE_FORMS = (
    re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})", re.ASCII),
    re.compile(r"(\d{4})-?(\d{2})-?(\d{2})", re.ASCII),
)
_POSTCODE = re.compile(r"(GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})", re.ASCII)
_FORCES = re.compile(r"BFPO\d{1,4}", re.ASCII)
_STATUSES = {label.casefold(): value for value, label in Status.choices} | {"1": "open", "0": "closed"}
_MARK = str.maketrans({n: bytes([n]).decode("cp1252", "ignore") for n in range(0x80, 0xA0)} | {0xAD: "", 0xFEFF: ""})
_NO_NUMBER = frozenset({"z", "x", "c", "nan", "supp", "n/a", "-"})
_STATE_GROUPS = frozenset(
    {"academies", "academy", "free schools", "maintained school"}
    | {"local authority maintained schools", "la maintained schools"}
)
_STATE_TYPES = frozenset({"community special school", "foundation special school", "service children's education"})
_INDEPENDENT_TYPES = frozenset(
    {"other independent school", "other independent special school", "independent school", "independent schools"}
)


class CannotRead(ValueError):
    """The cell cannot be used. Says what would mend it."""


def tidy(cell: str) -> str:
    """One space between words; control characters become what was meant when cp1252 was read as Latin-1."""
    if cell.isascii():
        return " ".join(cell.split()) if "  " in cell or not cell.isprintable() else cell
    return " ".join(cell.translate(_MARK).split())


def text(longest: int) -> Callable[[str], str]:
    """A reader of words, up to a length. It remembers: towns, councils and types come again and again."""

    @functools.lru_cache(maxsize=4_000)
    def read(cell: str) -> str:
        tidied = tidy(cell)
        if len(tidied) > longest:
            raise CannotRead(_("Shorten this to %(most)s characters or fewer.") % {"most": longest})
        return tidied

    return read


def urn(cell: str) -> str:
    """Six digits, the first not nought."""
    if not _URN.fullmatch(cell):
        raise CannotRead(_("A school’s unique reference number (URN) is six digits, such as 111199."))
    return cell


@functools.lru_cache(maxsize=40_000)
def date(cell: str) -> str | None:
    """An ISO date from dd-mm-yyyy, dd/mm/yyyy, yyyy-mm-dd or yyyymmdd. 01-01-1900 is "not known"."""
    for form, order in zip(_DATE_FORMS, ((3, 2, 1), (1, 2, 3)), strict=True):
        found = form.fullmatch(cell)
        if found:
            return _day(*(int(found[place]) for place in order))
    raise CannotRead(_("Write the date as day-month-year, such as 31-08-2018, or leave it blank."))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        found = dt.date(year, month, day)
    except ValueError:
        raise CannotRead(_("There is no such day. Write day-month-year, such as 31-08-2018.")) from None
    if not OLDEST <= year <= NEWEST:
        raise CannotRead(_("The year cannot be right. Write day-month-year, such as 31-08-2018."))
    return None if found == UNKNOWN_DATE else found.isoformat()


def postcode(cell: str) -> str:
    """WA8 9RJ: capitals, one space. Any way of spacing and casing it is understood."""
    code = cell.upper().replace(" ", "")
    if _FORCES.fullmatch(code):
        return f"BFPO {code[4:]}"
    if not _POSTCODE.fullmatch(code):
        raise CannotRead(_("This is no British postcode. Write it like WA8 9RJ, or leave it blank."))
    return f"{code[:-3]} {code[-3:]}"


@functools.lru_cache(maxsize=200)
def status(cell: str) -> str:
    """The register's own four words."""
    try:
        return _STATUSES[cell.casefold()]
    except KeyError:
        known = ", ".join(f"‘{label}’" for label in Status.labels)
        raise CannotRead(_("The status is one of %(known)s.") % {"known": known}) from None


@functools.lru_cache(maxsize=500)
def sector(kind: str, group: str) -> str:
    """State or independent from the register's type and group of types; "" when they do not say.

    Welsh schools of every sort share one group and one type. The group "Special schools" holds both sorts:
    there the type decides.
    """
    kind, group = kind.casefold(), group.casefold()
    if kind in _INDEPENDENT_TYPES or group == "independent schools":
        # City technology colleges stand among the independents but are paid for by the state.
        return Sector.STATE if kind == "city technology college" else Sector.INDEPENDENT
    if group in _STATE_GROUPS or kind in _STATE_TYPES or kind in _STATE_GROUPS:
        return Sector.STATE
    if group in {"", "welsh schools"}:
        return Sector.UNKNOWN
    return Sector.STATE if group == "colleges" else Sector.OTHER


@functools.lru_cache(maxsize=100)
def sector_word(cell: str) -> str:
    """The sector as our own lists write it."""
    found = {str(label).casefold(): value for value, label in Sector.choices}.get(cell.casefold())
    if found is None:
        raise CannotRead(_("The sector is ‘State’, ‘Independent’ or ‘Other’. Leave it blank when it is not known."))
    return found


def _number(cell: str) -> Decimal | None:
    if cell.casefold() in _NO_NUMBER:
        return None
    try:
        number = Decimal(cell.removesuffix("%"))
    except InvalidOperation:
        raise CannotRead(_("Write a plain number, or leave it blank.")) from None
    if not number.is_finite() or number < 0:
        raise CannotRead(_("Write a number that is not below zero, or leave it blank."))
    return number


@functools.lru_cache(maxsize=4_000)
def roll(cell: str) -> int | None:
    """Pupils as a whole number: where one counts in two schools the files hold halves."""
    number = _number(cell)
    if number is None:
        return None
    if number > 20_000:
        raise CannotRead(_("No school has as many pupils as this. Write the number on the roll."))
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


@functools.lru_cache(maxsize=200)
def age(cell: str) -> int | None:
    """A whole number of years; 99 and the like are how files say "no limit"."""
    number = _number(cell)
    if number is None or number > 98:
        return None
    return int(number)


@functools.lru_cache(maxsize=1_000)
def percent(cell: str) -> str | None:
    """A percentage with one decimal place, as text, so that it compares as it is stored."""
    number = _number(cell)
    if number is None:
        return None
    if number > 100:
        raise CannotRead(_("A percentage is between 0 and 100."))
    return str(number.quantize(Decimal("0.1"), ROUND_HALF_UP))


def laestab(cell: str) -> str:
    """Seven digits: the council's number and the school's own."""
    digits = cell.replace("/", "").replace(" ", "")
    if len(digits) != 7 or not digits.isdecimal():
        raise CannotRead(_("A LAEstab number is seven digits, such as 8762428."))
    return digits


@functools.lru_cache(maxsize=100)
def link_kind(cell: str) -> str:
    """Which way a link points, from the register's many words for it."""
    first = cell.casefold().split(" ", 1)[0].rstrip("-")
    return first if first in {LinkKind.SUCCESSOR, LinkKind.PREDECESSOR} else LinkKind.OTHER


def census_day(year: int) -> dt.date:
    """The January school census: the third Thursday."""
    first = dt.date(year, 1, 1)
    return first + dt.timedelta(days=(3 - first.weekday()) % 7 + 14)
