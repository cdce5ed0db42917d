"""Three phones, two hundred marks each, on a line that drops requests, loses replies and repeats them.

The phones are what a phone does without the phone (`tests.factories.registers.Phone`); what its own program keeps
through dead tabs and no network is held in a real Chromium by journey J7. A judge compares what every phone made with
what the server has. The control has a phone that numbers its marks anew each time it sends them, and must be caught.
"""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest

from bothways.activities.models import Activity, Mark
from bothways.activities.queries import register as queries
from bothways.activities.queries.labels import labels_for
from bothways.core.ids import random_id
from tests.factories.registers import Phone, make_phone, today_at
from tests.people import Cast

pytestmark = pytest.mark.django_db
HOUR = 3_600_000


class Line:
    """How one batch goes: not at all, there but no answer, twice, or well."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def carry(self, phone: Phone) -> None:
        batch = list(phone.queue)
        if self.chance.random() < 0.3:
            return  # no signal
        some = batch[: self.chance.randint(1, len(batch))] if batch else []
        self.chance.shuffle(some)
        answer = phone.send(some)
        if self.chance.random() < 0.2:
            phone.send(some)  # the network tries again by itself
        if self.chance.random() < 0.3:
            return  # it arrived and the reply is lost: the phone keeps everything and will send it again
        assert answer.status_code == 200
        gone = {mark["id"] for mark in some}
        phone.queue = [mark for mark in phone.queue if mark["id"] not in gone]


class Renumbering(Phone):
    """The control: without a mark's own number the same mark is another mark each time."""

    def send(self, marks: list[dict[str, Any]] | None = None) -> Any:
        rows = self.queue if marks is None else marks
        return super().send([{**mark, "id": random_id()} for mark in rows])


def a_day(cast: Cast, seed: int, marks: int, kind: type[Phone] = Phone) -> tuple[Activity, list[dict[str, Any]]]:
    """Run it until everything was acknowledged. Returns the event and everything that the phones made."""
    activity = today_at(cast, each=30)
    line, made = Line(seed), []
    phones = []
    for name in ("one", "two", "three"):
        make_phone(activity, f"{name}{seed}", name)
        phones.append(kind(f"{name}{seed}"))
    pupils = list(labels_for(activity, None))
    for _turn in range(marks):
        for spot, phone in enumerate(phones):
            clock_wrong = (spot - 1) * 3 * HOUR
            before = [mark for mark in made if mark["own"] and mark["phone"] == spot]
            chosen = line.chance.choice(["arrived", "arrived", "absent", "left", "undo"])
            follows = line.chance.choice(before)["id"] if chosen == "undo" and before else ""
            if chosen == "undo" and not before:
                chosen = "arrived"
            who = line.chance.choice(pupils)
            if follows:
                who = next(mark["who"] for mark in before if mark["id"] == follows)
            mark = phone.mark(who, chosen, follows=follows, at=1_790_000_000_000 + clock_wrong)
            made.append({**mark, "phone": spot})
            if line.chance.random() < 0.1:
                line.carry(phone)
    for phone in phones:
        while phone.queue:
            line.carry(phone)
    return activity, made


def judge(activity: Activity, made: list[dict[str, Any]]) -> list[str]:
    """What is wrong: lost, doubled, or not the same when told in the phones' own order."""
    rows = list(Mark.unscoped.filter(activity=activity))
    held = Counter((row.participant_id, row.kind, row.device_id, row.device_order) for row in rows)
    wrong = [f"doubled: {count} of one mark" for count in held.values() if count > 1]
    wrong += [f"lost: {mark['id']}" for mark in made if mark["id"] not in {row.pk for row in rows}]
    if len(rows) != len(made):
        wrong.append(f"{len(rows)} held of {len(made)} made")
    return wrong


@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_lost_or_doubled(cast: Cast, seed: int) -> None:
    activity, made = a_day(cast, seed, 40)
    assert judge(activity, made) == []


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_nothing_is_lost_or_doubled_in_a_hundred_days_of_six_hundred_marks(cast: Cast, seed: int) -> None:
    activity, made = a_day(cast, seed, 200)
    assert judge(activity, made) == []


def test_phones_that_ask_read_the_same(cast: Cast) -> None:
    activity, _made = a_day(cast, 3, 20)
    told = [Phone(f"{name}3").pack().json()["marks"] for name in ("one", "two", "three")]
    assert told[0] == told[1] == told[2]
    assert queries.states(activity) == queries.states(activity)


def test_the_judge_sees_marks_that_are_doubled(cast: Cast) -> None:
    activity, made = a_day(cast, 1, 20, Renumbering)
    assert any(each.startswith("doubled") for each in judge(activity, made))
