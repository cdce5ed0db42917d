"""What a register file would change in our schools, how it is written, and how it is taken back.

Rows are compared a thousand at a time with what is held, so memory stays flat. Only facts that a file carries
are compared: a narrow file blanks nothing, and a school that leaves a file is never deleted.
"""

from __future__ import annotations

import datetime as dt
import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import ProtectedError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core.errors import Conflict
from bothways.core.ids import random_ids
from bothways.core.imports import Change, Reject, Tally
from bothways.core.imports.shapes import REJECTS_LISTED
from bothways.core.words import date
from bothways.schools import search_index
from bothways.schools.folding import search_text
from bothways.schools.imports.facts import Fact, Facts, Kind, Row
from bothways.schools.models import RoleAssignment, Scheme, School, Sector, Status
from bothways.schools.roles import PlaceKind

CHUNK = 1_000
_TEXTS = ("name", "town", "postcode", "local_authority", "phase", "kind", "sector", "gender", "laestab", "source")
_DATES = ("opened_on", "closed_on", "roll_on", "fsm_on", "source_on")
_NUMBERS = ("low_age", "high_age", "roll")
FIELDS = (*_TEXTS, "status", *_NUMBERS, "fsm_percent", *_DATES)
_DATE_OF = {"roll": "roll_on", "roll_on": "roll_on", "fsm_percent": "fsm_on", "fsm_on": "fsm_on"}
_BLANK: Facts = (
    dict.fromkeys(_TEXTS, "") | {"status": Status.OPEN.value} | dict.fromkeys((*_NUMBERS, "fsm_percent", *_DATES))
)


@dataclass(frozen=True)
class Source:
    """Where a file comes from, as the school page says it. ``as_of`` is the day its facts are from."""

    name: str
    as_of: dt.date
    census: dt.date | None = None
    close_missing: bool = False


class SchoolTarget:
    """Compares, writes and takes back facts about schools that have a URN."""

    def __init__(self, kind: Kind, source: Source) -> None:
        self.kind = kind
        self.source = source
        self._seen: dict[str, int] = {}
        self._left_out = 0
        self._older = 0

    def plan(self, rows: Iterator[tuple[int, Row]], tally: Tally) -> Iterator[Change]:
        """What would change. Counts what is not listed any more, and closes it only where that was asked for."""
        for chunk in _chunks(rows):
            held = _held([row.urn for _number, row in chunk])
            for number, row in chunk:
                if self._usable(number, row, held, tally):
                    change = self._change(number, row, held.get(row.urn))
                    if change:
                        yield change
                    else:
                        tally.counts["unchanged"] += 1
        if self.kind.adds:
            yield from self._no_longer_listed(tally)
        self._sum_up(tally)

    def write(self, changes: Sequence[Change]) -> None:
        """Insert and update a batch. Raises Conflict when a school is not as the preview found it."""
        held = _held([change.key for change in changes])
        for change in changes:
            _insist(change.before, held.get(change.key))
        added = [_BLANK | dict(change.after) | {"identifier": change.key} for change in changes if not change.before]
        altered = [held[c.key] | dict(c.after) | {"identifier": c.key} for c in changes if c.before]
        with search_index.in_bulk([change.key for change in changes]):
            _insert(added)
            _update(altered)

    def unwrite(self, changes: Sequence[Change]) -> None:
        """Put back what was there; take out what the import added. Raises Conflict when someone works there by now."""
        held = _held([change.key for change in changes])
        for change in changes:
            _insist(change.after, held.get(change.key))
        with search_index.in_bulk([change.key for change in changes]):
            _update([held[c.key] | dict(c.before) | {"identifier": c.key} for c in changes if c.before])
            _delete([change.key for change in changes if not change.before])

    def _usable(self, number: int, row: Row, held: Mapping[str, Facts], tally: Tally) -> bool:
        first = self._seen.setdefault(row.urn, number)
        if first != number:
            mend = _("Row %(row)s has the same URN. Keep the row that is right.") % {"row": first}
            tally.reject(Reject(row=number, column="URN", value=row.urn, mend=mend))
            return False
        if not self.kind.adds and row.urn not in held:
            mend = _("No school in the register has this URN. Bring in a file that lists the school first.")
            tally.reject(Reject(row=number, column="URN", value=row.urn, mend=mend))
            return False
        self._note(number, row, tally)
        return True

    def _note(self, number: int, row: Row, tally: Tally) -> None:
        """Cells that were left out are listed with the rejects, though their row is used."""
        self._left_out += len(row.left_out)
        for cell in row.left_out:
            if len(tally.rejects) < REJECTS_LISTED:
                mend = _("%(mend)s The rest of the row is used.") % {"mend": cell.mend}
                tally.rejects.append(replace(cell, row=number, column=_titles(self.kind)[cell.column], mend=mend))

    def _change(self, number: int, row: Row, held: Facts | None) -> Change | None:
        facts = self._dated(row.facts)
        if held is None:
            known = facts if None not in facts.values() else {n: fact for n, fact in facts.items() if fact is not None}
            after = known | self._credit()
            return Change(("added",), row.urn, after, {}, number)
        if self.kind.open_only and held["status"] == Status.PROPOSED:
            facts = facts | {"status": Status.OPEN.value}
        after = {name: fact for name, fact in facts.items() if held[name] != fact and self._is_news(name, facts, held)}
        if not after:
            return None
        kinds = _kinds(held, after)
        if not self._is_older(held):
            after |= self._credit()
        return Change(kinds, row.urn, after, {name: held[name] for name in after}, number)

    def _dated(self, facts: Facts) -> Facts:
        """Figures that come without a date of their own get the day of their census."""
        if self.kind.census_lag is None:
            return facts
        census = (self.source.census or self.source.as_of).isoformat()
        dates = {dated: census for figure, dated in _DATE_OF.items() if figure in facts and figure != dated}
        return dates | facts

    def _is_older(self, held: Facts) -> bool:
        return self.kind.adds and str(held["source_on"] or "") > self.source.as_of.isoformat()

    def _is_news(self, name: str, facts: Facts, held: Facts) -> bool:
        """Older facts fill gaps and never replace newer ones; figures go by the day of their census."""
        if name in _DATE_OF:
            dated = _DATE_OF[name]
            return str(facts.get(dated) or "") >= str(held[dated] or "")
        gap = held[name] in {None, ""}
        older = self._is_older(held)
        self._older += older and not gap
        return gap or not (older or self.kind.gaps_only)

    def _credit(self) -> Facts:
        if not self.kind.adds:
            return {}
        return {"source": self.source.name, "source_on": self.source.as_of.isoformat()}

    def _no_longer_listed(self, tally: Tally) -> Iterator[Change]:
        """Open schools that the file leaves out: counted, and closed only when a person asked."""
        there = School.objects.filter(scheme=Scheme.URN, status__in=(Status.OPEN, Status.CLOSING), added_by_hand=False)
        if self.kind.open_only:
            there = there.exclude(sector__in=(Sector.INDEPENDENT, Sector.OTHER))  # such lists name state schools alone
        missing = [urn for urn in there.values_list("identifier", flat=True) if urn not in self._seen]
        tally.counts["no_longer_listed"] = len(missing)
        if self.source.close_missing:
            for urn, held in ((urn, held) for part in _chunks(iter(missing)) for urn, held in _held(part).items()):
                after = {"status": Status.CLOSED.value} | self._credit()
                yield Change(("changed", "closed"), urn, after, {name: held[name] for name in after})

    def _sum_up(self, tally: Tally) -> None:
        tally.counts["left_out"] = self._left_out
        if self._older:
            words = _("This file is from %(day)s. The register holds %(n)s facts that are newer, and keeps them.")
            tally.warnings.append(words % {"day": date(self.source.as_of), "n": f"{self._older:,}"})
        if self._left_out:
            words = ngettext(
                "%(n)s cell cannot be used and was left out; the rest of its row counts.",
                "%(n)s cells cannot be used and were left out; the rest of their rows counts.",
                self._left_out,
            )
            tally.warnings.append(words % {"n": self._left_out})


def _titles(kind: Kind) -> dict[str, str]:
    return {column.name: column.title for column in kind.format.columns}


def _kinds(held: Facts, after: Facts) -> tuple[str, ...]:
    """What a person would call the change. A postcode where there was no address at all is news, not a move."""
    found = ["changed"]
    if "name" in after:
        found.append("renamed")
    if "postcode" in after and (held["postcode"] or held["town"]):
        found.append("moved")
    if after.get("status") == Status.CLOSED:
        found.append("closed")
    return tuple(found)


def _chunks(stream: Iterator[Any]) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    for each in stream:
        chunk.append(each)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _held(urns: Sequence[str]) -> dict[str, Facts]:
    """What the register holds of these schools, as JSON values. Without the ORM: it would cost more than the rest."""
    holes = ", ".join(["%s"] * len(urns))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT identifier, {', '.join(FIELDS)} FROM schools_school"  # noqa: S608 - our own names
            f" WHERE scheme = %s AND identifier IN ({holes})",
            [Scheme.URN.value, *urns],
        )
        return {row[0]: dict(zip(FIELDS, map(_json, FIELDS, row[1:]), strict=True)) for row in cursor.fetchall()}


def _json(name: str, value: Any) -> Fact:
    """As a file would state it. SQLite keeps 30.0 as 30, dates as text; PostgreSQL gives Decimal and date."""
    if value is None or type(value) is str:
        return value
    if name in _NUMBERS:
        return int(value)
    return f"{value:.1f}" if name == "fsm_percent" else str(value)


def _insist(expected: Mapping[str, Fact], held: Facts | None) -> None:
    """The school is there, or not there, as the change says it; otherwise someone has been here since."""
    if (not expected and held is None) or (held and expected and all(held[n] == fact for n, fact in expected.items())):
        return
    raise Conflict(_("The register has changed since this file was read. Nothing was written. Read the file again."))


def _found_by(school: Mapping[str, Any]) -> str:
    return search_text(
        name=school["name"],
        town=school["town"],
        postcode=school["postcode"],
        local_authority=school["local_authority"],
        identifier=school["identifier"],
        laestab=school["laestab"],
    )


def _insert(schools: Sequence[Facts]) -> None:
    names = ("id", "scheme", "identifier", "search_text", "added_by_hand", "is_demo", *FIELDS)
    holes = ", ".join(["%s"] * len(names))
    facts = operator.itemgetter(*FIELDS)
    rows = [
        (pk, Scheme.URN.value, each["identifier"], _found_by(each), False, False, *facts(each))
        for pk, each in zip(random_ids(len(schools)), schools, strict=True)
    ]
    try:
        _many(f"INSERT INTO schools_school ({', '.join(names)}) VALUES ({holes})", rows)  # noqa: S608 - our own names
    except IntegrityError:
        raise Conflict(_("Another update added the same schools just now. Read the file again.")) from None


def _update(schools: Sequence[Facts]) -> None:
    names = ("search_text", *FIELDS)
    sets = ", ".join(f"{name} = %s" for name in names)
    rows = [(_found_by(each), *(each[n] for n in FIELDS), Scheme.URN.value, each["identifier"]) for each in schools]
    _many(f"UPDATE schools_school SET {sets} WHERE scheme = %s AND identifier = %s", rows)  # noqa: S608 - our own names


def _many(statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """One statement for many rows: four times as fast as model instances, on both databases."""
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _delete(urns: Sequence[str]) -> None:
    schools = School.objects.filter(scheme=Scheme.URN, identifier__in=urns)
    ids = list(schools.values_list("pk", flat=True))
    in_use = RoleAssignment.unscoped.filter(place_kind=PlaceKind.SCHOOL, place_id__in=ids).exists()
    try:
        if in_use:
            raise ProtectedError("in use", set())
        schools.delete()
    except ProtectedError:
        raise Conflict(
            _("Someone works at a school that this update added, so it cannot be undone. Close the school instead.")
        ) from None
