"""From the mapped cells of one row to the facts they state about one school."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from bothways.core import clock
from bothways.core.imports import Column, Format, Reject
from bothways.schools.imports import cells
from bothways.schools.models import Status

Fact = str | int | None
Facts = dict[str, Fact]
SUBJECT = "register"


class Row(NamedTuple):
    """What a row says. ``left_out`` are cells that could not be used; the rest of the row still counts."""

    urn: str
    facts: Facts
    left_out: tuple[Reject, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One kind of register file: its format, and what its rows may do.

    ``adds``: whether a number that the register does not hold is a new school. ``open_only``: whether every school
    in it is open. ``gaps_only``: whether it fills blanks alone. ``census_lag``: years from the
    first year in a file name such as 2022-23 to the January census its figures come from; None when no figures.
    """

    format: Format[Row]
    adds: bool = True
    open_only: bool = False
    gaps_only: bool = False
    census_lag: int | None = None


_READERS: dict[str, Callable[[str], Fact]] = {
    "name": cells.text(200),
    "town": cells.text(100),
    "postcode": cells.postcode,
    "local_authority": cells.text(100),
    "phase": cells.text(40),
    "kind": cells.text(100),
    "gender": cells.text(20),
    "status": cells.status,
    "opened_on": cells.date,
    "closed_on": cells.date,
    "low_age": cells.age,
    "high_age": cells.age,
    "roll": cells.roll,
    "roll_on": cells.date,
    "fsm_percent": cells.percent,
    "fsm_on": cells.date,
    "sector": cells.sector_word,
    "laestab": cells.laestab,
}

URN = Column(name="urn", title="URN", required=True)
Finish = Callable[[Mapping[str, str], Facts], None]


def checker(
    finish: Finish | None = None, *, needs: tuple[str, ...] = ("name",)
) -> Callable[[Mapping[str, str]], Row | Reject]:
    """The check of one kind of file. ``finish`` adds what several cells say together."""

    def check(row: Mapping[str, str]) -> Row | Reject:
        try:
            urn = cells.urn(row["urn"])
        except cells.CannotRead as problem:
            return Reject(column="urn", mend=str(problem))
        facts, left_out = read(row)
        for name in needs:
            if name not in facts:
                blank = not row.get(name)
                return Reject(column=name, mend=_("Fill this in: a row needs it.")) if blank else left_out[0]
        if finish:
            finish(row, facts)
        return Row(urn, facts, tuple(left_out))

    return check


def read(row: Mapping[str, str]) -> tuple[Facts, list[Reject]]:
    """The facts of a row, and the cells that cannot be used. Blank cells say nothing."""
    facts: Facts = {}
    left_out: list[Reject] = []
    for name, cell in row.items():
        reader = _READERS.get(name) if cell else None
        if reader is None:
            continue
        try:
            fact = reader(cell)
        except cells.CannotRead as problem:
            left_out.append(Reject(column=name, value=cell, mend=str(problem)))
        else:
            if fact or fact == 0:
                facts[name] = fact
    return facts, left_out


def closed_by_date(_row: Mapping[str, str], facts: Facts) -> None:
    """A file without a status says "closed" with a closing date that has passed."""
    closed_on = facts.get("closed_on")
    if closed_on and str(closed_on) <= clock.today().isoformat():
        facts["status"] = Status.CLOSED.value
