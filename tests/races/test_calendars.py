"""Several people keep, change and put back the same dates at once: one set of dates stands, without an error."""

from __future__ import annotations

import itertools

import pytest

from bothways.core.errors import Conflict
from bothways.core.models import LinkToken
from bothways.partnerships.actions import calendars as actions
from bothways.partnerships.actions import feeds
from bothways.partnerships.models import CalendarFeed, Partnership, TermCalendar
from bothways.rules import terms
from bothways.rules.calendars import Closure, Kept
from tests.people import Cast
from tests.races.crowd import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 30
HALF_TERMS = terms.usual_half_terms(terms.AcademicYear(2026))


def _kept(number: int) -> Kept:
    day = HALF_TERMS[1].first
    return Kept(HALF_TERMS, (Closure(day, day, f"closure {number}"),) if number else ())


def _keep(cast: Cast, kept: Kept, replaces: TermCalendar | None = None) -> TermCalendar:
    return actions.keep(
        by=cast.coordinator, partnership=Partnership.unscoped.get(pk=cast.partnership.pk), kind="council",
        name="Halton", year=2026, kept=kept, schools=[cast.giver_school.pk], replaces=replaces,
    )  # fmt: skip


def test_the_same_dates_kept_by_thirty_presses_are_kept_once(cast: Cast) -> None:
    results = all_at_once(lambda: _keep(cast, _kept(0)), CROWD)
    assert set(results) <= {"ok", "Conflict"}
    assert results["ok"] >= 1
    assert cast.partnership.calendars.filter(removed_at=None).count() == 1


def test_of_many_changes_to_what_everybody_saw_one_holds(cast: Cast) -> None:
    seen = _keep(cast, _kept(0))
    numbers = itertools.count(1)
    results = all_at_once(lambda: _keep(cast, _kept(next(numbers)), replaces=seen), CROWD)
    assert results["ok"] == 1, results
    assert set(results) == {"ok", "Conflict"}
    standing = cast.partnership.calendars.get(removed_at=None)
    assert standing.dates.count() == 7
    assert standing.uses.count() == 1


def test_many_new_addresses_leave_one_that_works(cast: Cast) -> None:
    results = all_at_once(lambda: feeds.make(by=cast.giver, partnership=cast.partnership), CROWD)
    assert set(results) == {"ok"}, results
    assert CalendarFeed.unscoped.count() == 1
    assert LinkToken.objects.filter(revoked_at=None).count() == 1


def test_putting_back_while_others_do_leaves_one(cast: Cast) -> None:
    first = _keep(cast, _kept(0))
    _keep(cast, _kept(1), replaces=first)

    def put_back() -> None:
        actions.put_back(by=cast.coordinator, calendar=TermCalendar.unscoped.get(pk=first.pk))

    results = all_at_once(put_back, CROWD)
    assert set(results) == {"ok"}, results
    assert cast.partnership.calendars.get(removed_at=None) == first


def test_a_change_to_dates_that_are_gone_is_refused(cast: Cast) -> None:
    seen = _keep(cast, _kept(0))
    actions.remove(by=cast.coordinator, calendar=seen)
    with pytest.raises(Conflict):
        _keep(cast, _kept(1), replaces=seen)
    assert not cast.partnership.calendars.filter(removed_at=None).exists()
