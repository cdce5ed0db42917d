"""Online lessons: what they are, who presents, the two links, and who joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from bothways.activities import links, policies
from bothways.activities.kinds import lessons as lists
from bothways.activities.models import Activity, Join, JoinKind, Lesson, Presenter
from bothways.core import access, audit, clock
from bothways.core.actions import action
from bothways.core.errors import Invalid
from bothways.rules.lessons import MOST_IN_A_CLASS
from bothways.schools.models import Person, School, Sector

LINK_DAYS = 120


@dataclass(frozen=True)
class LessonFacts:
    """What a lesson says of itself. ``resources`` are (title, link)."""

    key_stage: str = ""
    brief: str = ""
    room_link: str = ""
    recorded: bool = False
    recording_link: str = ""
    captions: str = ""
    tip_sheet: str = ""
    resources: Sequence[tuple[str, str]] = ()
    safe: Sequence[str] = lists.USUAL


@action
def describe(*, by: Person, activity: Activity, facts: LessonFacts) -> Lesson:
    """Write down what the lesson is. A safety setting that is turned off is on record."""
    access.demand(policies.may_set_up(by, activity))
    safe = [key for key in lists.USUAL if key in facts.safe]
    values = {**asdict(facts), "safe": safe}
    values["resources"] = [{"title": title, "link": link} for title, link in facts.resources]
    made, _new = Lesson.unscoped.update_or_create(activity=activity, defaults=values)
    off = ", ".join(key for key in lists.USUAL if key not in safe)
    audit.record(by=by, verb="online lesson described", on=made, off=off)
    return made


@action
def present(
    *, by: Person, activity: Activity, name: str, post: str, school: School | None, sector: str, region: str,
    is_host: bool,
) -> Presenter:  # fmt: skip
    """Somebody presents or hosts. The sector is the school's own where it is one of the register."""
    access.demand(policies.may_set_up(by, activity))
    if region and region not in lists.REGIONS:
        raise Invalid(_("Choose one of the regions."), field="region")
    lesson, _new = Lesson.unscoped.get_or_create(activity=activity, defaults={"safe": list(lists.USUAL)})
    own = school.sector if school is not None else ""
    made = Presenter.objects.create(
        lesson=lesson, name=name, post=post, school=school, sector=own or sector or Sector.UNKNOWN, region=region,
        is_host=is_host,
    )  # fmt: skip
    audit.record(by=by, verb="presenter added", on=made)
    return made


@action
def take_off(*, by: Person, presenter: Presenter) -> None:
    """They do not present after all."""
    access.demand(policies.may_set_up(by, presenter.lesson.activity))
    audit.record(by=by, verb="presenter taken off", on=presenter)
    presenter.delete()


@action
def links_for(*, by: Person, activity: Activity) -> Mapping[str, str]:
    """A link for classes and one for homes, to hand on. Earlier ones stay good."""
    access.demand(policies.may_set_up(by, activity))
    lesson = Lesson.unscoped.filter(activity=activity).first()
    if lesson is None or not lesson.room_link:
        raise Invalid(_("Enter the address of the room first."))
    audit.record(by=by, verb="links to a lesson made", on=lesson)
    return {
        JoinKind.CLASS.value: links.make(links.JOIN_CLASS, lesson.pk, days=LINK_DAYS, by=by.pk),
        JoinKind.HOME.value: links.make(links.JOIN_HOME, lesson.pk, days=LINK_DAYS, by=by.pk),
    }


@action
def join(*, by: None, lesson: Lesson, kind: str, pupils: int | None = None, school: School | None = None) -> Join:
    """A class or a home joins: the hour and no minute, a number and no name."""
    if kind == JoinKind.CLASS and (pupils is None or not 1 <= pupils <= MOST_IN_A_CLASS):
        raise Invalid(_("Enter how many pupils watch with you, as a number like 28."), field="pupils")
    made = Join.objects.create(
        lesson=lesson,
        kind=kind,
        pupils=pupils if kind == JoinKind.CLASS else None,
        school=school,
        at=clock.now().replace(minute=0, second=0, microsecond=0),
    )
    audit.record(by=by, verb="joined a lesson", on=lesson, kind=kind)
    return made


@action
def rate(*, by: None, join_id: str, rating: int) -> None:
    """How it was, in one tap, by whoever joined. A join that has been forgotten takes no answer."""
    if not 1 <= rating <= 3:
        raise Invalid(_("Choose one of the three."))
    rated = Join.unscoped.filter(pk=join_id).update(rating=rating)
    audit.record(by=by, verb="said how a lesson was", rated=rated)
