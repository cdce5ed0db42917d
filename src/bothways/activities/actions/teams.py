"""A deal of teams, tables or seminar places is proposed, kept or dropped; teams get names, colours and rooms."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.models import Activity, Session, SetPurpose, SetState, Team, TeamPlace, TeamSet
from bothways.activities.queries import team_colours, teams, teams_brief, teams_deal
from bothways.activities.queries.teams_deal import Dealt, Old
from bothways.core import audit, clock, jobs
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.core.models import Job
from bothways.schools.models import Person
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission

DEAL = "teams.deal"
NEWEST_SEED = 2**31


@dataclass(frozen=True)
class Fresh:
    """One team to be written: who is in it, and what it is called."""

    name: str
    pupils: Sequence[str]
    adults: Sequence[str] = ()
    colour: str = ""
    room: str = ""
    locked: bool = False
    locked_pupils: frozenset[str] = frozenset()
    session: Session | None = None


def suggest(
    *, by: Person, activity: Activity, settings: teams_brief.Settings, session: Session | None = None, again: str = ""
) -> TeamSet:
    """Deal, and propose what came of it. ``again`` is a set whose locks stay. Thinks outside the transaction."""
    demand(policies.may_set_up(by, activity))
    base = teams.one_set(activity, again, by=by) if again else None
    seed = base.seed % NEWEST_SEED + 1 if base is not None else 1
    own = schools_where(by, Permission.SEE_PUPILS)
    dealt = teams_deal.deal(activity, settings, seed=seed, base=base, own=own)
    return propose(by=by, activity=activity, session=session, dealt=dealt)


@action
def suggest_later(
    *, by: Person, activity: Activity, settings: teams_brief.Settings, session: Session | None = None, again: str = ""
) -> Job:
    """The same as long work that can be watched, for large events."""
    demand(policies.may_set_up(by, activity))
    payload = {
        "activity": activity.pk,
        "by": by.pk,
        "settings": settings.as_json(),
        "session": session.pk if session else "",
        "again": again,
    }
    started = jobs.start(DEAL, by=by, payload=payload)
    audit.record(by=by, verb="teams asked for", on=activity)
    return started


@action
def propose(*, by: Person, activity: Activity, session: Session | None, dealt: Dealt) -> TeamSet:
    """Keep a deal as the proposal; the one before it goes."""
    demand(policies.may_set_up(by, activity))
    fresh = [_team(number, pupils, dealt.old) for number, pupils in enumerate(dealt.teams, start=1)]
    made = write(by=by, activity=activity, session=session, purpose=SetPurpose.TEAMS, dealt=dealt, fresh=fresh)
    audit.record(by=by, verb="teams proposed", on=made, pupils=sum(map(len, dealt.teams)), teams=len(dealt.teams))
    return made


def _team(number: int, pupils: Sequence[str], old: Sequence[Old]) -> Fresh:
    before = old[number - 1] if number <= len(old) else None
    if before is None:
        return Fresh(_("Team %(n)d") % {"n": number}, pupils, colour=team_colours.usual(number))
    return Fresh(
        before.name, pupils, before.adults, before.colour, before.room, before.locked, before.locked_members & {*pupils}
    )


def write(
    *, by: Person, activity: Activity, session: Session | None, purpose: str, dealt: Any, fresh: Sequence[Fresh]
) -> TeamSet:
    """The rows of a proposal, inside the caller's transaction."""
    activity.team_sets.filter(purpose=purpose, session=session, state=SetState.PROPOSED).delete()
    made: TeamSet = TeamSet.objects.create(
        activity=activity,
        session=session,
        purpose=purpose,
        settings=dealt.settings.as_json(),
        seed=dealt.seed,
        brief_hash=dealt.digest,
        levels=list(dealt.levels),
        explained=dealt.explained[:500],
        made_by=by,
    )
    _fill(made, fresh, forget_on(activity))
    return made


def _fill(made: TeamSet, fresh: Sequence[Fresh], forget: dt.date) -> None:
    rows = [
        Team(
            team_set=made,
            number=number,
            name=each.name,
            colour=each.colour,
            room=each.room,
            locked=each.locked,
            session=each.session,
        )
        for number, each in enumerate(fresh, start=1)
    ]
    Team.objects.bulk_create(rows)
    places = [
        TeamPlace(team=row, participant_id=pupil, locked=pupil in each.locked_pupils, forget_on=forget)
        for row, each in zip(rows, fresh, strict=True)
        for pupil in each.pupils
    ]
    places += [
        TeamPlace(team=row, adult_id=adult, forget_on=forget)
        for row, each in zip(rows, fresh, strict=True)
        for adult in each.adults
    ]
    TeamPlace.objects.bulk_create(places, batch_size=500)


def forget_on(activity: Activity) -> dt.date:
    """The 31 August after the activity."""
    last = dt.date(activity.ends_on.year, 8, 31)
    return last if activity.ends_on <= last else dt.date(activity.ends_on.year + 1, 8, 31)


@action
def keep(*, by: Person, team_set: TeamSet) -> TeamSet:
    """The proposal becomes the set that holds; the one before it is replaced and lets go of its people."""
    demand(policies.may_set_up(by, team_set.activity))
    Activity.objects.for_(by).select_for_update().get(pk=team_set.activity_id)
    same = {"purpose": team_set.purpose, "session": team_set.session}
    mine = team_set.activity.team_sets.filter(pk=team_set.pk)
    if mine.filter(state=SetState.PROPOSED).exists():
        for old in team_set.activity.team_sets.filter(state=SetState.KEPT, **same):
            old.teams.all().delete()
            team_set.activity.team_sets.filter(pk=old.pk).update(state=SetState.REPLACED, moves=[])
        mine.update(state=SetState.KEPT, kept_at=clock.now(), moved=0)
    elif not mine.filter(state=SetState.KEPT).exists():
        raise Conflict(_("These were replaced meanwhile by others. Look at those first."))
    audit.record(by=by, verb="teams kept", on=team_set, purpose=str(team_set.purpose))
    team_set.refresh_from_db()
    return team_set


@action
def drop(*, by: Person, team_set: TeamSet) -> None:
    """The proposal is not wanted. What was kept before stays."""
    demand(policies.may_set_up(by, team_set.activity))
    audit.record(by=by, verb="proposed teams dropped", on=team_set, purpose=str(team_set.purpose))
    gone, _kinds = team_set.activity.team_sets.filter(pk=team_set.pk, state=SetState.PROPOSED).delete()
    if not gone:
        raise Conflict(_("These are kept meanwhile, so they were not dropped."))


@action
def call_them(*, by: Person, team_set: TeamSet, rows: Mapping[str, Mapping[str, str]]) -> None:
    """Names, colours and rooms, by the team's id. Two teams cannot share a name."""
    demand(policies.may_set_up(by, team_set.activity))
    names = [" ".join(row["name"].split()).casefold() for row in rows.values()]
    if len(set(names)) < len(names):
        raise Invalid(_("Two teams have the same name. Give each its own."))
    for team_id, row in rows.items():
        team_set.teams.filter(pk=team_id).update(name=row["name"], colour=row["colour"], room=row["room"])
    audit.record(by=by, verb="teams named", on=team_set, teams=len(rows))
