"""A crowd at the places of one event: books, changes, withdraws, answers, and edits of how many there are."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from django.db import connections

from bothways.activities.actions import booking as actions
from bothways.activities.actions import offers
from bothways.activities.models import Activity, Booking, BookingState, Pool, PoolKind, TakingPart
from bothways.core.errors import Conflict, Invalid, ProductError, Refused
from bothways.rules.booking import Wanted
from bothways.schools.models import Person
from tests.factories.activities import make_activity, take_part
from tests.factories.schools import make_school
from tests.people import Cast
from tests.races.crowd import crowd_size

LARGEST = 12
TOLD = (Conflict, Invalid, Refused)
"""What a page says in a sentence; anything else would be an error shown."""


@dataclass
class Seen:
    """What a round saw: what became of each press, how long each took, and what went wrong."""

    results: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def slowest(self, share: float = 0.99) -> float:
        """The time within which so many presses were answered."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def make_event(cast: Cast, schools: int, places: int) -> tuple[Activity, list[TakingPart]]:
    """An event with few places and many schools that would like some. Nobody is written to: mail has its own races."""
    activity = make_activity(cast.partnership, cast.giver_school, places=places, training_places=5)
    Pool.unscoped.create(activity=activity, kind=PoolKind.TRAINING, capacity=5)
    parts = [take_part(activity, make_school(), contact_email="") for _ in range(schools)]
    return activity, parts


def begin_with(parts: list[TakingPart], seed: int) -> None:
    """Half of the schools have booked or wait when the crowd begins, so that every deed has something to do."""
    dice = random.Random(seed)
    for part in parts[::2]:
        pupils = dice.randint(1, LARGEST)
        actions.book_places(by=None, part=part, wanted=Wanted(pupils, least=dice.choice([0, 1, pupils // 2])))


def press(part: TakingPart, by: Person, dice: random.Random) -> str:
    """One school does one thing: mostly it books, twice with the same key; else it changes, withdraws or answers."""
    standing = part.bookings.exclude(state=BookingState.WITHDRAWN).first()
    if standing is None:
        pupils = dice.randint(1, LARGEST)
        wanted = Wanted(pupils, least=dice.choice([0, 1, pupils // 2]), adults=1, training=0)
        key = f"{part.pk}:{dice.random()}"
        for _ in range(dice.choice([1, 1, 2])):
            actions.book_places(by=None, part=part, wanted=wanted, key=key)
        return "booked"
    standing.taking_part = part
    deed = dice.choice(["change", "withdraw", "answer", "places"])
    if deed == "places":
        taken = Pool.unscoped.get(activity=part.activity, kind=PoolKind.PUPILS).taken
        count = max(0, taken + dice.randint(-3, 3))
        offers.set_places(by=by, activity=part.activity, kind=PoolKind.PUPILS, count=count)
    elif deed == "change":
        actions.change_booking(by=None, booking=standing, wanted=Wanted(dice.randint(1, LARGEST), adults=1))
    elif deed == "withdraw":
        actions.withdraw_booking(by=None, booking=standing)
    else:
        actions.answer_offer(by=None, booking=standing, said=dice.choice(["take", "wait", "leave"]))
    return deed


def round_of(cast: Cast, parts: list[TakingPart], presses: int, seed: int) -> Seen:
    """So many presses at once, from a seed. Two threads may press for one school: a double press."""
    seen, lock = Seen(), threading.Lock()
    begin_with(parts, seed)
    size = min(crowd_size(), presses)
    gate = threading.Barrier(size)

    def somebody(number: int) -> None:
        dice = random.Random(seed * 1000 + number)
        gate.wait(30)
        for turn in range(presses // size + (number < presses % size)):
            part = parts[(number + turn * size) % len(parts)]
            begun = time.monotonic()
            try:
                result = press(part, cast.coordinator, dice)
            except TOLD as problem:
                result = f"told {type(problem).__name__}" if problem.sentence else "no sentence"
            except ProductError as problem:
                result = type(problem).__name__
            except Exception as problem:  # whatever it is, somebody would see it
                result = "error"
                with lock:
                    seen.errors.append(repr(problem)[:200])
            with lock:
                seen.results[result] += 1
                seen.seconds.append(time.monotonic() - begun)
        connections.close_all()

    with ThreadPoolExecutor(size) as pool:
        for each in [pool.submit(somebody, number) for number in range(size)]:
            each.result()
    return seen


def faults_of(activity: Activity) -> list[str]:
    """What does not hold once everybody has finished; empty when all does. Counted from the bookings themselves."""
    pool = Pool.unscoped.get(activity=activity, kind=PoolKind.PUPILS)
    rows = list(Booking.unscoped.filter(taking_part__activity=activity))
    given = sum(row.places + row.offered for row in rows)
    found = []
    if given != pool.taken:
        found.append(f"{given} given and {pool.taken} counted")
    if given > pool.capacity:
        found.append(f"{given - pool.capacity} over")
    free = pool.capacity - given
    found += [
        f"{free} free while one waits for {row.asked}, {row.least} at least"
        for row in rows
        if row.state == BookingState.WAITING and free >= max(1, row.least)
    ]
    found += [
        f"offered {row.offered} to one that asks {row.asked}, {row.least} at least"
        for row in rows
        if row.state == BookingState.OFFERED and not row.least <= row.offered <= row.asked
    ]
    standing = Counter(row.taking_part_id for row in rows if row.state != BookingState.WITHDRAWN)
    found += ["a school has two bookings" for count in standing.values() if count > 1]
    return found
