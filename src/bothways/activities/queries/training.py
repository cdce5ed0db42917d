"""Training of a partnership: its courses of a year, who did them, what was shared at home, what schools lack."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Case, Exists, OuterRef, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _

from bothways.activities.kinds import training as lists
from bothways.activities.models import Cascade, Completion, CompletionState, Course, NeedsAudit
from bothways.core import access, charts
from bothways.core.errors import NotFound
from bothways.partnerships.models import Contact, Meeting, Membership, Partnership
from bothways.partnerships.queries import belonging
from bothways.rules import training as rules
from bothways.schools.models import Person

_TOO_LONG_AGO = dt.timedelta(days=180)
CourseRow = Course
CompletionRow = Completion


@dataclass(frozen=True)
class OfSchool:
    """One school and one course: everybody of it who did or will do it."""

    membership: Membership
    lead: Contact | None
    completions: Sequence[Completion]

    @property
    def done(self) -> Sequence[Completion]:
        """Those who have done it."""
        return [each for each in self.completions if each.state == CompletionState.COMPLETED]

    @property
    def shared(self) -> Sequence[Cascade]:
        """What they passed on."""
        return [cascade for each in self.done for cascade in each.cascades.all()]

    @property
    def colleagues(self) -> int:
        """How many colleagues they reached."""
        return sum(each.colleagues for each in self.shared)


@dataclass
class CourseView:
    """One course with every member school, read once."""

    course: Course
    schools: Sequence[OfSchool]

    @cached_property
    def tally(self) -> rules.Tally:
        """How many member schools have done it."""
        ids = [each.membership.pk for each in self.schools]
        return rules.tally(ids, (each.membership.pk for each in self.schools if each.done))

    @cached_property
    def due(self) -> Sequence[OfSchool]:
        """Schools that have not, where every school is meant to."""
        return [each for each in self.schools if not each.done] if self.course.for_each else []

    @cached_property
    def shared_by(self) -> int:
        """How many of those who did it told that they shared it."""
        return sum(bool(each.cascades.all()) for school in self.schools for each in school.done)

    @cached_property
    def people(self) -> int:
        """How many people did it."""
        return sum(len(each.done) for each in self.schools)

    @cached_property
    def colleagues(self) -> int:
        """How many colleagues were reached at home."""
        return sum(each.colleagues for each in self.schools)

    @property
    def audience(self) -> str:
        """For whom it is, in words."""
        return self.course.audience_words or str(lists.AUDIENCES.get(self.course.audience, ""))


def courses(partnership: Partnership, year: int) -> Sequence[CourseView]:
    """The courses of an academic year by title, each with every member school: five queries."""
    found = partnership.courses.filter(year=year).order_by("title").prefetch_related(_completions())
    return _views(partnership, found)


def course(course_id: str, *, by: Person, partnership: Partnership) -> CourseView:
    """One course; NotFound when the person may not see it."""
    seen = Course.objects.for_(by).filter(partnership=partnership).prefetch_related(_completions())
    found = access.get(Course, course_id, by=by, using=seen)
    return _views(partnership, [found])[0]


def _completions() -> Prefetch[str]:
    rows = Completion.unscoped.order_by("on", "name").prefetch_related("cascades")
    return Prefetch("completions", queryset=rows)


def _views(partnership: Partnership, found: Iterable[Course]) -> Sequence[CourseView]:
    members, leads = belonging.members(partnership, guests=False), belonging.leads(partnership)
    views = []
    for each in found:
        by_school: dict[str, list[Completion]] = defaultdict(list)
        for row in each.completions.all():
            by_school[row.membership_id].append(row)
        views.append(CourseView(each, [OfSchool(m, leads.get(m.pk), by_school.get(m.pk, [])) for m in members]))
    return views


def years(partnership: Partnership, this_year: int) -> Sequence[int]:
    """Academic years that have courses, and this one, newest first."""
    return sorted({*partnership.courses.values_list("year", flat=True), this_year}, reverse=True)


def meetings_for(found: Course) -> Sequence[Meeting]:
    """Meetings of its year whose register is kept, newest first: a meeting can be a course too, counted once."""
    rows = found.partnership.meetings.filter(year=found.year, attendance__present=True)
    return tuple(rows.distinct().order_by("-day"))


def behind_link(completion_id: str) -> Completion:
    """What a link asks about. NotFound when it is gone."""
    rows = Completion.unscoped.select_related("course__partnership", "membership__school").prefetch_related("cascades")
    found: Completion | None = rows.filter(pk=completion_id).first()
    if found is None:
        raise NotFound
    return found


def to_ask(today: dt.date) -> Iterable[Completion]:
    """Everybody who is to be asked today whether they shared what they learned."""
    rows: QuerySet[Completion] = Completion.unscoped.filter(
        state=CompletionState.COMPLETED, asked_at=None, on__lte=today - rules.ASK_AFTER, on__gt=today - _TOO_LONG_AGO
    ).exclude(email="")
    for row in rows.select_related("course__partnership", "membership__school").prefetch_related("cascades"):
        if rules.may_be_asked(row.on, row.asked_at is not None, bool(row.cascades.all()), today):
            yield row


@dataclass(frozen=True)
class Waiting:
    """What waits in one partnership: ids of courses soon due, and of courses of which somebody has not told."""

    due: frozenset[str]
    silent: frozenset[str]


def waiting(partnership: Partnership, year: int, today: dt.date, soon: dt.timedelta) -> Waiting:
    """One query, so that a home page without training asks no more."""
    rows = partnership.courses.filter(year__in=(year - 1, year)).annotate(
        silent=Exists(_silent(today).filter(course=OuterRef("pk"))),
        due=Case(When(year=year, due_by__lte=today + soon, then=~Q(for_each="")), default=False),
    )
    found = list(rows.values_list("pk", "silent", "due"))
    return Waiting(
        frozenset(pk for pk, _silent, due in found if due), frozenset(pk for pk, silent, _due in found if silent)
    )


def _silent(today: dt.date) -> QuerySet[Completion]:
    """Asked three weeks ago or longer, this half-year, and nothing told."""
    asked = Completion.unscoped.filter(asked_at__date__lte=today - rules.ANSWER_WITHIN, on__gt=today - _TOO_LONG_AGO)
    return asked.filter(cascades=None).exclude(email="")


def silent(courses: Iterable[str], today: dt.date) -> Sequence[Completion]:
    """Those asked about these courses who have not told: one query."""
    rows = _silent(today).filter(course_id__in=list(courses))
    return tuple(rows.select_related("course", "membership__school").order_by("course_id", "name"))


def who_told_whom(found: CourseView) -> charts.Bars:
    """Colleagues reached, school by school, by name: a picture with its table."""
    rows = [
        charts.Bar(each.membership.school.name, each.colleagues, _ways(each.shared))
        for each in found.schools
        if each.shared
    ]
    return charts.Bars(
        slug="shared",
        note=_("Colleagues who were told, as those who went to ‘%(title)s’ say.") % {"title": found.course.title},
        source=_("Reported by those who did it."),
        heads=(_("School"), _("Colleagues told")),
        rows=tuple(rows),
    )


def _ways(shared: Iterable[Cascade]) -> str:
    named = dict.fromkeys(str(lists.FORMS.get(each.form, each.form)).lower() for each in shared)
    to = dict.fromkeys(each.to_school.name for each in shared if each.to_school)
    return ", ".join([*named, *(_("to %(school)s") % {"school": school} for school in to)])


@dataclass(frozen=True)
class Lacking:
    """One area in which schools said that they are unsure, and the courses of the year that answer it."""

    area: str
    words: str
    unsure: int
    said: int
    courses: Sequence[str]


def lacking(partnership: Partnership, year: int) -> Sequence[Lacking]:
    """Areas in which anyone is unsure, the most unsure first: two queries."""
    said: Mapping[str, list[int]] = {area: [] for area in lists.AREAS}
    rows = NeedsAudit.unscoped.filter(membership__partnership=partnership, year=year)
    for area, level in rows.values_list("area", "confidence"):
        said.get(area, []).append(level)
    offered = list(partnership.courses.filter(year=year).values_list("title", "areas"))
    return [
        Lacking(area, str(lists.AREAS[area]), unsure, of, [title for title, areas in offered if area in areas])
        for area, unsure, of in rules.weakest(said)
    ]


def audit_of(membership: Membership, year: int) -> Mapping[str, NeedsAudit]:
    """What one school said of itself in a year, by area."""
    return {each.area: each for each in membership.audits.filter(year=year)}
