"""Addresses of setting an event up: its timetable, its safety, and what it is made of."""

from __future__ import annotations

from bothways.activities.models import Activity, RiskAssessment, Room, Session, Visitor
from tests.factories.activities import make_room, make_session
from tests.factories.partnerships import make_proposal
from tests.meta.arguments import Maker
from tests.meta.arguments.activities import event_of
from tests.people import Cast


def _activity(cast: Cast) -> Activity:
    found: Activity = Activity.unscoped.get(pk=event_of(cast)["activity_id"])
    return found


def session_of(cast: Cast) -> dict[str, str]:
    """A session of the event."""
    made = _activity(cast)
    found: Session | None = made.sessions.first()
    return {"activity_id": made.pk, "session_id": (found or make_session(made)).pk}


def _room(cast: Cast) -> dict[str, str]:
    made = _activity(cast)
    found: Room | None = made.rooms.first()
    return {"activity_id": made.pk, "room_id": (found or make_room(made)).pk}


def _risk(cast: Cast) -> dict[str, str]:
    made = _activity(cast)
    found = made.risks.first() or RiskAssessment.unscoped.create(activity=made, title="Laboratory")
    return {"activity_id": made.pk, "risk_id": found.pk}


def _visitor(cast: Cast) -> dict[str, str]:
    made = _activity(cast)
    found = made.visitors.first() or Visitor.unscoped.create(activity=made, name="A visitor")
    return {"activity_id": made.pk, "visitor_id": found.pk}


def _proposal(cast: Cast) -> dict[str, str]:
    found = cast.partnership.proposals.filter(state="confirmed", activity=None).first()
    made = found or make_proposal(cast.partnership, state="confirmed")
    return {"slug": cast.partnership.slug, "proposal_id": made.pk}


_EVENT = (
    "event_change",
    "event_follow",
    "event_open",
    "event_close",
    "event_done",
    "event_call_off",
    "event_put_back",
    "event_again",
    "event_safety",
    "event_timetable",
    "event_session_add",
    "event_timetable_undo",
    "event_turns",
    "event_rotation",
    "event_rooms",
    "event_timetable_sheet",
    "event_calendar",
)
ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(_EVENT, event_of),
    "event_session_copy": session_of,
    "event_session_remove": session_of,
    "event_session_move": session_of,
    "event_room_remove": _room,
    "event_risk_remove": _risk,
    "event_visitor_remove": _visitor,
    "proposal_set_up": _proposal,
}
