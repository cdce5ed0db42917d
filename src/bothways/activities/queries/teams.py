"""Sets of teams, tables and seminar places, and who is in which: what badges, registers and lists read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from bothways.activities.models import Activity, Mode, Session, SetPurpose, SetState, Team, TeamSet
from bothways.activities.queries.team_colours import usual
from bothways.activities.queries.teams_people import members, places
from bothways.core.errors import NotFound
from bothways.schools.models import Person

TeamSetRow = TeamSet
"""For annotations in pages, which import no models."""
SessionRow = Session


@dataclass(frozen=True)
class TeamRow:
    """One team or table. Only those who still come; ``session_id`` is set for the places of a seminar."""

    id: str
    number: int
    name: str
    colour: str
    room: str
    participant_ids: tuple[str, ...]
    adult_ids: tuple[str, ...]
    session_id: str = ""


def kept(activity: Activity, purpose: str = "teams", session: Session | None = None) -> tuple[TeamRow, ...]:
    """The teams that hold, in their order; empty while none are kept.

    For a session: its own teams, else a team a school where it is *by school*, else the event's where it is mixed.
    """
    found = kept_set(activity, purpose, session)
    if found is None and session is not None and purpose == SetPurpose.TEAMS:
        if session.mode == Mode.BY_SCHOOL:
            return by_school(activity)
        found = kept_set(activity, purpose) if session.mode == Mode.MIXED else None
    return rows_of(found) if found is not None else ()


def kept_set(activity: Activity, purpose: str = "teams", session: Session | None = None) -> TeamSet | None:
    """The set that holds for the event, or for one session of it."""
    return activity.team_sets.filter(purpose=purpose, session=session, state=SetState.KEPT).first()


def proposed_set(activity: Activity, purpose: str = "teams", session: Session | None = None) -> TeamSet | None:
    """The newest proposal that nobody has kept or dropped."""
    rows = activity.team_sets.filter(purpose=purpose, session=session, state=SetState.PROPOSED)
    return rows.order_by("-made_at").first()


def one_set(activity: Activity, set_id: str, *, by: Person) -> TeamSet:
    """One set that is kept or proposed; NotFound for one that was replaced, or of an event they do not see."""
    seen = TeamSet.objects.for_(by).filter(activity=activity).exclude(state=SetState.REPLACED)
    found: TeamSet | None = seen.select_related("session").filter(pk=set_id).first()
    if found is None:
        raise NotFound
    found.activity = activity
    return found


def sessions(activity: Activity) -> Sequence[Session]:
    """Its sessions in order of time."""
    return tuple(activity.sessions.select_related("room"))


def one_session(activity: Activity, session_id: str) -> Session | None:
    """One of its sessions; None without an id; NotFound for another event's."""
    if not session_id:
        return None
    found: Session | None = activity.sessions.select_related("room").filter(pk=session_id).first()
    if found is None:
        raise NotFound
    return found


def rows_of(found: TeamSet) -> tuple[TeamRow, ...]:
    """Its teams with those who still come. Two queries, however many teams there are."""
    rows = found.teams.order_by("number").prefetch_related(Prefetch("members", places()))
    return tuple(_row(team) for team in rows)


def _row(team: Team) -> TeamRow:
    pupils, adults = [], []
    for place in team.members.all():
        if place.participant is not None:
            if place.participant.withdrawn_at is None and place.participant.booking.state != "withdrawn":
                pupils.append(place.participant_id or "")
        elif place.adult is not None and place.adult.booking.state != "withdrawn":
            adults.append(place.adult_id or "")
    return TeamRow(
        team.pk,
        team.number,
        team.name,
        team.colour,
        team.room,
        tuple(sorted(pupils)),
        tuple(sorted(adults)),
        team.session_id or "",
    )


def by_school(activity: Activity) -> tuple[TeamRow, ...]:
    """A team for each school, which nobody has to deal: its id is the school's, its name too."""
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for each in members(activity):
        held[each.school_name, each.school_id].append(each.id)
    return tuple(
        TeamRow(school_id, number, name or _("Team"), usual(number), "", tuple(sorted(ids)), ())
        for number, ((name, school_id), ids) in enumerate(sorted(held.items()), start=1)
    )
