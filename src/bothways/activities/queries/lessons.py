"""Online lessons: one as its pages show it, one as whoever joins sees it, and what a year's amount to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bothways.activities.kinds import lessons as lists
from bothways.activities.models import Activity, ActivityState, Join, JoinKind, Lesson, Presenter
from bothways.core import access
from bothways.core.errors import NotFound
from bothways.partnerships.models import Partnership
from bothways.rules import lessons as rules
from bothways.schools.models import Person

PresenterRow = Presenter


def of_event(activity: Activity) -> Lesson:
    """What the event has of a lesson; a fresh one with every safety setting on while nobody has written any."""
    found: Lesson | None = Lesson.unscoped.filter(activity=activity).first()
    return found or Lesson(activity=activity, safe=list(lists.USUAL))


def presenters(activity: Activity) -> Sequence[Presenter]:
    """Hosts first, then by name."""
    rows = Presenter.unscoped.filter(lesson__activity=activity).select_related("school")
    return tuple(rows.order_by("-is_host", "name", "pk"))


def presenter(presenter_id: str, *, by: Person, activity: Activity) -> Presenter:
    """One of them; NotFound otherwise."""
    seen = Presenter.objects.for_(by).filter(lesson__activity=activity).select_related("lesson__activity")
    return access.get(Presenter, presenter_id, by=by, using=seen)


def counted(activity: Activity) -> rules.Counted:
    """Classes and homes that joined so far: one query."""
    return rules.counted(_joins(Join.unscoped.filter(lesson__activity=activity)))


def _joins(rows: Any) -> Sequence[rules.Joined]:
    values = rows.values_list("kind", "pupils", "rating")
    return [rules.Joined(kind == JoinKind.CLASS, pupils, rating) for kind, pupils, rating in values]


def spread(activity: Activity) -> rules.Spread:
    """Sectors and regions of its presenters."""
    rows = Presenter.unscoped.filter(lesson__activity=activity).values_list("sector", "region")
    return rules.spread(rows, lists.REGIONS)


def behind_link(lesson_id: str) -> Lesson:
    """The lesson that a link opens; NotFound when it is gone."""
    found: Lesson | None = Lesson.unscoped.select_related("activity__host").filter(pk=lesson_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Given:
    """Some lessons: how many, who joined, and how presenters are spread."""

    lessons: int
    counted: rules.Counted
    spread: rules.Spread


def between(partnership: Partnership, first: dt.date, last: dt.date) -> Given:
    """Every lesson done in a stretch of time: three queries."""
    done = Lesson.unscoped.filter(
        activity__partnership=partnership, activity__state=ActivityState.DONE, activity__day__range=(first, last)
    )
    ids = list(done.values_list("pk", flat=True))
    people = Presenter.unscoped.filter(lesson_id__in=ids).values_list("sector", "region")
    joins = rules.counted(_joins(Join.unscoped.filter(lesson_id__in=ids)))
    return Given(len(ids), joins, rules.spread(people, lists.REGIONS))
