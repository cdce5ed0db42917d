"""What one school wishes of its own pupils: together or apart. Nobody else reads it, and no reason is held."""

from __future__ import annotations

from dataclasses import dataclass

from bothways.activities.models import Activity, Participant, Wish
from bothways.activities.queries.labels import labels_for
from bothways.core.errors import NotFound
from bothways.schools.models import Person


@dataclass(frozen=True)
class WishRow:
    """One wish in words."""

    id: str
    one: str
    other: str
    together: bool


def of_school(activity: Activity, school_id: str, *, by: Person) -> tuple[WishRow, ...]:
    """The school's wishes about those who come; empty for anybody else."""
    rows = Wish.objects.for_(by).filter(
        one__booking__taking_part__activity=activity, one__booking__taking_part__school_id=school_id
    )
    labels = {pupil: label.words for pupil, label in labels_for(activity, by).items()}
    found = [
        WishRow(each.pk, *_in_order(labels[each.one_id], labels[each.other_id]), each.together)
        for each in rows
        if each.one_id in labels and each.other_id in labels
    ]
    return tuple(sorted(found, key=lambda row: (row.one, row.other)))


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def wish(wish_id: str, *, by: Person) -> Wish:
    """One wish of the person's own school; NotFound for any other."""
    found = Wish.objects.for_(by).select_related("one__booking__taking_part").filter(pk=wish_id).first()
    if found is None:
        raise NotFound
    return found


def pupil(participant_id: str, *, by: Person) -> Participant:
    """One pupil of the person's own school who comes; NotFound for any other."""
    rows = Participant.objects.for_(by).select_related("booking__taking_part__activity")
    found = rows.filter(pk=participant_id, withdrawn_at=None).first()
    if found is None:
        raise NotFound
    return found
