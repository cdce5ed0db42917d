"""Offers, needs and promises: who may, what both sides said, and what stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bothways.core import clock, outbox
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.models import ExternalPartner, Membership, MembershipKind, Offer, Promise
from bothways.partnerships.needs import sharing as needs
from bothways.partnerships.queries import promises as sides
from bothways.partnerships.queries import sharing as queries
from bothways.partnerships.queries.sharing import What
from tests.people import Cast

pytestmark = pytest.mark.django_db
POND = What(direction="offer", kind="facilities", title="Pond")


def member(cast: Cast, who: str) -> Membership:
    found: Membership = cast.partnership.memberships.get(school=getattr(cast, f"{who}_school"))
    return found


def pond(cast: Cast) -> Offer:
    return actions.say(by=cast.giver, membership=member(cast, "giver"), what=POND)


def asked(cast: Cast, **more: Any) -> Promise:
    told: dict[str, Any] = {"about": "Pond for 28", "due_on": clock.today() + dt.timedelta(days=9), **more}
    return actions.ask_for(by=cast.partner, offer=pond(cast), receiver=member(cast, "partner"), **told)


def test_saying_it_twice_is_once(cast: Cast) -> None:
    assert pond(cast).pk == pond(cast).pk


def test_nobody_offers_for_another_school_and_guests_do_not_offer(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.say(by=cast.giver, membership=member(cast, "partner"), what=POND)
    Membership.unscoped.filter(school=cast.giver_school).update(kind=MembershipKind.GUEST)
    with pytest.raises(Refused):
        pond(cast)


def test_ages_the_wrong_way_round_are_named(cast: Cast) -> None:
    wrong = What(direction="offer", kind="facilities", title="Pond", low_age=11, high_age=5)
    with pytest.raises(Invalid, match="youngest is older"):
        actions.say(by=cast.giver, membership=member(cast, "giver"), what=wrong)


def test_asking_writes_to_the_giver_alone_and_is_no_promise_yet(cast: Cast) -> None:
    promise = asked(cast)
    assert promise.state == "suggested"
    row = OutboxRow.objects.get(kind="sharing.ask")
    lead = member(cast, "giver").contacts.get()
    assert row.recipient == lead.email
    assert row.context["link"].startswith("http://testserver/reply/promise/")
    assert outbox.drain() == 1


def test_it_is_a_promise_when_the_giver_says_yes_and_pressing_twice_is_once(cast: Cast) -> None:
    promise = asked(cast)
    for _press in range(2):
        actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    promise.refresh_from_db()
    assert promise.state == "promised"
    assert OutboxRow.objects.filter(kind="sharing.answered").count() == 1


def test_neither_the_asker_nor_the_coordinator_says_yes_for_the_giver(cast: Cast) -> None:
    promise = asked(cast)
    for who in (cast.partner, cast.coordinator, cast.giver):
        with pytest.raises(Refused):
            actions.answer(by=who, promise=promise, side=sides.GIVER, yes=True)


def test_a_yes_after_it_was_called_off_records_nothing(cast: Cast) -> None:
    promise = asked(cast)
    actions.settle(by=cast.partner, promise=promise, shown="suggested", after="called_off")
    with pytest.raises(Conflict):
        actions.answer(by=None, promise=promise, side=sides.GIVER, yes=True)
    promise.refresh_from_db()
    assert promise.state == "called_off"


def test_what_was_never_promised_cannot_be_kept_nor_taken_back_to_a_promise(cast: Cast) -> None:
    promise = asked(cast)
    with pytest.raises(Conflict):
        actions.settle(by=cast.partner, promise=promise, shown="suggested", after="kept")
    actions.settle(by=cast.partner, promise=promise, shown="suggested", after="called_off")
    with pytest.raises(Conflict):
        actions.settle(by=cast.partner, promise=promise, shown="called_off", after="promised")


def test_kept_and_taken_back(cast: Cast) -> None:
    promise = asked(cast)
    actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    actions.settle(by=cast.giver, promise=promise, shown="promised", after="kept")
    promise.refresh_from_db()
    assert promise.state == "kept"
    actions.settle(by=cast.coordinator, promise=promise, shown="kept", after="promised")
    promise.refresh_from_db()
    assert promise.state == "promised"


def test_an_offer_that_was_taken_away_cannot_be_asked_for(cast: Cast) -> None:
    offer = pond(cast)
    actions.take_away(by=cast.giver, offer=offer)
    with pytest.raises(Conflict):
        actions.ask_for(by=cast.partner, offer=offer, receiver=member(cast, "partner"), about="", due_on=None)


def test_a_need_is_met_by_the_other_side_saying_yes(cast: Cast) -> None:
    need = actions.say(by=cast.partner, membership=member(cast, "partner"), what=What("request", "transport", "A bus"))
    promise = actions.give_to(by=cast.giver, need=need, giver=member(cast, "giver"), about="", due_on=None)
    assert (promise.words, sides.waits_for(promise)) == ("A bus", sides.RECEIVER)
    actions.answer(by=cast.partner, promise=promise, side=sides.RECEIVER, yes=True)
    promise.refresh_from_db()
    assert promise.state == "promised"


def test_an_outside_partner_speaks_through_the_school_that_owns_the_link(cast: Cast) -> None:
    values = {"name": "Laboratory", "kind": "laboratory", "owner": member(cast, "giver")}
    centre = actions.know_outside(by=cast.giver, partnership=cast.partnership, values=values)
    with pytest.raises(Invalid, match="written down already"):
        actions.know_outside(by=cast.partner, partnership=cast.partnership, values=values)
    with pytest.raises(Refused):
        actions.say_outside(by=cast.partner, external=centre, what=POND)
    offer = actions.say_outside(by=cast.giver, external=centre, what=POND)
    promise = actions.ask_for(by=cast.partner, offer=offer, receiver=member(cast, "partner"), about="", due_on=None)
    assert sides.other_side(promise, sides.GIVER) == member(cast, "giver")
    actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    assert [each.used for each in queries.outside(cast.partnership, by=cast.partner)] == [1]
    actions.end_outside(by=cast.giver, external=ExternalPartner.unscoped.get())
    assert queries.outside(cast.partnership, by=cast.partner) == ()


def test_matches_say_why(cast: Cast) -> None:
    pond(cast)
    what = What("request", "facilities", "Somewhere for pond dipping")
    actions.say(by=cast.partner, membership=member(cast, "partner"), what=what)
    rows = tuple(queries.open_offers(cast.partnership, by=cast.partner, today=clock.today()))
    assert [match.why for match in queries.matches(rows)] == ["The same kind of help, and both speak of pond."]


def test_needs_name_who_owes_a_yes_and_ask_whether_it_was_kept(cast: Cast) -> None:
    promise = asked(cast)
    later = clock.today() + dt.timedelta(days=5)
    found = {need.key: need for need in needs.source(cast.partnership, later)}
    need = found[f"promise:{promise.pk}"]
    assert [owing.school for owing in need.owed_by] == ["Giver School"]
    assert need.for_run
    assert not next(iter(needs.source(cast.partnership, clock.today()))).for_run
    assert "/reply/promise/" in needs.link_for(need.owed_by[0], None)
    actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    past = clock.today() + dt.timedelta(days=20)
    assert [need.key for need in needs.source(cast.partnership, past)] == [f"promise-past:{promise.pk}"]


def test_needs_ask_the_same_number_of_questions_for_many_promises(cast: Cast, django_assert_num_queries: Any) -> None:
    asked(cast)
    list(needs.source(cast.partnership, clock.today()))
    giver, receiver = member(cast, "giver"), member(cast, "partner")
    for number in range(20):
        whose = {"partnership": cast.partnership, "giver": giver, "receiver": receiver}
        Promise.objects.create(words=f"P{number}", kind="transport", receiver_said_at=clock.now(), **whose)
    with django_assert_num_queries(4):
        list(needs.source(cast.partnership, clock.today()))


def test_calling_off_tells_both_schools_and_taking_that_back_tells_them_again(cast: Cast) -> None:
    promise = asked(cast)
    actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    for _press in range(2):
        actions.settle(by=cast.coordinator, promise=promise, shown="promised", after="called_off")
    leads = {member(cast, who).contacts.get().email for who in ("giver", "partner")}
    rows = OutboxRow.objects.filter(kind="sharing.changed")
    assert [{row.recipient for row in rows}, rows.count()] == [leads, 2]
    actions.settle(by=cast.coordinator, promise=promise, shown="called_off", after="promised")
    assert rows.all().count() == 4
    actions.settle(by=cast.giver, promise=promise, shown="promised", after="kept")
    assert rows.all().count() == 4
    assert outbox.drain() == 6


def test_a_page_that_showed_another_state_settles_nothing(cast: Cast) -> None:
    promise = asked(cast)
    actions.answer(by=cast.giver_head, promise=promise, side=sides.GIVER, yes=True)
    for shown in ("suggested", "kept", "nonsense"):
        with pytest.raises(Conflict):
            actions.settle(by=cast.partner, promise=promise, shown=shown, after="called_off")
    promise.refresh_from_db()
    assert promise.state == "promised"


def test_only_the_two_schools_and_whoever_runs_it_settle(cast: Cast) -> None:
    promise = asked(cast)
    for who in (cast.stranger, cast.other_coordinator):
        with pytest.raises(Refused):
            actions.settle(by=who, promise=promise, shown="suggested", after="called_off")


def test_a_school_that_was_only_asked_to_join_sees_nothing_of_the_board(cast: Cast) -> None:
    promise = asked(cast)
    Membership.unscoped.create(partnership=cast.partnership, school=cast.stranger_school, state="asked")
    for who in (cast.stranger, cast.other_coordinator):
        for model in (Offer, Promise, ExternalPartner):
            assert not model.objects.for_(who).filter(partnership=cast.partnership).exists()
        assert not queries.promises(cast.partnership, by=who)
        with pytest.raises(NotFound):
            queries.promise(promise.pk, by=who, partnership=cast.partnership)
    Membership.unscoped.filter(school=cast.stranger_school, partnership=cast.partnership).update(state="yes")
    assert [each.pk for each in queries.promises(cast.partnership, by=cast.stranger)] == [promise.pk]


def test_a_guest_sees_the_board_and_speaks_on_it_for_nobody(cast: Cast) -> None:
    promise = asked(cast)
    guest = Membership.unscoped.create(
        partnership=cast.partnership, school=cast.stranger_school, state="yes", kind=MembershipKind.GUEST
    )
    assert [each.pk for each in queries.promises(cast.partnership, by=cast.stranger)] == [promise.pk]
    assert queries.open_offers(cast.partnership, by=cast.stranger, today=clock.today()).count() == 1
    with pytest.raises(Refused):
        actions.say(by=cast.stranger, membership=guest, what=POND)
    with pytest.raises(Refused):
        actions.settle(by=cast.stranger, promise=promise, shown="suggested", after="called_off")
    for deed in (actions.ask_for, actions.give_to):
        row = Offer.unscoped.get()
        whose = {"offer": row, "receiver": guest} if deed is actions.ask_for else {"need": row, "giver": guest}
        with pytest.raises(Refused):
            deed(by=cast.stranger, about="", due_on=None, **whose)
