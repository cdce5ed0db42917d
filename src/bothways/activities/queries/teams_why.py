"""Why each of one's own pupils is where they are, in a sentence the child can be told.

Other schools' wishes are left out of it, so that nothing of them can be read here: a sentence may name an exchange
that such a wish would have ruled out.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.activities.models import TeamSet
from bothways.activities.queries import teams_brief, teams_mend, teams_people
from bothways.activities.queries.labels import labels_for
from bothways.activities.queries.teams_brief import BY_SCHOOL, Given, Settings
from bothways.rules.errors import RuleError
from bothways.rules.teams import explain
from bothways.schools.models import Person
from bothways.schools.models.pupil import schools_where
from bothways.schools.roles import Permission


@dataclass(frozen=True)
class Told:
    """One pupil of one's own, the team, and why."""

    words: str
    team: str
    why: str


def told(team_set: TeamSet, person: Person) -> tuple[Told, ...]:
    """A sentence for each of the person's own school's pupils who has a team."""
    activity, own = team_set.activity, schools_where(person, Permission.SEE_PUPILS)
    seats, old = teams_mend.seats_of(team_set)
    here = [each for each in teams_people.members(activity) if each.id in seats]
    labels = labels_for(activity, person)
    settings = Settings.of(team_set.settings)
    locked = {pupil: seats[pupil] for team in old for pupil in team.locked_members if pupil in seats}
    mine = {each.id for each in here if each.school_id in own}
    fixed = {pupil: team for pupil, team in locked.items() if pupil in mine}
    history = teams_people.met_before(activity, here) if settings.meet_new else ()
    given = Given(here, teams_people.wishes(activity, own), history, fixed)
    names = {pupil: label.words for pupil, label in labels.items()}
    say = _Saying(given, settings, {each.id: seats[each.id] for each in here}, names, [team.name for team in old])
    return tuple(
        Told(names.get(each.id, ""), old[seats[each.id]].name, say.why(each.id)) for each in here if each.id in mine
    )


class _Saying:
    """One board, and the sentences about it."""

    def __init__(
        self, given: Given, settings: Settings, plan: dict[str, int], names: dict[str, str], teams: list[str]
    ) -> None:
        self.by_school = settings.mix == BY_SCHOOL
        self.plan, self.names, self.teams = plan, names, teams
        self.brief = None if self.by_school else teams_brief.as_they_are(settings, given, len(teams))

    def why(self, pupil: str) -> str:
        """The engine's sentence; where it has none, what the settings say."""
        if self.brief is None:
            said = {"who": self.names.get(pupil, ""), "team": self.teams[self.plan[pupil]]}
            return _("%(who)s is in %(team)s with their own school, as this is done by school.") % said
        try:
            return explain.why(self.brief, self.plan, pupil, self.names, self.teams)
        except RuleError:
            return _("The teams were changed by hand since they were dealt.")
