"""One event on its first page: what is still missing, what comes next, and what happened so far."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bothways.activities.kinds import kind_of
from bothways.activities.models import Activity, ActivityState, TakingPart
from bothways.activities.queries.timetable import SessionRow
from bothways.core import clock, words
from bothways.partnerships.queries.plan_words import changes_line
from bothways.rules import terms


class Next(enum.StrEnum):
    """What comes next for those who set it up, in the order of a day."""

    ASK = "ask"
    TIMETABLE = "timetable"
    SAFETY = "safety"
    OPEN = "open"
    CLOSE = "close"
    DONE = "done"
    AGAIN = "again"
    WAIT = "wait"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Line:
    """One thing that happened, as the macro ``timeline`` takes it."""

    title: str
    when: str
    text: str


def leading_schools(rows: Iterable[SessionRow]) -> tuple[str, ...]:
    """The names of the schools whose people lead sessions."""
    return tuple(sorted({one.school for row in rows for one in row.leaders if one.school}))


def one_school_alone(activity: Activity, parts: Sequence[TakingPart], rows: Sequence[SessionRow]) -> str:
    """A sentence where the host alone owns it or leads all of it; empty where others do as well."""
    if activity.host is None:
        return ""
    host = activity.host.name
    if {part.school_id for part in parts if part.is_owner} == {activity.host_id}:
        return _("%(host)s hosts it and owns it alone. Ask a second school to own it.") % {"host": host}
    led = [row for row in rows if row.leaders]
    if len(led) > 1 and leading_schools(rows) == (host,):
        said = _("%(host)s hosts it and leads every session that has a leader. Ask another school to lead one.")
        return said % {"host": host}
    return ""


def series_words(activity: Activity) -> str:
    """Maths conference: 2 this year, 7 since 2017. One query; empty for what is no part of a series."""
    series = activity.series
    if series is None:
        return ""
    year = terms.academic_year(activity.day)
    days = list(series.activities.exclude(state=ActivityState.CALLED_OFF).values_list("day", flat=True))
    said = {"name": series.name, "n": sum(year.first <= day <= year.last for day in days), "m": len(days)}
    if series.since:
        return _("%(name)s: %(n)s in this school year, %(m)s here since %(year)s") % {**said, "year": series.since}
    return _("%(name)s: %(n)s in this school year, %(m)s in all") % said


def missing(activity: Activity, rows: Sequence[SessionRow]) -> tuple[str, ...]:
    """What its kind needs and it has not, as sentences."""
    needs = kind_of(activity).needs
    lacks = (
        (needs.sessions and not rows, _("It has no timetable yet.")),
        (needs.risk and not activity.risks.exists(), _("It needs a risk assessment, and none is linked.")),
        (
            needs.risk and activity.risks.filter(reviewed_on=None).exists(),
            _("A risk assessment has not been reviewed for this day yet."),
        ),
        (
            needs.outside and not activity.visitors.exists(),
            _("It brings people from outside. Write down that their checks were seen."),
        ),
        (activity.host_id is None, _("No school hosts it yet.")),
        (
            not activity.safeguarding_name or not activity.safeguarding_phone,
            _("The host’s safeguarding lead and their phone are not entered yet."),
        ),
    )
    return tuple(sentence for lacking, sentence in lacks if lacking)


def next_step(activity: Activity, rows: Sequence[SessionRow], lacks: Sequence[str]) -> Next:
    """The one thing to do next."""
    state, today = activity.state, clock.today()
    if state == ActivityState.DONE:
        return Next.AGAIN
    if state == ActivityState.CALLED_OFF:
        return Next.NOTHING
    if activity.ends_on <= today and (activity.ends_on < today or state != ActivityState.PLANNING):
        return Next.DONE
    if state == ActivityState.PLANNING:
        return _while_planning(activity, rows, lacks)
    return Next.CLOSE if state == ActivityState.OPEN else Next.WAIT


def _while_planning(activity: Activity, rows: Sequence[SessionRow], lacks: Sequence[str]) -> Next:
    if activity.proposal is not None and activity.proposal.state == "proposed":
        return Next.ASK
    if not rows or (kind_of(activity).needs.sessions and not any(row.leaders for row in rows)):
        return Next.TIMETABLE
    return Next.SAFETY if lacks else Next.OPEN


def history(activity: Activity) -> tuple[Line, ...]:
    """What happened, newest first. One query."""
    return tuple(
        Line(
            str(each.get_kind_display()),
            words.ago(each.at),
            "; ".join(part for part in (each.words, changes_line(each.changes), each.by_name) if part),
        )
        for each in activity.happened.order_by("-at", "-pk")[:40]
    )
