"""The first page of an event: what, when, where, which schools, and what comes next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bothways.activities.kinds import kind_of, outcomes
from bothways.activities.queries import following, overview, setting_up, timetable
from bothways.activities.queries.clashes import clashes
from bothways.core.access import page
from bothways.partnerships.queries.plan_words import times
from bothways.schools.roles import Permission
from bothways.web.event.here import Here, event_here, show


def _facts(here: Here, places: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The four facts: when, where, places, schools."""
    found = here.activity
    terms = setting_up.terms_of(found)
    when, _comma, _at = setting_up.when(terms).partition(",")
    pupils, training = places.get("pupils"), places.get("training")
    booked = _("%(n)s taken") % {"n": pupils.taken} if pupils else ""
    if training and training.capacity:
        booked += "; " + _("%(n)s of %(m)s training places") % {"n": training.taken, "m": training.capacity}
    guests = sum(part.is_guest for part in here.parts)
    host = found.host.name if found.host else ""
    return [
        (_("When"), when, times(found.starts_at, found.ends_at) or _("no times yet")),
        (_("Where"), found.place or host or _("not settled"), host if found.place else ""),
        (_("Places"), str(found.places or _("not said")), booked),
        (_("Schools"), str(len(here.parts)), _("%(n)s of them guests") % {"n": guests} if guests else ""),
    ]


def _who(here: Here, rows: Any) -> list[dict[str, str]]:
    """Who owns it, who hosts it and who leads, named apart."""
    found = here.activity
    owners = ", ".join(part.school.name for part in here.parts if part.is_owner)
    lines = (
        (_("Owned by"), owners),
        (_("Host, whose place it is"), found.host.name if found.host else ""),
        (_("Led by people of"), ", ".join(overview.leading_schools(rows))),
        (_("Safeguarding lead"), ", ".join(x for x in (found.safeguarding_name, found.safeguarding_phone) if x)),
        (_("Kind"), str(kind_of(found).name)),
        (_("Series"), overview.series_words(found)),
        (_("Years"), found.year_groups),
        (_("From which year to which"), outcomes.transition_words(found.transition)),
        (_("From"), found.from_school.name if found.from_school else ""),
        (_("To"), found.to_school.name if found.to_school else ""),
        (_("Why more than one school"), found.why_together),
        (_("What pupils take home"), ", ".join(outcomes.outcome_words(found.outcomes))),
        (_("Problem of the real world"), outcomes.problem_words(found.problem)),
        (_("Arriving"), found.arrival),
    )
    return [{"key": key, "value": value} for key, value in lines if value]


def _before(here: Here, rows: Any) -> dict[str, Any]:
    """What those who set it up see: what is missing, what changed in the plan, and the next step."""
    found = here.activity
    lacks = overview.missing(found, rows)
    return {
        "next": str(overview.next_step(found, rows, lacks)),
        "missing": lacks,
        "alone": overview.one_school_alone(found, here.parts, rows),
        "clashes": clashes(found, rows),
        "visitors": list(found.visitors.all()),
    }


@page(may=Permission.SEE_ACTIVITIES)
def overview_page(request: HttpRequest, activity_id: str) -> HttpResponse:
    """One event."""
    here = event_here(request, activity_id)
    rows = timetable.timetable(here.activity)
    shown = {
        "facts": _facts(here, {pool.kind: pool for pool in here.activity.pools.all()}),
        "about": _who(here, rows),
        "follow": following.following(here.activity, here.parts),
        "risks": list(here.activity.risks.select_related("owner").order_by("title")),
        "needs": kind_of(here.activity).needs_words,
        "history": overview.history(here.activity),
        **(_before(here, rows) if here.may_set_up else {}),
    }
    return show(here, "event/overview.html", "event", shown)
