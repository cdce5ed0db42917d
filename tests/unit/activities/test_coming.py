"""Who comes: a school's own pupils, no more than its places, each with a number that stays."""

from __future__ import annotations

import pytest

from bothways.activities.actions import coming as actions
from bothways.activities.queries import coming
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from tests.factories.activities import make_activity, make_booking, make_participant, make_pupil
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_a_child_of_another_school_cannot_be_brought(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school)
    booking = make_booking(activity.taking_part.get(), 4)
    with pytest.raises(NotFound):
        actions.bring_pupils(by=cast.giver, booking=booking, pupils=[make_pupil(cast.partner_school)])
    assert coming.coming(activity) == ()


def test_no_more_come_than_there_are_places_and_somebody_withdrawn_makes_room(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school)
    booking = make_booking(activity.taking_part.get(), 2)
    first, second, third = (make_pupil(cast.giver_school) for _ in range(3))
    with pytest.raises(Invalid, match="You have 2 places and 3 names: 1 too many"):
        actions.bring_pupils(by=cast.giver, booking=booking, pupils=[first, second, third])
    brought = actions.bring_pupils(by=cast.giver, booking=booking, pupils=[first, second])
    actions.withdraw_participant(by=cast.giver, participant=brought[0])
    actions.bring_pupils(by=cast.giver, booking=booking, pupils=[third])
    assert [row.tag for row in coming.coming(activity)] == [brought[1].tag, 3]
    with pytest.raises(Invalid):
        actions.put_back_participant(by=cast.giver, participant=brought[0])


def test_names_come_after_places_and_not_where_pupils_are_counted(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school, by_name=False)
    booking = make_booking(activity.taking_part.get(), 2)
    pupil = make_pupil(cast.giver_school)
    with pytest.raises(Refused):
        actions.bring_pupils(by=cast.giver, booking=booking, pupils=[pupil])
    waiting = make_activity(cast.partnership, cast.giver_school)
    row = make_booking(waiting.taking_part.get(), 0, state="waiting", asked=2)
    with pytest.raises(Conflict):
        actions.bring_pupils(by=cast.giver, booking=row, pupils=[pupil])


def test_nobody_else_lists_withdraws_or_puts_back(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school)
    booking = make_booking(activity.taking_part.get(), 2)
    there = make_participant(booking)
    for person in (cast.partner, cast.coordinator, cast.stranger):
        with pytest.raises(NotFound):
            actions.bring_pupils(by=person, booking=booking, pupils=[])
        with pytest.raises(NotFound):
            actions.withdraw_participant(by=person, participant=there)
    assert len(coming.coming(activity)) == 1
