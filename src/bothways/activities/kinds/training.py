"""What training is described by: audiences, areas of the needs audit, ways of sharing. Keys stay, words may change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

AUDIENCES: Mapping[str, str | Promise] = {
    "subject_leads": _("Subject leads"),
    "early_years": _("Teachers of the early years"),
    "new_teachers": _("New teachers, and those with little science behind them"),
    "primary": _("All primary teachers"),
    "secondary": _("Secondary and college teachers"),
    "support": _("Teaching assistants and technicians"),
    "everyone": _("Everyone"),
}

AREAS: Mapping[str, str | Promise] = {
    "biology": _("Living things"),
    "chemistry": _("Materials"),
    "physics": _("Forces, light, sound and electricity"),
    "earth_space": _("Earth and space"),
    "practical": _("Practical work and kit"),
    "working": _("Working scientifically"),
    "assessment": _("Assessing what pupils can do"),
    "careers": _("Science in life and work"),
    "maths": _("Mathematics"),
    "exam": _("Exams and revision"),
    "inclusion": _("Reaching every pupil"),
}

FORMS: Mapping[str, str | Promise] = {
    "staff_meeting": _("In a staff meeting"),
    "coaching": _("With one colleague or a few"),
    "guide": _("By passing on a guide"),
    "lesson": _("By teaching it with others watching"),
}


@dataclass(frozen=True)
class CourseFacts:
    """What a course says of itself."""

    title: str
    provider: str = ""
    about: str = ""
    audience: str = ""
    for_each: str = ""
    hours: Decimal = Decimal(1)
    due_by: dt.date | None = None
    areas: Sequence[str] = ()


@dataclass(frozen=True)
class Who:
    """A member of staff who did a course; the address is where they are asked whether they shared it."""

    name: str
    post: str = ""
    email: str = ""
