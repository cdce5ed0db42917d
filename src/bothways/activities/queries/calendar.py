"""One event as a file for a calendar. No names of people stand in it."""

from __future__ import annotations

from bothways.activities.kinds import kind_of
from bothways.activities.models import Activity, ActivityState
from bothways.core.words import date
from bothways.partnerships.queries import calendar_files
from bothways.partnerships.queries.feeds import Event

_STATUS = {ActivityState.CALLED_OFF: "CANCELLED", ActivityState.PLANNING: "TENTATIVE"}


def event_file(activity: Activity, *, address: str) -> bytes:
    """The event as .ics text. ``sequence`` grows with each change, so that a second file replaces the first."""
    last = activity.happened.order_by("-at").first()
    said = str(kind_of(activity).name)
    if activity.ends_on != activity.day:
        said = f"{said}, {date(activity.day)} – {date(activity.ends_on)}"
    event = Event(
        uid=f"event-{activity.pk}@bothways",
        sequence=activity.happened.count(),
        status=_STATUS.get(ActivityState(activity.state), "CONFIRMED"),
        title=activity.title,
        words=said,
        day=activity.day,
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        place=activity.place or (activity.host.name if activity.host else ""),
        changed=last.at if last else activity.state_at,
        route="event",
        id=activity.pk,
    )
    return calendar_files.event_file(event, address=lambda _event: address)
