"""What the list of requirements asks of a partnership and no other file shows."""

from __future__ import annotations

import pytest

from bothways.core import clock
from bothways.partnerships import links
from bothways.partnerships.actions import joining
from bothways.partnerships.models import ExternalPartner, MembershipState, Promise, PromiseState
from bothways.partnerships.queries import sharing
from bothways.partnerships.queries.forming_words import Wanted
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db


def test_how_often_an_outside_partner_helped_is_counted(cast: Cast) -> None:
    centre = ExternalPartner.unscoped.create(partnership=cast.partnership, name="Centre", kind="science_centre")
    receiver = cast.partnership.memberships.get(school=cast.giver_school)
    for state in (PromiseState.PROMISED, PromiseState.KEPT, PromiseState.SUGGESTED, PromiseState.CALLED_OFF):
        Promise.unscoped.create(
            partnership=cast.partnership, external=centre, receiver=receiver, words=state, kind="expertise",
            state=state, due_on=clock.today(),
        )  # fmt: skip
    (found,) = sharing.outside(cast.partnership, by=cast.coordinator)
    assert found.used == 2


def test_a_primary_a_college_and_a_special_school_are_in_one_partnership(cast: Cast) -> None:
    phases = ("Primary", "16 plus", "Not applicable")
    schools = [make_school(name=f"School of {phase}", phase=phase) for phase in phases]
    wanted = [Wanted(each.pk, email=f"{number}@school.test") for number, each in enumerate(schools)]
    asked = joining.ask_several(by=cast.coordinator, partnership=cast.partnership, wanted=wanted).asked
    for each in asked:
        token = links.make(links.MEMBERSHIP, each.pk, days=1).rstrip("/").rsplit("/", 1)[1]
        joining.answer_by_link(token=token, said="yes")
    belong = cast.partnership.memberships.filter(state=MembershipState.YES, school__in=schools)
    assert sorted(belong.values_list("school__phase", flat=True)) == sorted(phases)
