"""Addresses about children: the giver's school's, at the cast's event."""

from __future__ import annotations

from bothways.activities import links
from bothways.activities.models import Need, Participant
from bothways.core import tokens
from bothways.core.models import ImportRun, ImportStatus
from bothways.schools.models import School
from tests.factories.activities import make_booking, make_participant
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def a_child(cast: Cast) -> Participant:
    """One child of the giver's school who comes, however often it is asked for."""
    return a_child_of(cast, cast.giver_school)


def a_child_of(cast: Cast, school: School) -> Participant:
    """One child of a school who comes to the cast's event."""
    event_of(cast)
    found: Participant | None = Participant.unscoped.filter(booking__taking_part__school=school).first()
    if found is not None:
        return found
    part = cast.partnership.activities.order_by("made_at")[0].taking_part.get(school=school)
    return make_participant(part.bookings.first() or make_booking(part))


def _by_link(cast: Cast) -> dict[str, str]:
    return {"token": tokens.issue(purpose=links.FAMILY, subject_id=a_child(cast).pk, days=9)}


def _child(cast: Cast) -> dict[str, str]:
    return {**event_of(cast), "participant_id": a_child(cast).pk}


def _need(cast: Cast) -> dict[str, str]:
    child = a_child(cast)
    need = child.needs.first() or Need.unscoped.create(participant=child, kind="diet", choice="no_nuts")
    return {**event_of(cast), "need_id": need.pk}


def _part(cast: Cast) -> dict[str, str]:
    return {**event_of(cast), "part_id": a_child(cast).booking.taking_part_id}


def _pupil(cast: Cast) -> dict[str, str]:
    return {"pupil_id": str(a_child(cast).pupil_id)}


def _list(cast: Cast) -> dict[str, str]:
    """A list that the giver's school was shown."""
    subject = f"pupils:{cast.giver_school.pk}"
    found = ImportRun.objects.filter(subject=subject).first()
    made = {"subject": subject, "format": "pupils", "file_name": "list.csv", "status": ImportStatus.READY}
    return {"run_id": (found or ImportRun.objects.create(**made, counts={"pages": 0})).pk}


ARGUMENTS: dict[str, Maker] = {
    "family": _by_link,
    **dict.fromkeys(("event_needs", "event_kitchen", "event_day_needs"), event_of),
    **dict.fromkeys(("event_need", "event_paper_answer"), _child),
    **dict.fromkeys(("event_tell_host", "event_keep_from_host"), _need),
    **dict.fromkeys(("event_disclosure", "event_slips"), _part),
    **dict.fromkeys(("pupil", "hide_pupil", "forget_pupil"), _pupil),
    **dict.fromkeys(("roster", "roster_apply", "roster_undo", "roster_forget"), _list),
}
