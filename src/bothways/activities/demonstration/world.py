"""Events of a made-up world of any size, for measuring: three a partnership and year, each with all its schools."""

from __future__ import annotations

import datetime as dt
import random

from bothways.activities.actions import starting
from bothways.activities.kinds import KINDS
from bothways.activities.models import Activity, ActivityState, TakingPart
from bothways.core import clock
from bothways.partnerships.models import MembershipState, Partnership

A_YEAR = 3


def make_world(*, partnerships: int, schools: int, years: int, seed: int) -> dict[str, int]:
    """Fill the newest partnerships of the world; as many schools of each as the world was asked for."""
    chance = random.Random(seed)  # noqa: S311 - made-up worlds, not secrets
    made = 0
    for partnership in Partnership.unscoped.filter(is_demo=False, activities=None).order_by("-made_at")[:partnerships]:
        belong = partnership.memberships.filter(state=MembershipState.YES).select_related("school")[:schools]
        for number in range(years * A_YEAR):
            _event(partnership, [each.school_id for each in belong], number, chance)
            made += 1
    return {"events": made}


def _event(partnership: Partnership, schools: list[str], number: int, chance: random.Random) -> None:
    kind = chance.choice(KINDS)
    day = clock.today() + dt.timedelta(days=40 - number * 120 + chance.randrange(30))
    event: Activity = partnership.activities.create(
        kind=kind.key,
        title=f"{kind.name} {number + 1}",
        day=day,
        ends_on=day + dt.timedelta(days=kind.days - 1),
        starts_at=kind.starts,
        state=ActivityState.OPEN if day > clock.today() else ActivityState.DONE,
        places=chance.randrange(20, 200, 10),
        host_id=schools[0] if schools else None,
    )
    rows = [TakingPart(activity=event, school_id=school, is_owner=at < 2) for at, school in enumerate(schools)]
    TakingPart.objects.bulk_create(rows)
    starting.make_pools(event)
    starting.lay_out(event)
