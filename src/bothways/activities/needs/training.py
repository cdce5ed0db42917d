"""Needs: schools that have not done a course that every school does; those who have not told what they shared."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways.activities import links
from bothways.activities.models import Completion
from bothways.activities.queries import training
from bothways.core import words
from bothways.partnerships.models import Contact, Partnership
from bothways.partnerships.needs.need import Need, Owing, Why, owing
from bothways.partnerships.queries import belonging
from bothways.rules import terms

DUE_WITHIN = dt.timedelta(days=28)
LINK_DAYS = 60


def source(partnership: Partnership, today: dt.date) -> Iterable[Need]:
    """One query where no course is due and nobody is silent."""
    year = terms.academic_year(today).start
    waiting = training.waiting(partnership, year, today, DUE_WITHIN)
    if waiting.due:
        yield from _due(partnership, year, waiting.due)
    if waiting.silent:
        yield from _silent(partnership, training.silent(waiting.silent, today))


def link_for(school: Owing, by: Any) -> str:
    """To telling what was shared; for a course that is due, to the front door."""
    if not school.about_id:
        return f"{settings.BASE_URL}/"
    return links.make(links.CASCADE, school.about_id, days=LINK_DAYS, by=by.pk if by is not None else "")


def _due(partnership: Partnership, year: int, soon: frozenset[str]) -> Iterator[Need]:
    for each in training.courses(partnership, year):
        course = each.course
        if course.pk not in soon or not each.due:
            continue
        said = {"title": course.title, "n": len(each.due), "who": course.for_each}
        yield Need(
            key=f"training.due:{course.pk}",
            why=Why.DUE,
            title=ngettext("%(n)d school still has ‘%(title)s’ to do", "%(n)d schools still have ‘%(title)s’ to do",
                           len(each.due)) % said,
            text=_("It is for the %(who)s of every school.") % said,
            minutes=1,
            button=_("See who"),
            route="training_course",
            args={"slug": partnership.slug, "course_id": course.pk},
            due_on=course.due_by,
            owed_by=tuple(owing(school.membership, school.lead) for school in each.due),
            owed_to=partnership.name,
            nudge="training.due",
            nudge_context={"course": course.title, "partnership": partnership.name, "by": words.day(course.due_by)},
        )  # fmt: skip


def _silent(partnership: Partnership, rows: Iterable[Completion]) -> Iterator[Need]:
    leads = belonging.leads(partnership)
    by_course: dict[str, list[Completion]] = {}
    for row in rows:
        by_course.setdefault(row.course_id, []).append(row)
    for course_id, many in by_course.items():
        said = {"n": len(many), "title": many[0].course.title}
        yield Need(
            key=f"training.shared:{course_id}",
            why=Why.UNANSWERED,
            title=ngettext("%(n)d person has not said whether they shared ‘%(title)s’",
                           "%(n)d people have not said whether they shared ‘%(title)s’", len(many)) % said,
            text=_("They were asked by mail, four weeks after it."),
            minutes=1,
            button=_("See who"),
            route="training_course",
            args={"slug": partnership.slug, "course_id": course_id},
            owed_by=tuple(_asked(row, leads) for row in many),
            owed_to=partnership.name,
            nudge="training.shared_nudge",
            nudge_context={"course": many[0].course.title, "partnership": partnership.name},
        )  # fmt: skip


def _asked(row: Completion, leads: Mapping[str, Contact]) -> Owing:
    """The person who did it, written to at their own address."""
    lead = leads.get(row.membership_id)
    base = owing(row.membership, lead, row.pk)
    return Owing(
        base.membership_id, base.school_id, base.school, base.contact_id, row.name.split()[0], row.email, row.pk
    )
