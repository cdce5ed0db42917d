"""Any order of deeds at one event, against a model kept with pencil and paper."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bothways.activities.actions import booking as actions
from bothways.activities.actions import offers
from bothways.activities.models import Booking, Pool, PoolKind
from bothways.core import clock
from bothways.core.errors import Conflict, Invalid
from bothways.rules.booking import Wanted
from tests.factories.activities import make_activity, take_part
from tests.factories.schools import make_school
from tests.people import Cast

pytestmark = pytest.mark.django_db
SCHOOLS = st.integers(0, 5)
PUPILS = st.integers(1, 9)


class Pencil:
    """How many places there are; who has some; who waits in which order with which least; who is offered how many."""

    def __init__(self, places: int) -> None:
        self.places = places
        self.has: dict[int, int] = {}
        self.line: list[tuple[int, int, int]] = []
        self.held: dict[int, tuple[int, int, int, int]] = {}  # school: offered, asked, least, its spot
        self.spots: dict[int, int] = {}
        self.last = 0

    @property
    def free(self) -> int:
        return self.places - sum(self.has.values()) - sum(each[0] for each in self.held.values())

    def somewhere(self, school: int) -> bool:
        return school in self.has or school in self.held or any(each[0] == school for each in self.line)

    def join(self, school: int, asked: int, least: int, spot: int | None = None) -> None:
        self.line.append((school, asked, least))
        if spot is None:
            self.last += 1
            spot = self.last
        self.spots[school] = spot
        self.line.sort(key=lambda each: self.spots[each[0]])

    def go_down_the_line(self) -> None:
        for school, asked, least in list(self.line):
            could = min(asked, self.free)
            if could >= least:
                self.line.remove((school, asked, least))
                self.held[school] = (could, asked, least, self.spots[school])


class Machine(RuleBasedStateMachine):
    """Six schools, fourteen places."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.mark = transaction.savepoint()
        self.event = make_activity(self.cast.partnership, self.cast.giver_school, places=14)
        self.parts = [take_part(self.event, make_school(), contact_email="") for _ in range(6)]
        self.pencil = Pencil(14)

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.mark)

    def _standing(self, school: int) -> Booking:
        found: Booking = self.parts[school].bookings.exclude(state="withdrawn").get()
        found.taking_part = self.parts[school]
        return found

    @rule(school=SCHOOLS, asked=PUPILS, least=st.integers(0, 9))
    def book(self, school: int, asked: int, least: int) -> None:
        least = min(least, asked)
        self.pencil.last += not self.pencil.somewhere(school)
        if self.pencil.somewhere(school):
            with pytest.raises(Conflict), transaction.atomic():
                actions.book_places(by=None, part=self.parts[school], wanted=Wanted(asked, least))
            return
        actions.book_places(by=None, part=self.parts[school], wanted=Wanted(asked, least))
        if asked <= self.pencil.free:
            self.pencil.has[school] = asked
        else:
            self.pencil.join(school, asked, least or asked, self.pencil.last)
            self.pencil.go_down_the_line()

    @rule(school=SCHOOLS)
    def withdraw(self, school: int) -> None:
        if not self.pencil.somewhere(school):
            return
        actions.withdraw_booking(by=None, booking=self._standing(school))
        self._gone(school)
        self.pencil.go_down_the_line()

    def _gone(self, school: int) -> None:
        self.pencil.has.pop(school, None)
        self.pencil.held.pop(school, None)
        self.pencil.line = [each for each in self.pencil.line if each[0] != school]

    @rule(school=SCHOOLS, places=PUPILS)
    def change(self, school: int, places: int) -> None:
        had = self.pencil.has.get(school)
        if had is None:
            return
        if places - had > self.pencil.free:
            with pytest.raises(Invalid), transaction.atomic():
                actions.change_booking(by=None, booking=self._standing(school), wanted=Wanted(places))
            return
        actions.change_booking(by=None, booking=self._standing(school), wanted=Wanted(places))
        self.pencil.has[school] = places
        self.pencil.go_down_the_line()

    @rule(school=SCHOOLS, said=st.sampled_from(["take", "wait", "leave"]))
    def answer(self, school: int, said: str) -> None:
        if school not in self.pencil.held:
            return
        offered, asked, _least, spot = self.pencil.held[school]
        if said == "wait" and offered == asked:
            with pytest.raises(Invalid), transaction.atomic():
                actions.answer_offer(by=None, booking=self._standing(school), said=said)
            return
        actions.answer_offer(by=None, booking=self._standing(school), said=said)
        self._gone(school)
        if said == "take":
            self.pencil.has[school] = offered
        elif said == "wait":
            self.pencil.join(school, asked, asked, spot)
        self.pencil.go_down_the_line()

    @rule(count=st.integers(0, 24))
    def edit(self, count: int) -> None:
        taken = self.pencil.places - self.pencil.free
        told: dict[str, Any] = {"by": self.cast.coordinator, "activity": self.event, "kind": PoolKind.PUPILS}
        if count < taken:
            with pytest.raises(Invalid), transaction.atomic():
                offers.set_places(**told, count=count)
            return
        offers.set_places(**told, count=count)
        self.pencil.places = count
        self.pencil.go_down_the_line()

    @rule()
    def time_passes(self) -> None:
        with time_machine.travel(clock.now() + dt.timedelta(days=8), tick=False):
            offers.keep_line(by=None, activity=self.event)
        for school in list(self.pencil.held):
            self._gone(school)
        self.pencil.go_down_the_line()
        Booking.unscoped.filter(taking_part__activity=self.event, state="offered").update(
            offer_until=clock.now() + dt.timedelta(days=2)
        )

    @invariant()
    def paper_and_database_say_the_same(self) -> None:
        pool = Pool.unscoped.get(activity=self.event, kind=PoolKind.PUPILS)
        rows = {part: each for each in Booking.unscoped.filter(taking_part__activity=self.event).exclude(
            state="withdrawn") for part in [self._number(each)]}  # fmt: skip
        assert {n: row.places for n, row in rows.items() if row.state == "booked"} == self.pencil.has
        assert {n: row.offered for n, row in rows.items() if row.state == "offered"} == {
            school: each[0] for school, each in self.pencil.held.items()
        }
        waiting = sorted((row.order, n) for n, row in rows.items() if row.state == "waiting")
        assert [n for _order, n in waiting] == [each[0] for each in self.pencil.line]
        assert pool.capacity - pool.taken == self.pencil.free >= 0
        assert not any(self.pencil.free >= least for _school, _asked, least in self.pencil.line)

    def _number(self, row: Booking) -> int:
        return next(spot for spot, part in enumerate(self.parts) if part.pk == row.taking_part_id)


def _run(cast: Cast, examples: int, steps: int) -> None:
    class Run(Machine):
        pass

    Run.cast = cast
    quiet = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        Run,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=quiet, database=None
        ),
    )


def test_any_order_of_deeds_does_what_paper_says(cast: Cast) -> None:
    _run(cast, examples=6, steps=15)


@pytest.mark.slow
def test_any_order_of_deeds_does_what_paper_says_for_long(cast: Cast) -> None:
    _run(cast, examples=200, steps=60)
