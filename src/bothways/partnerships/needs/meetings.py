"""Needs: meetings without replies, minutes, follow-up; actions past their day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.core import words
from bothways.partnerships import links
from bothways.partnerships.models import Attendance, Contact, Meeting, Partnership
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging, meeting_actions, meetings
from bothways.partnerships.queries import meeting_people as people
from bothways.partnerships.queries.meeting_actions import Late
from bothways.rules import terms

ASK_WITHIN = 14
MINUTES_AFTER = 3
LINK_DAYS = 60


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """Everything that meetings still need: at most seven queries, fewer when the page has read them before."""
    near: Sequence[Any] = meetings.near(partnership, today)
    late = meeting_actions.late_ones(partnership, today)
    chase = any(each.state == "invited" and each.open_rows for each in near)
    known = people.reached(partnership) if chase or late else {}
    yield from _year(partnership, today, {each.year for each in meetings.recent(partnership, today)})
    for each in near:
        yield from _of_meeting(each, today, known)
    yield from _late_actions(partnership, late, known)


def link_for(school: Owing, by: Any) -> str:
    """A fresh link to a school's page of a meeting: it replies there, and ticks off what it took on."""
    if not school.about_id:
        return f"{settings.BASE_URL}/"
    return links.make(links.MEETING, school.about_id, days=LINK_DAYS, by=by.pk if by is not None else "")


def replies_key(meeting: Meeting) -> str:
    """The key of the need that reminds the schools without a reply."""
    return f"meetings.replies:{meeting.pk}"


def _at(meeting: Meeting) -> dict[str, str]:
    return {"slug": meeting.partnership.slug, "meeting_id": meeting.pk}


def _year(partnership: Partnership, today: dt.date, planned: Set[int]) -> Iterator[Need]:
    """From August on for the year to come; in June and July nobody is asked about the year that ends."""
    year = terms.academic_year(today + dt.timedelta(days=31)).start
    if today.month in {6, 7} or partnership.ended_on or year in planned:
        return
    yield Need(
        key=f"meetings.year:{year}",
        why=Why.DUE,
        title=_("No meetings are planned for %(year)s") % {"year": terms.AcademicYear(year)},
        text=_("Six dates after school, one a half-term, clear of holidays: look them over and keep them."),
        minutes=3,
        button=_("See six dates"),
        route="plan_meetings",
        args={"slug": partnership.slug},
    )


def _of_meeting(meeting: Any, today: dt.date, known: Mapping[str, Contact]) -> Iterator[Need]:
    rows: Sequence[Attendance] = meeting.open_rows
    if meeting.state == "held":
        yield from _afterwards(meeting, rows, today)
    elif meeting.day < today:
        yield _no_register(meeting)
    elif meeting.state == "planned":
        yield from _not_asked(meeting, today)
    else:
        yield from _no_reply(meeting, rows, known)


def _not_asked(meeting: Meeting, today: dt.date) -> Iterator[Need]:
    if (meeting.day - today).days > ASK_WITHIN:
        return
    yield Need(
        key=f"meetings.invite:{meeting.pk}",
        why=Why.DUE,
        title=_("Nobody is asked yet to the meeting on %(day)s") % {"day": words.day(meeting.day)},
        text=_("%(title)s. One press sends each school its invitation.") % {"title": meeting.title},
        minutes=1,
        button=_("See the agenda and ask"),
        route="meeting",
        args=_at(meeting),
        due_on=meeting.day,
    )


def _no_reply(meeting: Meeting, rows: Sequence[Attendance], known: Mapping[str, Contact]) -> Iterator[Need]:
    schools = tuple(owing(row.membership, known.get(row.membership_id), row.pk) for row in rows)
    if not schools:
        return
    yield Need(
        key=replies_key(meeting),
        why=Why.UNANSWERED,
        title=_waits_for([each.school for each in schools], words.day(meeting.day)),
        text=_("%(title)s, %(when)s.") % {"title": meeting.title, "when": meetings.when(meeting)},
        minutes=1,
        button=ngettext("Remind %(n)d school", "Remind %(n)d schools", len(schools)) % {"n": len(schools)},
        route="meeting_replies",
        args=_at(meeting),
        due_on=meeting.day,
        owed_by=schools,
        owed_to=meeting.partnership.name,
        nudge="meeting.nudge",
        nudge_context=_nudge(meeting),
    )
    for each in schools:
        yield _for_school(meeting, each)


def _waits_for(names: Sequence[str], day: str) -> str:
    if len(names) > 2:
        return _("%(n)d schools have not said whether they come on %(day)s") % {"n": len(names), "day": day}
    if len(names) == 2:
        both = {"one": names[0], "two": names[1], "day": day}
        return _("%(one)s and %(two)s have not said whether they come on %(day)s") % both
    return _("%(school)s has not said whether it comes on %(day)s") % {"school": names[0], "day": day}


def _nudge(meeting: Meeting) -> dict[str, Any]:
    return {
        "partnership": meeting.partnership.name,
        "meeting": meeting.title,
        "day": words.day(meeting.day),
        "when": meetings.when(meeting),
        "place": meetings.where(meeting),
    }


def _for_school(meeting: Meeting, school: Owing) -> Need:
    """The same thing for the school that owes it."""
    return Need(
        key=f"meetings.reply:{school.about_id}",
        why=Why.UNANSWERED,
        title=_("Does %(school)s come on %(day)s?") % {"school": school.school, "day": words.day(meeting.day)},
        text=_("%(title)s, %(when)s.") % {"title": meeting.title, "when": meetings.when(meeting)},
        minutes=1,
        button=_("Say whether you come"),
        route="meeting",
        args=_at(meeting),
        due_on=meeting.day,
        owed_by=(school,),
        owed_to=meeting.partnership.name,
        for_run=False,
        for_schools=frozenset({school.school_id}),
    )


def _no_register(meeting: Meeting) -> Need:
    return Need(
        key=f"meetings.register:{meeting.pk}",
        why=Why.OUT_OF_DATE,
        title=_("Who came on %(day)s? The register was not taken") % {"day": words.day(meeting.day)},
        text=meeting.title,
        minutes=1,
        button=_("Take the register"),
        route="meeting_register",
        args=_at(meeting),
        due_on=meeting.day,
    )


def _afterwards(meeting: Meeting, rows: Sequence[Attendance], today: dt.date) -> Iterator[Need]:
    if meeting.minutes_sent_at is None:
        if (today - meeting.day).days >= MINUTES_AFTER:
            yield _no_minutes(meeting)
        return
    away = [row.membership.school.name for row in rows if row.present is False]
    if away:
        yield _missed(meeting, away)


def _no_minutes(meeting: Meeting) -> Need:
    return Need(
        key=f"meetings.minutes:{meeting.pk}",
        why=Why.DUE,
        title=_("Nobody has the minutes of %(day)s yet") % {"day": words.day(meeting.day)},
        text=_("%(title)s. While it is fresh, a few lines and who does what are enough.") % {"title": meeting.title},
        minutes=5,
        button=_("Write and send them"),
        route="meeting_minutes",
        args=_at(meeting),
        due_on=meeting.day + dt.timedelta(days=MINUTES_AFTER),
    )


def _missed(meeting: Meeting, names: Sequence[str]) -> Need:
    said = {"schools": ", ".join(names[:3]), "n": len(names)}
    many = _("%(n)d schools missed it: send them the notes")
    return Need(
        key=f"meetings.missed:{meeting.pk}",
        why=Why.DUE,
        title=(_("%(schools)s missed it: send them the notes") if len(names) <= 3 else many) % said,
        text=_("%(title)s, %(day)s.") % {"title": meeting.title, "day": words.day(meeting.day)},
        minutes=1,
        button=_("Send them the notes"),
        route="meeting_missed",
        args=_at(meeting),
        due_on=meeting.day,
    )


def _late_actions(partnership: Partnership, late: Sequence[Late], known: Mapping[str, Contact]) -> Iterator[Need]:
    """One need for all of them: a school is asked once, whatever it took on."""
    if not late:
        return
    members = belonging.everyone(partnership)
    places = dict.fromkeys((each.membership_id for each in late), "")
    places |= {each.membership_id: each.place_id for each in late if each.place_id}
    yield Need(
        key="meetings.actions",
        why=Why.DUE,
        title=ngettext("%(n)d action is past its day", "%(n)d actions are past their day", len(late))
        % {"n": len(late)},
        text=", ".join(f"{each.school}: {each.words}" for each in late[:2]),
        minutes=2,
        button=_("See what is open"),
        route="meeting_actions",
        args={"slug": partnership.slug},
        due_on=min(each.due_on for each in late),
        owed_by=tuple(owing(members[key], known.get(key), place) for key, place in places.items()),
        owed_to=partnership.name,
        nudge="meeting.action_nudge",
        nudge_context={"partnership": partnership.name},
        for_schools=frozenset(each.school_id for each in late),
    )
