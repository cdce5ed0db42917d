"""Addresses of meetings. The walk asks each maker once a cast; make rows here if an address should find something."""

from __future__ import annotations

import datetime as dt

from bothways.core import clock
from bothways.partnerships import links
from bothways.partnerships.models import AgendaItem, Attendance, Meeting, MeetingAction
from tests.factories.partnerships import make_meeting
from tests.meta.arguments import Maker
from tests.people import Cast

TITLE = "The meeting of the walk"


def a_meeting(cast: Cast) -> Meeting:
    """One of the cast's meetings, a day ago, with an agenda, a register, notes and an action; made once."""
    found = cast.partnership.meetings.filter(title=TITLE).first()
    return found or _made(cast)


def _made(cast: Cast) -> Meeting:
    day = clock.today() - dt.timedelta(days=1)
    meeting = make_meeting(cast.partnership, title=TITLE, day=day, notes="We built bridges.", state="held")
    earlier = make_meeting(cast.partnership, day=day - dt.timedelta(days=30), state="held")
    membership = cast.partnership.memberships.order_by("pk")[0]
    AgendaItem.unscoped.create(meeting=meeting, kind="practical", title="Bridges", minutes=30)
    Attendance.unscoped.create(meeting=meeting, membership=membership, present=False)
    for each in (meeting, earlier):
        MeetingAction.unscoped.create(
            partnership=cast.partnership, meeting=each, words="Bring pennies", membership=membership, due_on=day
        )
    return meeting


def _meeting(cast: Cast) -> dict[str, str]:
    return {"meeting_id": a_meeting(cast).pk}


def _item(cast: Cast) -> dict[str, str]:
    return {**_meeting(cast), "item_id": a_meeting(cast).agenda.get().pk}


def _sheet(cast: Cast) -> dict[str, str]:
    return {**_meeting(cast), "sheet": "minutes"}


def _own(cast: Cast) -> dict[str, str]:
    return {**_meeting(cast), "membership_id": a_meeting(cast).attendance.get().membership_id}


def _action(cast: Cast) -> dict[str, str]:
    return {"action_id": a_meeting(cast).actions.get().pk}


def _link(cast: Cast) -> dict[str, str]:
    link = links.make(links.MEETING, a_meeting(cast).attendance.get().pk, days=30)
    return {"token": link.rstrip("/").rsplit("/", 1)[1]}


ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(
        (
            "meeting",
            "add_agenda_item",
            "move_meeting",
            "call_off_meeting",
            "invite_to_meeting",
            "meeting_replies",
            "meeting_register",
            "meeting_minutes",
            "send_minutes",
            "meeting_missed",
        ),
        _meeting,
    ),
    "change_agenda": _item,
    "answer_meeting": _own,
    "settle_action": _action,
    "change_action": _action,
    "meeting_sheet": _sheet,
    "reply_meeting": _link,
    "reply_meeting_calendar": _link,
    "reply_meeting_action": lambda cast: {**_link(cast), **_action(cast)},
}
