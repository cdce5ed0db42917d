"""Every page with a list asks the database the same number of questions for 1, 3 and 30 rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bothways.core import jobs, outbox
from bothways.core.models import OutboxRow, SendState
from bothways.schools.actions import staff
from bothways.schools.roles import TEACHER
from tests.counting import page_as_rows_grow
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _colleague(cast: Cast, number: int) -> None:
    give_role(make_person(name=f"Colleague {number}"), TEACHER, cast.giver_school)


def _invited(cast: Cast, number: int) -> None:
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email=f"p{number}@school.test", role="teacher")


def _send(cast: Cast, number: int) -> None:
    outbox.put("operator.test", to=f"p{number}@school.test", context={"when": "now", "link": "/"})
    OutboxRow.objects.update(state=SendState.IN_DOUBT)


LISTS: dict[str, tuple[str, str, Callable[[Cast, int], object]]] = {
    "schools": ("/schools/", "giver", lambda _cast, number: make_school(name=f"Listed {number}")),
    "schools found": ("/schools/?q=listed", "giver", lambda _cast, number: make_school(name=f"Listed {number}")),
    "staff": ("/my-school/staff/", "giver_admin", _colleague),
    "invitations": ("/my-school/staff/", "giver_admin", _invited),
    "sends": ("/service/sends/", "operator", _send),
    "work": ("/long-work/", "giver", lambda cast, number: jobs.start("x", by=cast.giver, title=f"Work {number}")),
    "service": (
        "/service/",
        "operator",
        lambda cast, number: jobs.start("x", by=cast.operator, title=f"Work {number}"),
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_rows_do_not_change_the_number_of_queries(cast: Cast, name: str) -> None:
    address, who, add = LISTS[name]
    counts = page_as_rows_grow(browser_of(getattr(cast, who)), address, lambda number: add(cast, number))
    assert len(set(counts)) == 1, counts
