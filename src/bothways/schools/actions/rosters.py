"""Bring a list of pupils from a file: see what it would change, apply it, take it back. The file is never kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.core import audit, clock
from bothways.core import imports as engine
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict
from bothways.core.imports import Change, Importer, Reject, Tally
from bothways.core.models import ImportRun, ImportStatus
from bothways.rules.pupils import PupilRow
from bothways.schools import policies
from bothways.schools.actions.pupils import SAID, Held
from bothways.schools.imports import rosters
from bothways.schools.models import Person, Pupil, School
from bothways.schools.queries import pupils as queries
from bothways.schools.queries import rosters as runs

_DAYS = ("left_on", "last_used_on", "names_until")


def read_file(
    *, by: Person, school: School, file: Path, name: str, corrections: Mapping[str, str] | None = None
) -> ImportRun:
    """See what a file would change. Raises Invalid when it is refused or no column fits."""
    demand(policies.may_keep_pupils(by, school))
    made = [Importer(form, partial(PupilTarget, by, school)) for form in rosters.formats(runs.subject(school))]
    return engine.prepare(
        by=by, file=file, name=name, importers=made, kind="roster", corrections=corrections, gather=rosters.gather
    )


def apply_run(*, by: Person, school: School, run: ImportRun) -> ImportRun:
    """Write what the preview showed; its names are not kept. Raises Conflict when the list has moved on."""
    demand(policies.may_keep_pupils(by, school))
    done = engine.apply(by=by, run=run, target=PupilTarget(by, school))
    ImportRun.objects.filter(pk=run.pk).update(preview=None)
    return done


def undo_run(*, by: Person, school: School, run: ImportRun) -> ImportRun:
    """Take a list back, the latest first."""
    demand(policies.may_keep_pupils(by, school))
    return engine.undo(by=by, run=run, target=PupilTarget(by, school))


@action
def forget_run(*, by: Person, school: School, run: ImportRun) -> None:
    """Drop a preview that will not be applied, with all that it holds."""
    demand(policies.may_keep_pupils(by, school))
    if run.status != ImportStatus.READY:
        raise Conflict(_("This list has been brought in. Take it back instead."))
    audit.record(by=by, verb="import set aside", on=run, format=run.format)
    run.delete()


class PupilTarget:
    """The school's list as the engine fills it. A change's key is the pupil's code."""

    def __init__(self, by: Person, school: School) -> None:
        self._by, self._school = by, school

    def _rows(self) -> QuerySet[Pupil]:
        return queries.list_of(self._school, by=self._by)

    def plan(self, rows: Iterator[tuple[int, PupilRow]], tally: Tally) -> Iterator[Change]:
        """What each row adds or changes. A child who comes twice, and a list that is too long, are told by row."""
        held = Held(self._school, self._rows(), clock.today())
        met: dict[str, int] = {}
        for number, row in rows:
            if len(met) >= rosters.MOST:
                mend = _("A list holds at most %(most)s pupils. Send the rest as another file.") % {
                    "most": rosters.MOST
                }
                tally.reject(Reject(row=number, column="", mend=mend))
                continue
            pupil, before = held.find(row)
            if pupil.pk in met:
                mend = _("The same child stands in row %(row)s. If they are two, give each a code or class.")
                tally.reject(
                    Reject(row=number, column="first_name", value=row.first_name, mend=mend % {"row": met[pupil.pk]})
                )
                continue
            met[pupil.pk] = number
            change = _change(pupil, before, number)
            if change is None:
                tally.counts["unchanged"] += 1
            else:
                yield change

    def write(self, changes: Sequence[Change]) -> None:
        """Add and change. Raises Conflict when the list is no longer what the preview compared with."""
        added = [change for change in changes if "added" in change.kinds]
        held = {each.local_id: each for each in self._rows().filter(local_id__in=[c.key for c in changes])}
        if any(change.key in held for change in added):
            raise _moved()
        Pupil.objects.bulk_create(_pupil(self._school, change) for change in added)
        for change in changes:
            if "added" not in change.kinds:
                self._set(held.get(change.key), was=change.before, becomes=change.after)

    def unwrite(self, changes: Sequence[Change]) -> None:
        """Take added pupils off and put changed ones back."""
        held = {each.local_id: each for each in self._rows().filter(local_id__in=[c.key for c in changes])}
        added = [held[change.key].pk for change in changes if "added" in change.kinds and change.key in held]
        if _pointed_at(added):
            raise Conflict(_("Some of these pupils have been brought to an event since. Take them out there first."))
        self._rows().filter(pk__in=added).delete()
        for change in changes:
            if "added" not in change.kinds:
                self._set(held.get(change.key), was=change.after, becomes=change.before)

    def _set(self, pupil: Pupil | None, *, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> None:
        if pupil is None or any(_plain(getattr(pupil, name)) != value for name, value in was.items()):
            raise _moved()
        self._rows().filter(pk=pupil.pk).update(**becomes)


def _change(pupil: Pupil, before: Mapping[str, Any] | None, number: int) -> Change | None:
    """What a row does to a pupil; None when nothing. ``before`` is None for a pupil who is new."""
    now = {name: _plain(getattr(pupil, name)) for name in (*SAID, *_DAYS)}
    if before is None:
        return Change(
            kinds=("added",), key=pupil.local_id, after={**now, "id": pupil.pk, "alias": pupil.alias}, row=number
        )
    after = {name: now[name] for name in SAID if now[name] != _plain(before[name])}
    if not after:
        return None
    kinds = ("changed", "back") if "left_on" in after else ("changed",)
    return Change(
        kinds=kinds, key=pupil.local_id, after=after, before={n: _plain(before[n]) for n in after}, row=number
    )


def _pupil(school: School, change: Change) -> Pupil:
    return Pupil(school=school, local_id=change.key, **change.after)


def _plain(value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _pointed_at(ids: Sequence[str]) -> bool:
    """Whether anything in any room refers to one of these pupils."""
    return any(
        relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": ids}).exists()
        for relation in Pupil._meta.related_objects
    )


def _moved() -> Conflict:
    return Conflict(_("The list has changed since this was shown. Bring the file in again to see what it does now."))
