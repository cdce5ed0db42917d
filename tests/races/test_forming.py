"""Many press at once about one school: asked once, answered once, and never both in and taken back."""

from __future__ import annotations

from collections import Counter

import pytest

from bothways.core.models import AuditEntry
from bothways.partnerships.actions import forming, handing_over, joining
from bothways.partnerships.models import Membership, MembershipState, Partnership
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries.forming_words import Charter, Wanted
from bothways.schools.roles import COORDINATOR
from tests.factories.schools import give_role, make_school
from tests.people import Cast
from tests.races.crowd import all_at_once
from tests.unit.partnerships.forming_people import ask, fresh, links_in_mail

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 20


def test_a_school_that_many_ask_at_once_is_asked_once(cast: Cast) -> None:
    wanted = Wanted(make_school().pk, email="lead@asked.test")
    results = all_at_once(
        lambda: joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=wanted), presses=PRESSES
    )
    assert results == Counter({"ok": 1, "Invalid": PRESSES - 1})
    assert Membership.unscoped.filter(school_id=wanted.school_id).count() == 1
    assert len(links_in_mail()) == 1


def test_a_press_that_takes_back_and_one_that_says_yes_do_not_both_hold(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    turns = iter(range(PRESSES))

    def press() -> None:
        if next(turns) % 2:
            joining.answer_by_link(token=token, said="yes")
        else:
            joining.take_back(by=cast.coordinator, membership=fresh(asked))

    all_at_once(press, presses=PRESSES)
    verbs = set(AuditEntry.objects.filter(object_id=asked.pk).values_list("verb", flat=True))
    said_yes, taken_back = "school answered" in verbs, "question to a school taken back" in verbs
    assert said_yes is not taken_back
    assert fresh(asked).state == (MembershipState.YES if said_yes else MembershipState.TAKEN_BACK)


def test_two_partnerships_of_one_name_get_two_addresses(cast: Cast) -> None:
    words = Charter("Crowded", "cluster", "", [], "", 2026)
    results = all_at_once(lambda: forming.start(by=cast.giver, words=words), presses=5)
    assert results == Counter({"ok": 5})
    assert len(set(Partnership.unscoped.filter(name="Crowded").values_list("slug", flat=True))) == 5


def test_of_two_coordinators_who_both_go_one_stays(cast: Cast) -> None:
    give_role(cast.giver, COORDINATOR, cast.partnership)
    roles = {role.person_id: role.pk for role in reads.coordinators(cast.partnership)}
    people = iter((cast.coordinator, cast.giver))

    def go() -> None:
        person = next(people)
        handing_over.end_role(by=person, partnership=cast.partnership, role_id=roles[person.pk])

    assert all_at_once(go, presses=2)["ok"] == 1
    assert len(reads.coordinators(cast.partnership)) == 1
