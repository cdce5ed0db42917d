"""The morning's repair: who would have to move, and no more than must, when some do not come or come unasked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.models import Activity, TeamSet
from bothways.activities.queries import teams_brief, teams_deal
from bothways.activities.queries.teams_board import Board, Someone
from bothways.activities.queries.teams_brief import BY_SCHOOL, Settings
from bothways.activities.queries.teams_people import Member, members
from bothways.core.errors import Invalid
from bothways.rules.errors import RuleError
from bothways.rules.teams import TeamBrief, repair

FEW = 2
"""Moves that may be spent to give company to somebody who is left alone."""


@dataclass(frozen=True)
class Going:
    """One line to read out: a pupil goes from a team (None: they had none) to another."""

    pupil: str
    origin: int | None
    to: int


@dataclass(frozen=True)
class Mend:
    """The moves, the fewest that any plan needs, and what is said about them."""

    moves: tuple[Going, ...]
    least: int
    words: str

    @property
    def moved(self) -> int:
        """Pupils who leave a team for another; those who are new are not moved."""
        return sum(each.origin is not None for each in self.moves)


def mended(
    activity: Activity,
    seats: Mapping[str, int],
    teams: int,
    settings: Settings,
    *,
    away: Collection[str] = (),
    locked_teams: Collection[int] = (),
    locked: Collection[str] = (),
) -> Mend:
    """What would mend the teams for those who are here. Raises Invalid when the morning makes no sense."""
    here = [each for each in members(activity) if each.id not in away]
    if not here or not teams:
        raise Invalid(_("Nobody is here, so there is nothing to mend."))
    given = teams_deal.given_for(activity, settings, here)
    plan = {each.id: seats[each.id] for each in here if each.id in seats}
    fixed = {pupil: team for pupil, team in plan.items() if pupil in locked}
    if settings.mix == BY_SCHOOL:
        return _to_their_school(here, plan, teams)
    brief = teams_brief.as_they_are(settings, replace(given, fixed=fixed), teams)
    try:
        found = _few(brief, plan, repair.Morning(locked_teams=frozenset(locked_teams)))
    except RuleError as problem:
        raise Invalid(str(problem)) from problem
    moves = tuple(Going(each.pupil, each.origin, each.to) for each in found.moves)
    return Mend(moves, found.least_moves, _words(moves, found.least_moves))


def _few(brief: TeamBrief, plan: Mapping[str, int], morning: repair.Morning) -> repair.Repair:
    """The fewest moves; a few more only where they spare somebody from being alone."""
    found = repair.repair(brief, plan, morning)
    if brief.rules.mode != "no_lone" or _lone(found) == 0:
        return found
    wider = repair.repair(brief, plan, replace(morning, budget=found.moves_needed + FEW))
    return wider if _lone(wider) < _lone(found) else found


def _lone(found: repair.Repair) -> int:
    return next((level.value for level in found.levels if level.name == "lone"), 0)


def _to_their_school(here: Sequence[Member], plan: Mapping[str, int], teams: int) -> Mend:
    """By school: whoever is new goes where their school is; nobody else moves."""
    schools = {each.id: each.school_id for each in here}
    where = {schools[pupil]: team for pupil, team in sorted(plan.items())}
    moves = tuple(Going(each.id, None, where.get(each.school_id, teams - 1)) for each in here if each.id not in plan)
    return Mend(moves, 0, _words(moves, 0))


def _words(moves: Sequence[Going], least: int) -> str:
    count = sum(each.origin is not None for each in moves)
    new = len(moves) - count
    said = _("Nobody has to move.")
    if count:
        said = ngettext("This one moves.", "These %(n)d move.", count) % {"n": count}
        said += " " + (
            _("No repair needs fewer.") if count == least else _("At least %(n)d would have to.") % {"n": least}
        )
    if new:
        came = ngettext("%(n)d who had no team gets one.", "%(n)d who had no team get one.", new) % {"n": new}
        said = f"{said} {came}"
    return said


def seats_of(team_set: TeamSet) -> tuple[dict[str, int], list[teams_deal.Old]]:
    """The team of each pupil, by the team's place from 0, and the teams."""
    found = list(teams_deal.standing(team_set))
    return {pupil: place for place, team in enumerate(found) for pupil in team.members}, found


@dataclass(frozen=True)
class Line:
    """One move as a page shows it; ``step`` is what accepting it sends."""

    words: str
    origin: str
    to: str
    step: str


@dataclass(frozen=True)
class Shown:
    """A repair as a page shows it."""

    words: str
    lines: tuple[Line, ...]


def shown(board: Board, activity: Activity, away: Collection[str]) -> Shown:
    """What would mend this board when ``away`` are not here. What is locked stays."""
    seats = {each.id: place for place, card in enumerate(board.cards) for each in card.pupils}
    found = mended(
        activity,
        seats,
        len(board.cards),
        board.settings,
        away=away,
        locked_teams={place for place, card in enumerate(board.cards) if card.locked},
        locked={each.id for card in board.cards for each in card.pupils if each.locked},
    )
    people = {each.id: each for card in board.cards for each in card.pupils} | {each.id: each for each in board.loose}
    return Shown(found.words, tuple(_line(each, board, people[each.pupil]) for each in found.moves))


def _line(going: Going, board: Board, who: Someone) -> Line:
    to = board.cards[going.to]
    origin = "" if going.origin is None else board.cards[going.origin].name
    return Line(who.words, origin, to.name, f"{who.tick}:{to.id}")
