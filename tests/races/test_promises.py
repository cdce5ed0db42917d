"""A yes and a calling off at once: one of them holds, whoever was later is told, and nobody is told both."""

from __future__ import annotations

import itertools
import time

import pytest

from bothways.core import clock
from bothways.core.models import AuditEntry, OutboxRow
from bothways.partnerships.actions import sharing as actions
from bothways.partnerships.models import Membership, Offer, Promise, PromiseState
from bothways.partnerships.queries import promises as sides
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 40


def member(cast: Cast, who: str) -> Membership:
    found: Membership = cast.partnership.memberships.get(school=getattr(cast, f"{who}_school"))
    return found


def suggested(cast: Cast) -> Promise:
    whose = {"partnership": cast.partnership, "giver": member(cast, "giver"), "receiver": member(cast, "partner")}
    return Promise.objects.create(words="Minibus", kind="transport", receiver_said_at=clock.now(), **whose)


def test_a_yes_and_a_calling_off_at_once_are_never_both(cast: Cast) -> None:
    held = set()
    for _try in range(TRIES):
        made, turn = suggested(cast), itertools.count()

        def press(made: Promise = made, turn: itertools.count[int] = turn) -> None:
            if next(turn) % 2:
                actions.settle(by=cast.partner, promise=made, shown="suggested", after="called_off")
            else:
                actions.answer(by=None, promise=made, side=sides.GIVER, yes=True)

        results = all_at_once(press, presses=8)
        made.refresh_from_db()
        held.add(made.state)
        assert results == {"ok": 4, "Conflict": 4}
        told = OutboxRow.objects.filter(about_id=made.pk).values_list("kind", flat=True)
        assert set(told) == {"sharing.answered" if made.state == "promised" else "sharing.changed"}
        said = AuditEntry.objects.filter(object_id=made.pk).values_list("verb", flat=True)
        assert set(said) == {"promise answered" if made.state == "promised" else "promise called_off"}
    assert held <= {"promised", "called_off"}


def test_negative_control_look_then_write_records_both(cast: Cast) -> None:
    """The same crowd without the state in the write: proof that the crowd would be seen."""
    for _try in range(TRIES):
        made, turn, wrote = suggested(cast), itertools.count(), []

        def press(made: Promise = made, turn: itertools.count[int] = turn, wrote: list[str] = wrote) -> None:
            after = PromiseState.CALLED_OFF if next(turn) % 2 else PromiseState.PROMISED
            if Promise.unscoped.get(pk=made.pk).state != PromiseState.SUGGESTED:
                return
            time.sleep(0.02)
            Promise.unscoped.filter(pk=made.pk).update(state=after)
            wrote.append(after)

        all_at_once(press, presses=8)
        if set(wrote) == {"called_off", "promised"}:
            return
    pytest.fail("no yes was ever written over, so the crowd proves nothing")


def test_two_who_ask_for_one_thing_at_once_ask_once(cast: Cast) -> None:
    whose = {"partnership": cast.partnership, "membership": member(cast, "giver")}
    pond = Offer.objects.create(direction="offer", kind="facilities", title="Pond", **whose)
    receiver = member(cast, "partner")

    def press() -> None:
        actions.ask_for(by=cast.partner, offer=pond, receiver=receiver, about="Pond for 28", due_on=None)

    assert all_at_once(press, presses=12) == {"ok": 12}
    assert Promise.unscoped.count() == 1
    assert OutboxRow.objects.filter(kind="sharing.ask").count() == 1


def test_one_offer_said_twice_at_once_stands_once(cast: Cast) -> None:
    what = actions.What(direction="offer", kind="facilities", title="Pond")
    giver = member(cast, "giver")
    assert all_at_once(lambda: actions.say(by=cast.giver, membership=giver, what=what), presses=12) == {"ok": 12}
    assert Offer.unscoped.count() == 1
