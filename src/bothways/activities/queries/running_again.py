"""What running an event again copies, in words and as columns, and on which day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities.models import Activity
from bothways.core import clock
from bothways.partnerships.queries import calendars
from bothways.rules import terms

COPIED = (
    "partnership_id",
    "series_id",
    "programme_id",
    "kind",
    "title",
    "about",
    "why_together",
    "host_id",
    "place",
    "starts_at",
    "ends_at",
    "year_groups",
    "by_name",
    "places",
    "training_places",
    "outcomes",
    "problem",
    "transition",
    "from_school_id",
    "to_school_id",
    "safeguarding_name",
    "safeguarding_phone",
    "arrival",
)
COPIED_OF_SCHOOLS = ("school_id", "is_owner", "contact_name", "contact_email", "disclosure", "gives", "gets")
COPIED_OF_SESSIONS = (
    "title",
    "about",
    "kind",
    "mode",
    "audience",
    "starts_at",
    "ends_at",
    "block",
    "holds",
    "least",
    "opt_out",
    "opt_out_words",
    "school_id",
    "order",
)


def new_day(activity: Activity) -> dt.date:
    """The same day of the same week of its half-term in the year that comes; else 52 weeks later."""
    partnership = activity.partnership
    now, _half_term = calendars.half_term_now(partnership, clock.today())
    was = terms.academic_year(activity.day).start
    year = now if was < now else was + 1
    found = calendars.same_week(partnership, activity.day, year) or activity.day + dt.timedelta(days=364 * (year - was))
    while found <= clock.today():
        found += dt.timedelta(days=364)
    return found


def copied_words(activity: Activity) -> Sequence[str]:
    """What is copied, as a list."""
    sessions, rooms, leaders = activity.sessions.count(), activity.rooms.count(), _leaders(activity)
    lines = [
        _("What it is, where it is, for how many, and the safeguarding lead"),
        ngettext("%(n)d session of the timetable", "%(n)d sessions of the timetable", sessions) % {"n": sessions},
        ngettext("%(n)d room", "%(n)d rooms", rooms) % {"n": rooms},
        ngettext("%(n)d person who led, to be asked again", "%(n)d people who led, to be asked again", leaders)
        % {"n": leaders},
        _("Risk assessments by title and link, to be reviewed again"),
    ]
    lines.append(
        _("Its proposal in the plan. Nobody is in before they say so.")
        if activity.proposal_id
        else _("The member schools that take part, and what each gives and gets")
    )
    return lines


def not_copied_words() -> Sequence[str]:
    """What never is, as a list."""
    return (
        _("Pupils, their needs and what their parents answered"),
        _("Bookings, the waiting list and guests"),
        _("Teams, the register and what people said afterwards"),
        _("Answers of schools, and visitors’ checks"),
    )


def _leaders(activity: Activity) -> int:
    return sum(each.leaders.count() for each in activity.sessions.prefetch_related("leaders"))
