"""What children need: counts for the kitchen, names for the host's first aider on the day, all for their own school."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Activity, Adult, Need, NeedKind, Participant
from bothways.activities.queries import need_words
from bothways.activities.queries.labels import Label, labels_for
from bothways.core import access
from bothways.core.access import demand
from bothways.schools.models import Person

DAYS_KEPT = 7


@dataclass(frozen=True)
class Meal:
    """One kind of plate, and for how many. ``ask`` names the schools to ask where a note says more."""

    words: str
    pupils: int
    adults: int
    ask: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """Plates."""
        return self.pupils + self.adults


@dataclass(frozen=True)
class DayNeed:
    """What the host must know of one child, for the day. ``why`` is the sending school's reason."""

    participant_id: str
    school_name: str
    label: str
    words: str
    note: str
    why: str


@dataclass(frozen=True)
class OwnNeed:
    """One need as the child's own school reads it; ``gone_on`` is the day on which it is deleted."""

    id: str
    kind: str
    choice: str
    words: str
    note: str
    host_must_know: bool
    host_why: str
    gone_on: dt.date

    @property
    def said(self) -> str:
        """In one go: "No nuts", or the note where that says all."""
        return self.note if self.choice == need_words.NOTE else self.words


def kitchen_counts(activity: Activity, only: Collection[str] | None = None) -> tuple[Meal, ...]:
    """Plates by what must be in or left out; they add up to everybody who comes, pupils and adults. No names.

    ``only`` narrows the pupils to these participants, such as those present.
    """
    pupils = Participant.unscoped.filter(booking__taking_part__activity=activity, withdrawn_at=None)
    pupils = pupils if only is None else pupils.filter(pk__in=only)
    ids = dict(pupils.values_list("pk", "booking__taking_part__school__name"))
    plates, ask = _plates(activity, ids)
    adults = Counter(_adult_plate(each) for each in _adults(activity))
    every = sorted({*plates, *adults}, key=lambda plate: (len(plate) > 0, -plates[plate] - adults[plate], plate))
    return tuple(
        Meal(_plate_words(each), plates[each], adults[each], tuple(sorted(ask.get(each, ())))) for each in every
    )


def _plates(
    activity: Activity, ids: dict[str, str]
) -> tuple[Counter[tuple[str, ...]], dict[tuple[str, ...], set[str]]]:
    """How many pupils have each set of diets, and which schools wrote more about one of them."""
    rows = Need.unscoped.filter(participant__booking__taking_part__activity=activity, kind=NeedKind.DIET)
    diets: dict[str, set[str]] = {}
    noted: set[str] = set()
    for each in rows:
        diets.setdefault(each.participant_id, set()).add(each.choice)
        if each.words:
            noted.add(each.participant_id)
    counts: Counter[tuple[str, ...]] = Counter()
    ask: dict[tuple[str, ...], set[str]] = {}
    for pk, school in ids.items():
        plate = tuple(sorted(diets.get(pk, ())))
        counts[plate] += 1
        if pk in noted:
            ask.setdefault(plate, set()).add(school)
    return counts, ask


def _adults(activity: Activity) -> Iterable[Adult]:
    rows = Adult.unscoped.filter(booking__taking_part__activity=activity)
    return rows.exclude(booking__state="withdrawn")


def _adult_plate(adult: Adult) -> tuple[str, ...]:
    return (adult.diet,) if adult.diet else ()


def _plate_words(plate: Sequence[str]) -> str:
    return ", ".join(need_words.words(NeedKind.DIET, each) for each in plate) or _("Anything")


def day_needs(activity: Activity, by: Person) -> tuple[DayNeed, ...]:
    """What sending schools ticked for the host, in the window of the day. Refused to everybody else, and outside it.

    Reading it is a deed that is written down: pages call `actions.needs.read_for_the_day`.
    """
    demand(policies.may_see_day_needs(by, activity))
    rows = Need.unscoped.filter(
        participant__booking__taking_part__activity=activity, participant__withdrawn_at=None, host_must_know=True
    ).order_by("participant_id", "kind", "added_at")
    found = {pk: list(needs) for pk, needs in groupby(rows, key=attrgetter("participant_id"))}
    labels = labels_for(activity, None, list(found))
    return tuple(_day_need(label, need) for pk, label in labels.items() for need in found[pk])


def _day_need(label: Label, need: Need) -> DayNeed:
    words = need_words.words(need.kind, need.choice)
    return DayNeed(label.participant_id, label.school_name, label.words, words, need.words, need.host_why)


def of_school(activity: Activity, school_id: str, *, by: Person) -> dict[str, list[OwnNeed]]:
    """What the school's own children need, by participant. Empty for anybody else."""
    rows: QuerySet[Need] = Need.objects.for_(by).filter(
        participant__booking__taking_part__activity=activity,
        participant__booking__taking_part__school_id=school_id,
    )
    found: dict[str, list[OwnNeed]] = {}
    for each in rows.order_by("kind", "added_at"):
        found.setdefault(each.participant_id, []).append(_own(each, activity))
    return found


def _own(need: Need, activity: Activity) -> OwnNeed:
    words = need_words.words(need.kind, need.choice)
    return OwnNeed(
        need.pk, need.kind, need.choice, words, need.words, need.host_must_know, need.host_why, gone_on(activity)
    )


def gone_on(activity: Activity) -> dt.date:
    """The first day on which what the children needed is no longer held."""
    return activity.ends_on + dt.timedelta(days=DAYS_KEPT + 1)


def child(participant_id: str, *, by: Person) -> Participant:
    """One child who comes, with pupil, booking and school; NotFound unless it is of the person's own school."""
    seen = Participant.objects.for_(by).select_related(
        "pupil", "booking__taking_part__school", "booking__taking_part__activity"
    )
    return access.get(Participant, participant_id, by=by, using=seen)


def children_of(activity: Activity, school_id: str, *, by: Person) -> Sequence[Participant]:
    """The school's children who come, by their tag. Empty for anybody else."""
    seen: QuerySet[Participant] = Participant.objects.for_(by).filter(withdrawn_at=None)
    seen = seen.filter(booking__taking_part__activity=activity, booking__taking_part__school_id=school_id)
    return tuple(seen.select_related("pupil").order_by("tag"))


def need(need_id: str, *, by: Person) -> Need:
    """One need; NotFound for anybody but the child's own school."""
    seen = Need.objects.for_(by).select_related("participant__booking__taking_part__activity")
    return access.get(Need, need_id, by=by, using=seen)
