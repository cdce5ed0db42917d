"""One reminder, pressed by many at once: each school that owes gets one message, and one only."""

from __future__ import annotations

from collections import Counter

import pytest

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import nudging as actions
from bothways.partnerships.models import Nudge, NudgeLine
from bothways.partnerships.needs import found as needs
from tests.factories.partnerships import make_proposal
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
PRESSES = 20


def test_many_presses_at_once_remind_each_school_once(cast: Cast) -> None:
    key = f"answers:{make_proposal(cast.partnership).pk}"
    results = all_at_once(
        lambda: actions.nudge(by=cast.coordinator, partnership=cast.partnership, key=key), presses=PRESSES
    )
    assert results == Counter({"Conflict": PRESSES - 1, "ok": 1})
    assert Nudge.unscoped.count() == 1
    to = list(OutboxRow.objects.filter(kind="plan.nudge").values_list("recipient", flat=True))
    assert len(to) == len(set(to)) == 2


def test_negative_control_look_then_write_reminds_more_than_once(cast: Cast) -> None:
    """The same crowd without the held row: proof that the crowd would be seen."""
    key = f"answers:{make_proposal(cast.partnership).pk}"

    def carelessly() -> None:
        need, _link = needs.need_of(cast.partnership, key, clock.today())
        reached = actions.reach(cast.partnership, need)
        for owing in reached.to_write:
            made = Nudge.objects.create(partnership=cast.partnership, need=key, title="x", by=cast.coordinator)
            NudgeLine.objects.create(nudge=made, membership_id=owing.membership_id)

    for _again in range(20):  # on a quiet machine the first press may be done before the second begins
        all_at_once(carelessly, presses=PRESSES)
        if NudgeLine.unscoped.count() > 2:
            return
        Nudge.unscoped.all().delete()
    pytest.fail("nobody was ever reminded twice, so the crowd proves nothing")
