"""Everything that needs work done in the background."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bothways.activities.actions import teams as team_actions
from bothways.activities.queries import activities, teams
from bothways.activities.queries.teams_brief import Settings
from bothways.core import jobs
from bothways.core.errors import NotFound
from bothways.core.models import Job
from bothways.schools.models import Person


def _teams_page(job: Job) -> str:
    session = f"?session={job.payload['session']}" if job.payload["session"] else ""
    return reverse("event_teams", args=[job.payload["activity"]]) + session


@jobs.job(team_actions.DEAL, title=str(_("Making teams")), result_url=_teams_page)
def deal_teams(progress: jobs.Progress, payload: dict[str, Any]) -> dict[str, Any]:
    """Deal a large event's teams and propose them."""
    person = Person.objects.filter(pk=payload["by"], is_active=True).first()
    if person is None:
        raise NotFound
    activity = activities.activity(payload["activity"], by=person)
    session = teams.one_session(activity, payload["session"])
    settings = Settings.of(payload["settings"])
    progress.start(1, str(_("Weighing who goes where.")))
    made = team_actions.suggest(
        by=person, activity=activity, settings=settings, session=session, again=payload["again"]
    )
    progress.step(1)
    return {"team_set": made.pk}
