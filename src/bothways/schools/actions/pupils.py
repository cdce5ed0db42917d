"""A school's own list of pupils: put on it, change, leave, come back, hide."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.core.models import Tombstone
from bothways.rules import aliases, local_ids
from bothways.rules import pupils as rules
from bothways.rules.pupils import PupilRow
from bothways.schools import policies
from bothways.schools.models import Person, Pupil, School
from bothways.schools.queries import pupils as queries


@action
def put_on_list(
    *, by: Person, school: School, rows: Iterable[PupilRow], used_on: dt.date | None = None
) -> tuple[Pupil, ...]:
    """Put pupils on the school's own list, or find them there. One each, in the order of the rows.

    A row is the pupil with its code; without a code the one of the same name and year. ``used_on`` is the day for
    which they are needed (today): the names stay until the September after it. Surnames are cut to a letter here too.
    Raises Invalid, naming the row, for one that has neither name nor code.
    """
    demand(policies.may_keep_pupils(by, school))
    School.objects.select_for_update().get(pk=school.pk)  # two at once do not put the same child on twice
    day = used_on or clock.today()
    held = Held(school, queries.list_of(school, by=by).defer("alias", "shielded"), day)
    found = dict.fromkeys(held.place(_checked(row, number)) for number, row in enumerate(rows, start=1))
    Pupil.objects.bulk_create(held.added.values())
    for each in held.changed.values():
        Pupil.objects.for_(by).filter(pk=each.pk).update(**{name: getattr(each, name) for name in SAID})
    known = [key for key in found if key not in held.added]
    keep_for(by=by, ids=known, day=day)
    audit.record(by=by, verb="pupils put on the list", on=school, added=len(held.added), found=len(known))
    everyone = held.added | Pupil.objects.for_(by).in_bulk(known)
    return tuple(everyone[key] for key in found)


SAID = ("first_name", "initial", "name_index", "year_group", "group", "left_on")


def _checked(row: PupilRow, number: int) -> PupilRow:
    """The row cleaned and cut. Raises Invalid."""
    year = rules.year_of(row.year_group)
    if year is None:
        sentence = _("Row %(n)s: ‘%(year)s’ is no year group. Write N, R or a number from 1 to 14.")
        raise Invalid(sentence % {"n": number, "year": row.year_group[:20]}, field="year_group")
    name, code = rules.clean(row.first_name), rules.clean(row.local_id, 40)
    if not name and not code:
        raise Invalid(_("Row %(n)s has neither a first name nor a code.") % {"n": number}, field="first_name")
    return PupilRow(
        first_name=name,
        initial=rules.initial_of(row.initial),
        year_group=year,
        group=rules.clean(row.group, 20),
        local_id=code,
    )


def keep_for(*, by: Person, ids: Sequence[str], day: dt.date) -> None:
    """Keep names and rows of pupils who are needed on a day; nothing is ever shortened. Inside an action."""
    rows, until = Pupil.objects.for_(by).filter(pk__in=ids), rules.names_until(day)
    rows.filter(last_used_on__lt=day).update(last_used_on=day)
    rows.filter(Q(names_until=None) | Q(names_until__lt=until)).update(names_until=until)


class Held:
    """The school's list in hand: finds who a row means, or makes them."""

    def __init__(self, school: School, rows: Iterable[Pupil], day: dt.date) -> None:
        self.school, self.day = school, day
        self.by_code = {each.local_id: each for each in rows}
        self.by_name: dict[str, list[Pupil]] = {}
        for each in self.by_code.values():
            self.by_name.setdefault(each.name_index, []).append(each)
        self.added: dict[str, Pupil] = {}
        self.changed: dict[str, Pupil] = {}

    def place(self, row: PupilRow) -> str:
        """The id of the pupil whom a row means, added to the list or changed as the row says."""
        pupil, before = self.find(row)
        if before is not None and any(before[name] != getattr(pupil, name) for name in SAID):
            self.changed[pupil.pk] = pupil
        return str(pupil.pk)

    def find(self, row: PupilRow) -> tuple[Pupil, dict[str, Any] | None]:
        """The pupil as the row makes it, and what was there before; None before for one who is new."""
        index = queries.index_of(row.first_name, row.initial)
        known = self.by_code.get(row.local_id) if row.local_id else self._same(row, index)
        if known is None:
            return self._add(row, index), None
        if known.pk in self.added:
            return known, None
        before = {name: getattr(known, name) for name in SAID}
        if row.first_name and known.name_index != index:
            known.first_name, known.initial, known.name_index = row.first_name, row.initial, index
        known.year_group, known.group = row.year_group or known.year_group, row.group or known.group
        known.left_on = None
        return known, before

    def _same(self, row: PupilRow, index: str) -> Pupil | None:
        """The one with this name whose year and class do not speak against it; the same class before any other."""
        alike = [each for each in self.by_name.get(index, ()) if index and _fits(each, row)]
        return next((each for each in alike if each.group == row.group), alike[0] if alike else None)

    def _add(self, row: PupilRow, index: str) -> Pupil:
        code = row.local_id or local_ids.local_id(row.year_group, self.by_code, secrets.randbelow)
        alias = aliases.alias(_NamedHere(self.by_name), secrets.randbelow)
        made = Pupil(
            school=self.school, local_id=code, first_name=row.first_name, initial=row.initial, alias=alias,
            name_index=index, year_group=row.year_group, group=row.group, last_used_on=self.day,
            names_until=rules.names_until(self.day),
        )  # fmt: skip
        self.added[made.pk] = self.by_code[code] = made
        self.by_name.setdefault(index, []).append(made)
        return made


def _fits(known: Pupil, row: PupilRow) -> bool:
    years = not (known.year_group and row.year_group) or known.year_group == row.year_group
    return years and (not (known.group and row.group) or known.group == row.group)


class _NamedHere:
    """Whether a child of the school really has this name: an alias must not be another child's name."""

    def __init__(self, by_name: dict[str, list[Pupil]]) -> None:
        self._by_name = by_name

    def __contains__(self, alias: object) -> bool:
        name, _space, initial = str(alias).rpartition(" ")
        return queries.index_of(name, initial) in self._by_name


@action
def change(*, by: Person, pupil: Pupil, row: PupilRow) -> None:
    """Change what the list says of one pupil. Raises Invalid for a code that another pupil has."""
    demand(policies.may_keep_pupils(by, pupil.school))
    told = _checked(row, 1)
    others = queries.list_of(pupil.school, by=by).exclude(pk=pupil.pk)
    code = told.local_id or pupil.local_id
    if others.filter(local_id=code).exists():
        raise Invalid(_("Another pupil has this code. Choose one that nobody has."), field="local_id")
    index = queries.index_of(told.first_name, told.initial)
    values = {"first_name": told.first_name, "initial": told.initial, "name_index": index, "local_id": code}
    Pupil.objects.for_(by).filter(pk=pupil.pk).update(**values, year_group=told.year_group, group=told.group)
    audit.record(by=by, verb="pupil changed", on=pupil)


@action
def hide(*, by: Person, pupil: Pupil, alias: str) -> None:
    """Show others an alias in place of the name, from now on and everywhere. Nothing else about the pupil changes.

    Raises Invalid for an alias that is no name with a letter ("Robin T"), or is the pupil's own name.
    """
    demand(policies.may_keep_pupils(by, pupil.school))
    given = rules.name_of(alias)
    if not given.first_name or not given.initial or not given.first_name[0].isalpha():
        raise Invalid(_("Write a first name and a letter that others will read, like Robin T."), field="alias")
    if given.first_name.casefold() == pupil.first_name.casefold():
        raise Invalid(_("This is the pupil’s own first name. Choose another."), field="alias")
    told = f"{given.first_name} {given.initial}"
    Pupil.objects.for_(by).filter(pk=pupil.pk).update(shielded="1", alias=told)
    audit.record(by=by, verb="pupil changed", on=pupil)  # the same words as any change: a trail must not tell either


@action
def show_again(*, by: Person, pupil: Pupil) -> None:
    """Others read the pupil's own name again, where their school lets them read names."""
    demand(policies.may_keep_pupils(by, pupil.school))
    Pupil.objects.for_(by).filter(pk=pupil.pk).update(shielded="0")
    audit.record(by=by, verb="pupil changed", on=pupil)


@action
def move_up(*, by: Person, school: School, ids: Sequence[str]) -> dict[str, str]:
    """Move pupils to the next year. Returns the years before, by id, for `put_years_back`."""
    demand(policies.may_keep_pupils(by, school))
    rows = queries.here_today(school, by=by).filter(pk__in=ids)
    before = dict(rows.values_list("pk", "year_group"))
    for year in sorted(set(before.values()), key=_place, reverse=True):  # the oldest first: nobody moves twice
        rows.filter(year_group=year, pk__in=before).update(year_group=rules.year_after(year))
    audit.record(by=by, verb="pupils moved up a year", on=school, pupils=len(before))
    return before


def _place(year: str) -> int:
    return rules.YEARS.index(year) if year in rules.YEARS else -1


@action
def put_years_back(*, by: Person, school: School, before: dict[str, str]) -> None:
    """Undo `move_up`: pupils have the years again that they had."""
    demand(policies.may_keep_pupils(by, school))
    rows = queries.list_of(school, by=by)
    for year in set(before.values()):
        rows.filter(pk__in=[pk for pk, was in before.items() if was == year]).update(year_group=year)
    audit.record(by=by, verb="pupils put back in their years", on=school, pupils=len(before))


@action
def leave(*, by: Person, school: School, ids: Sequence[str]) -> list[str]:
    """Pupils have left the school: in a month they are forgotten. Returns whom it was about, for `come_back`."""
    demand(policies.may_keep_pupils(by, school))
    rows = queries.here_today(school, by=by).filter(pk__in=ids)
    left = list(rows.values_list("pk", flat=True))
    queries.list_of(school, by=by).filter(pk__in=left).update(left_on=clock.today())
    audit.record(by=by, verb="pupils left", on=school, pupils=len(left))
    return left


@action
def come_back(*, by: Person, school: School, ids: Sequence[str]) -> None:
    """Undo `leave`."""
    demand(policies.may_keep_pupils(by, school))
    count = queries.list_of(school, by=by).filter(pk__in=ids).update(left_on=None)
    audit.record(by=by, verb="pupils back on the list", on=school, pupils=count)


@action
def forget(*, by: Person, pupil: Pupil) -> None:
    """Take one pupil off for good, now. Events they came to keep a count; a restore forgets them too."""
    demand(policies.may_keep_pupils(by, pupil.school))
    audit.record(by=by, verb="pupil forgotten", on=pupil)
    Tombstone.objects.create(model=Pupil._meta.label, object_id=pupil.pk, deed="deleted")
    Pupil.objects.for_(by).filter(pk=pupil.pk).delete()
