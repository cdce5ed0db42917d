"""Addresses of training: one course that the giver's school has done."""

from __future__ import annotations

from bothways.activities.models import Completion, Course
from bothways.core import clock
from bothways.rules import terms
from tests.meta.arguments import Maker
from tests.people import Cast


def _course(cast: Cast) -> dict[str, str]:
    return {"course_id": _done(cast).course_id}


def _done(cast: Cast) -> Completion:
    year = terms.academic_year(clock.today()).start
    course, _new = Course.unscoped.get_or_create(partnership=cast.partnership, year=year, title="Course of the walk")
    membership = cast.partnership.memberships.get(school=cast.giver_school)
    row, _new = Completion.unscoped.get_or_create(
        course=course, membership=membership, name="Science lead", defaults={"on": clock.today()}
    )
    return row


_OF_ONE = (
    "training_course",
    "change_course",
    "remove_course",
    "write_down_training",
    "training_from_meeting",
    "training_certificates",
)
ARGUMENTS: dict[str, Maker] = {
    **dict.fromkeys(_OF_ONE, _course),
    "training_year": lambda _cast: {"year": "2026"},
    "take_off_training": lambda cast: {"course_id": _done(cast).course_id, "completion_id": _done(cast).pk},
    "training_shared_file": lambda cast: {**_course(cast), "kind": "csv"},
    "shared_by_link": lambda _cast: {"token": "no-such-token"},
}
