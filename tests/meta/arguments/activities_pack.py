"""Addresses of the papers of an event."""

from __future__ import annotations

from bothways.activities.models import TakingPart
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def _own(cast: Cast) -> dict[str, str]:
    activity = event_of(cast)["activity_id"]
    part = TakingPart.unscoped.get(activity_id=activity, school=cast.giver_school)
    return {"activity_id": activity, "part_id": part.pk, "what": "visit"}


ARGUMENTS: dict[str, Maker] = {
    "event_pack": event_of,
    "event_paper": lambda cast: {**event_of(cast), "what": "timetable"},
    "event_own_paper": _own,
}
