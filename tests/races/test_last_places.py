"""Two hundred people press at once for the last thirty: thirty get one, and nobody meets an error."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from django.db import transaction

from bothways.core import jobs, limits, outbox, schedule, tokens
from bothways.core.models import LinkToken, OutboxRow, SendState, Slot
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, RoleAssignment
from tests.factories.schools import make_person
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
PLACES = 30


def _link() -> LinkToken:
    return tokens.find(tokens.issue(purpose="place", subject_id="event", days=1, uses=PLACES), purpose="place")


def test_the_last_thirty_go_to_thirty_and_the_rest_are_told() -> None:
    link = _link()
    results = all_at_once(lambda: tokens.use(link))
    assert results == Counter({"ok": PLACES, "LinkOver": 170})
    assert LinkToken.objects.get().uses_left == 0


def test_negative_control_counting_before_writing_gives_away_more_than_there_are() -> None:
    """The same crowd with the safeguard removed: proof that the crowd would be seen."""
    for _ in range(40):
        link = _link()
        results = all_at_once(lambda link=link: _count_then_write(link.pk))
        if results["ok"] > PLACES:
            return
    pytest.fail("the crowd never beat a count-then-write, so it proves nothing")


def _count_then_write(pk: str) -> None:
    left = LinkToken.objects.get(pk=pk).uses_left or 0
    if left <= 0:
        raise tokens.LinkOver
    time.sleep(0.001)
    LinkToken.objects.filter(pk=pk).update(uses_left=left - 1)


def test_two_hundred_guesses_draw_exactly_what_the_limit_allows() -> None:
    limit = limits.Limit("crowd", most=PLACES, seconds=3600)
    assert all_at_once(lambda: limits.draw(limit, "one account")) == Counter({"ok": PLACES, "TooMany": 170})


def test_one_worker_gets_the_job() -> None:
    job = jobs.start("test.count", by=None, title="Race")
    claims = []

    def claim() -> None:
        claims.append(jobs.claim(job.pk))

    all_at_once(claim, presses=40)
    assert sum(each is not None for each in claims) == 1


def test_each_turn_of_the_timetable_is_taken_once() -> None:
    all_at_once(schedule.tick, presses=40)
    assert Slot.objects.count() == len(schedule.timetable())


def test_workers_side_by_side_send_each_message_once(mailoutbox: list[object]) -> None:
    with transaction.atomic():
        for number in range(60):
            outbox.put(
                "operator.test", to=f"p{number}@school.test", context={"when": "now", "link": "/"}, campaign="race"
            )
    all_at_once(outbox.drain, presses=8)
    assert Counter(OutboxRow.objects.values_list("state", flat=True)) == {SendState.SENT: 60}
    assert len(mailoutbox) == 60


def test_a_double_press_on_accept_gives_one_role(cast: Cast) -> None:
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email="new@school.test", role="teacher")
    token = tokens.issue(purpose=staff.PURPOSE, subject_id=Invitation.unscoped.get().pk, days=1)
    person = make_person(email="new@school.test")
    all_at_once(lambda: staff.accept(by=person, token=token, name="New"), presses=20)
    assert RoleAssignment.unscoped.filter(person=person).count() == 1
