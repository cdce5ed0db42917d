"""The kitchen's counts, and what the host must know of whom, on the day alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities import policies
from bothways.activities.actions import needs as actions
from bothways.activities.queries import needs as queries
from bothways.core import words
from bothways.core.access import page
from bothways.core.errors import Refused
from bothways.schools.roles import Permission
from bothways.web.event.here import event_here, set_up_here, show


@page(may=Permission.SEE_ACTIVITIES, methods=["GET"])
def kitchen(request: HttpRequest, activity_id: str) -> HttpResponse:
    """How many plates of what. No names, for whoever sets the event up."""
    here = set_up_here(request, activity_id)
    meals = queries.kitchen_counts(here.activity)
    rows = [[meal.words, meal.pupils, meal.adults, meal.total, ", ".join(meal.ask)] for meal in meals]
    total = [sum(meal.pupils for meal in meals), sum(meal.adults for meal in meals), sum(meal.total for meal in meals)]
    noted = any(meal.ask for meal in meals)
    return show(here, "event/needs/kitchen.html", "event_kitchen", {"rows": rows, "total": total, "noted": noted})


@page(may=Permission.KEEP_REGISTER)
def day(request: HttpRequest, activity_id: str) -> HttpResponse:
    """Names only after a press, which is written down; to others who may ask, whom to ask."""
    here = event_here(request, activity_id)
    allowed = policies.may_see_day_needs(here.person, here.activity)
    if not allowed:
        host = here.activity.host.name if here.activity.host else _("the host school")
        opens, _ends = policies.window_of(here.activity)
        shown = {"host": host, "opens": f"{words.day(opens)}, {opens:%H:%M}"}
        answer = show(here, "event/needs/denied.html", "event_kitchen", shown)
        answer.status_code = Refused.status
        return answer
    found = actions.read_for_the_day(by=here.person, activity=here.activity) if request.method == "POST" else None
    return show(here, "event/needs/day.html", "event_kitchen", {"found": found})
