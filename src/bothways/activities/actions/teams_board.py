"""Moving people by hand, undoing it, locking, and mending: two people at one board lose nothing of each other's.

A tick says where its person was when the page was shown. It is moved only from there; whoever was moved meanwhile
stays where the other person put them, and the second is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions.teams import forget_on
from bothways.activities.models import SetState, Team, TeamPlace, TeamSet
from bothways.activities.queries import consents
from bothways.activities.queries.teams_people import adults, members
from bothways.core import audit
from bothways.core.access import demand
from bothways.core.actions import action
from bothways.core.errors import Conflict, Invalid
from bothways.schools.models import Person

REMEMBERED = 20
NEW = "new-"
"""Before the id of a pupil who has no place yet."""


@dataclass(frozen=True)
class Step:
    """One person to be moved: the place's id (or new-… with the pupil's), the team it was in, the team it goes to."""

    place: str
    origin: str
    to: str


@dataclass(frozen=True)
class Moved:
    """What came of it. ``missed`` had been moved by somebody else; ``others`` is how many moves came in between."""

    done: int
    missed: int
    others: int


@action
def move(*, by: Person, team_set: TeamSet, steps: Sequence[Step], seen: int) -> Moved:
    """Move people. Raises Invalid when one is locked, Conflict when all of them were moved by somebody else."""
    demand(policies.may_set_up(by, team_set.activity))
    if not steps:
        raise Invalid(_("Tick who should move, then choose the team."))
    held = _locked_row(by, team_set)
    teams = {team.pk: team for team in held.teams.select_related("session")}
    done = [step for step in steps if step.origin != step.to and _step(held, teams, step)]
    others = sum(1 for entry in held.moves if entry["version"] > seen)
    asked = [step for step in steps if step.origin != step.to]
    if asked and not done:
        raise Conflict(
            _("Somebody else moved them while you looked. Nothing of theirs was changed: here is how it is.")
        )
    if done:
        _remember(held, by, done)
    audit.record(by=by, verb="team places moved", on=team_set, people=len(done), missed=len(asked) - len(done))
    return Moved(len(done), len(asked) - len(done), others)


def _locked_row(by: Person, team_set: TeamSet) -> TeamSet:
    """The set as it is now, held until the transaction ends."""
    row: TeamSet = TeamSet.objects.for_(by).select_for_update().get(pk=team_set.pk)
    if row.state == SetState.REPLACED:
        raise Conflict(_("These teams were replaced meanwhile by others. Look at those first."))
    return row


def _step(held: TeamSet, teams: Mapping[str, Team], step: Step) -> bool:
    """Whether the person was where the page showed them, and so was moved."""
    to, origin = teams.get(step.to), teams.get(step.origin)
    if to is None:
        raise Invalid(_("Choose the team they should move to."))
    if to.locked or (origin is not None and origin.locked):
        shut = to if to.locked else origin
        raise Invalid(_("%(team)s is locked. Unlock it first.") % {"team": shut.name if shut else ""})
    _fits(to, origin, step.place.removeprefix(NEW) if step.place.startswith(NEW) else _who(origin, step.place))
    if step.place.startswith(NEW):
        return _put_in(held, to, step.place.removeprefix(NEW))
    if origin is None:
        return False
    there = origin.members.filter(pk=step.place)
    if there.filter(locked=True).exists():
        raise Invalid(_("Somebody you ticked is locked. Unlock them first."))
    if to.members.filter(participant_id__in=there.exclude(participant=None).values("participant_id")).exists():
        return False
    return bool(there.update(team=to))


def _who(origin: Team | None, place: str) -> str:
    found = origin.members.filter(pk=place).first() if origin is not None else None
    return (found.participant_id or "") if found is not None else ""


def _fits(to: Team, origin: Team | None, pupil: str) -> None:
    """Sessions at another time are no place to move to; nor is one that a parent said no to."""
    if to.session is None:
        return
    if origin is not None and origin.session is not None and origin.session.block != to.session.block:
        raise Invalid(_("%(to)s is at another time. Choose a session beside it.") % {"to": to.name})
    if to.session.opt_out and pupil in consents.opted_out(to.session):
        raise Invalid(_("Somebody you ticked cannot be in %(to)s: their school can say more.") % {"to": to.name})


def _put_in(held: TeamSet, to: Team, someone: str) -> bool:
    """Somebody new, a pupil or an adult. False when they have been put in meanwhile, or do not come."""
    pupil = someone in {each.id for each in members(held.activity)}
    if not pupil and someone not in {each.id for each in adults(held.activity)}:
        return False
    found = Q(members__participant_id=someone) if pupil else Q(members__adult_id=someone)
    beside = held.teams.filter(session__block=to.session.block) if to.session is not None else held.teams
    if beside.filter(found).exists():
        return False
    TeamPlace.objects.create(
        team=to,
        participant_id=someone if pupil else None,
        adult_id=None if pupil else someone,
        forget_on=forget_on(held.activity),
    )
    return True


def _remember(held: TeamSet, by: Person, steps: Sequence[Step]) -> None:
    """The version goes up, and the moves stand as the last ones."""
    version = held.version + 1
    entry = {"version": version, "by": by.pk, "steps": [[each.place, each.origin, each.to] for each in steps]}
    since = len(steps) if held.state == SetState.KEPT else 0
    rows = held.activity.team_sets.filter(pk=held.pk)
    rows.update(version=F("version") + 1, moved=F("moved") + since, moves=[*held.moves, entry][-REMEMBERED:])


@action
def undo(*, by: Person, team_set: TeamSet, version: int) -> int:
    """Take back the last move, if it is still the last. Returns how many went back."""
    demand(policies.may_set_up(by, team_set.activity))
    held = _locked_row(by, team_set)
    last: Any = held.moves[-1] if held.moves else None
    if last is None or last["version"] != version:
        raise Conflict(_("Somebody has moved others since, so nothing was undone."))
    back = sum(_back(held, place, origin, to) for place, origin, to in last["steps"])
    since = len(last["steps"]) if held.state == SetState.KEPT else 0
    rows = held.activity.team_sets.filter(pk=held.pk)
    rows.update(version=F("version") + 1, moved=max(held.moved - since, 0), moves=held.moves[:-1])
    audit.record(by=by, verb="team move undone", on=team_set, people=back)
    return back


def _back(held: TeamSet, place: str, origin: str, to: str) -> int:
    team = held.teams.filter(pk=to).first()
    if team is None:
        return 0
    if place.startswith(NEW):
        someone = place.removeprefix(NEW)
        gone, _kinds = team.members.filter(Q(participant_id=someone) | Q(adult_id=someone)).delete()
        return gone
    return team.members.filter(pk=place).update(team_id=origin)


@action
def lock(*, by: Person, team_set: TeamSet, places: Sequence[str], teams: Sequence[str], on: bool) -> int:
    """Hold people or whole teams where they are, or let them go again. Dealing anew and mending keep what is held."""
    demand(policies.may_set_up(by, team_set.activity))
    held = _locked_row(by, team_set)
    count = held.teams.filter(pk__in=teams).update(locked=on) if teams else 0
    for team in held.teams.all() if places else ():
        count += team.members.filter(pk__in=places).update(locked=on)
    held.activity.team_sets.filter(pk=held.pk).update(version=F("version") + 1)
    audit.record(by=by, verb="team places locked" if on else "team places unlocked", on=team_set, count=count)
    return count


@action
def mend(*, by: Person, team_set: TeamSet, steps: Sequence[Step], seen: int) -> Moved:
    """Make the moves of a repair that was shown, and take out whoever no longer comes."""
    demand(policies.may_set_up(by, team_set.activity))
    held = _locked_row(by, team_set)
    gone = [place.pk for team in held.teams.prefetch_related("members__participant") for place in _gone(team)]
    for team in held.teams.all() if gone else ():
        team.members.filter(pk__in=gone).delete()
    result = move(by=by, team_set=team_set, steps=steps, seen=seen) if steps else Moved(0, 0, 0)
    audit.record(by=by, verb="teams mended", on=team_set, moved=result.done, left=len(gone))
    return result


def _gone(team: Team) -> list[TeamPlace]:
    return [each for each in team.members.all() if each.participant and each.participant.withdrawn_at is not None]
