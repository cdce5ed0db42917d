"""An event that is on today, with pupils of two schools, and phones that keep its register."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from bothways.activities.actions.devices import digest
from bothways.activities.models import Activity, Device
from bothways.core import clock
from bothways.core.ids import random_id
from tests.factories.activities import make_activity, make_booking, make_participant, make_pupil
from tests.people import Cast


def today_at(cast: Cast, each: int = 4, **values: Any) -> Activity:
    """An event of the giver's and the partner's schools that is on now; each brings so many pupils."""
    now = clock.now().astimezone(clock.LONDON)
    times = {"day": now.date(), "starts_at": dt.time(0), "ends_at": dt.time(23, 59)}
    activity = make_activity(
        cast.partnership, cast.giver_school, cast.partner_school, host=cast.giver_school, **(times | values)
    )
    activity.taking_part.filter(school=cast.partner_school).update(is_owner=False)
    for part in activity.taking_part.order_by("school__name"):
        booking = make_booking(part, places=each)
        for number in range(each):
            make_participant(
                booking, make_pupil(part.school, f"{part.school.name[:3]}{'abcdefghijklmnopqrstuvwxyz'[number % 26]}")
            )
    return activity


def make_phone(activity: Activity, key: str = "key", name: str = "Front door", **values: Any) -> Device:
    """A phone that keeps the register, with a known key."""
    return Device.unscoped.create(activity=activity, name=name, token_hash=digest(key), **values)


@dataclass
class Phone:
    """What a phone does, without the phone: it counts its marks, keeps them, and sends them until it hears back."""

    key: str = "key"
    client: Client = field(default_factory=Client)
    own: int = 0
    queue: list[dict[str, Any]] = field(default_factory=list)

    def mark(self, who: str, kind: str = "arrived", **more: Any) -> dict[str, Any]:
        """Make one mark and keep it."""
        self.own += 1
        made = {"id": random_id(), "who": who, "kind": kind, "own": self.own, "follows": "", "at": 1, **more}
        self.queue.append(made)
        return made

    def send(self, marks: list[dict[str, Any]] | None = None) -> Any:
        """Send what is kept, or these, and drop what the server says it has."""
        rows = self.queue if marks is None else marks
        answer = self.client.post(
            "/keep-register/marks/",
            json.dumps({"marks": rows}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.key}"},
        )
        if answer.status_code == 200 and marks is None:
            self.queue = []
        return answer

    def pack(self) -> Any:
        """What it reads."""
        return self.client.get("/keep-register/pack/", headers={"Authorization": f"Bearer {self.key}"})
