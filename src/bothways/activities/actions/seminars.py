"""Seminar places and lunch tables are proposed. Keeping, moving and locking are those of any board."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions.teams import NEWEST_SEED, Fresh, write
from bothways.activities.models import Activity, SetPurpose, TeamSet
from bothways.activities.queries import seating, seminars, team_colours, teams
from bothways.core import audit
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.schools.models import Person
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission

NAME = 40


def give_out(*, by: Person, activity: Activity, again: str = "") -> TeamSet:
    """Seminar places for everybody, proposed. Thinks outside the transaction."""
    demand(policies.may_set_up(by, activity))
    return propose_places(by=by, activity=activity, given=seminars.give_out(activity, seed=_seed(activity, again, by)))


def lay(*, by: Person, activity: Activity, size: int = seating.SIZE, again: str = "") -> TeamSet:
    """Lunch tables for everybody, proposed."""
    demand(policies.may_set_up(by, activity))
    own = schools_where(by, Permission.SEE_PUPILS)
    seated = seating.seat(activity, size, seed=_seed(activity, again, by), own=own)
    return propose_tables(by=by, activity=activity, seated=seated)


def _seed(activity: Activity, again: str, by: Person) -> int:
    return teams.one_set(activity, again, by=by).seed % NEWEST_SEED + 1 if again else 1


@action
def propose_places(*, by: Person, activity: Activity, given: seminars.GivenOut) -> TeamSet:
    """One card for each session."""
    demand(policies.may_set_up(by, activity))
    fresh = [
        Fresh(session.title[:NAME], pupils, room=session.room.name if session.room else "", session=session)
        for session, pupils in given.places
    ]
    made = write(by=by, activity=activity, session=None, purpose=SetPurpose.SEMINARS, dealt=given, fresh=fresh)
    audit.record(by=by, verb="seminar places proposed", on=made, sessions=len(fresh))
    return made


@action
def propose_tables(*, by: Person, activity: Activity, seated: seating.Seated) -> TeamSet:
    """One card for each table."""
    demand(policies.may_set_up(by, activity))
    fresh = [
        Fresh(_("Table %(n)d") % {"n": number}, pupils, grown, team_colours.usual(number))
        for number, (pupils, grown) in enumerate(seated.tables, start=1)
    ]
    made = write(by=by, activity=activity, session=None, purpose=SetPurpose.LUNCH, dealt=seated, fresh=fresh)
    audit.record(by=by, verb="lunch tables proposed", on=made, tables=len(fresh))
    return made
