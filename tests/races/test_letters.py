"""Letters by the clock, written by several workers at once: one for each address, and no error for anybody."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter

import pytest

from bothways.core import clock, outbox
from bothways.core.models import OutboxRow
from bothways.partnerships.actions import letters, week
from bothways.rules import terms
from tests.factories.partnerships import join, make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 6


def in_term() -> dt.date:
    year = terms.academic_year(clock.today()).start
    return terms.usual_half_terms(terms.AcademicYear(year))[2].first + dt.timedelta(days=10)


def sent(kind: str) -> Counter[str]:
    return Counter(OutboxRow.objects.filter(kind=kind).values_list("recipient", flat=True))


def a_partnership_with_something_to_say(cast: Cast) -> None:
    for number in range(4):
        join(cast.partnership, make_school(name=f"School {number}"))
    make_proposal(cast.partnership, answer_by=clock.today() + dt.timedelta(days=2))


def test_the_half_term_letter_goes_once_to_each_address(cast: Cast) -> None:
    a_partnership_with_something_to_say(cast)
    day = in_term()
    results = all_at_once(lambda: letters.half_term_letters(by=None, today=day), presses=WORKERS)
    assert results == {"ok": WORKERS}
    found = sent(letters.KIND)
    assert cast.giver_head.email in found
    assert len(found) == 6
    assert set(found.values()) == {1}


def test_the_week_goes_once_to_each_address(cast: Cast) -> None:
    a_partnership_with_something_to_say(cast)
    day = in_term()
    results = all_at_once(lambda: week.weekly_letters(by=None, today=day), presses=WORKERS)
    assert results == {"ok": WORKERS}
    found = sent(week.KIND)
    assert cast.coordinator.email in found
    assert set(found.values()) == {1}


def test_negative_control_without_a_campaign_each_worker_writes(cast: Cast) -> None:
    """The same crowd when nothing makes a letter one of its kind: proof that the crowd would be seen."""

    def carelessly() -> None:
        if not OutboxRow.objects.filter(kind=letters.KIND).exists():
            time.sleep(0.05)
            outbox.put(letters.KIND, to=cast.giver_head.email, context={})

    all_at_once(carelessly, presses=WORKERS)
    assert OutboxRow.objects.filter(kind=letters.KIND).count() > 1
