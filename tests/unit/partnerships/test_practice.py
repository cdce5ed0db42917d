"""Sharing a practice: who may, what is kept, and what stays when it is said twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.models import AuditEntry
from bothways.partnerships.actions import practice as actions
from bothways.partnerships.models import Enquiry, Membership, MembershipKind, Practice
from bothways.partnerships.queries import practice as queries
from tests.people import Cast

pytestmark = pytest.mark.django_db


def member(cast: Cast, school: Any) -> Membership:
    found: Membership = cast.partnership.memberships.get(school=school)
    return found


def shared(cast: Cast, **values: Any) -> Practice:
    card: dict[str, Any] = {
        "title": "Floor books", "about": "One book for all", "steps": "Buy a book\nWrite", "effort": "some",
        "evidence": "", "started_on": clock.today() - dt.timedelta(days=200), "links": [("A page", "https://x.test/")],
    }  # fmt: skip
    return actions.share(by=cast.giver, origin=member(cast, cast.giver_school), **{**card, **values})


def test_a_teacher_shares_and_the_school_uses_it_from_that_day(cast: Cast) -> None:
    practice = shared(cast)
    assert [row.stage for row in practice.adoptions.all()] == ["adopted"]
    assert [link.url for link in practice.links.all()] == ["https://x.test/"]
    assert AuditEntry.objects.filter(verb="practice shared").exists()


def test_nobody_shares_for_another_school_and_a_guest_does_not_share(cast: Cast) -> None:
    with pytest.raises(Refused):
        actions.ask_together(by=cast.giver, membership=member(cast, cast.partner_school), words="Why?", about="")
    Membership.unscoped.filter(school=cast.giver_school).update(kind=MembershipKind.GUEST)
    with pytest.raises(Refused):
        shared(cast)


def test_another_school_says_where_it_is_and_saying_it_twice_is_once(cast: Cast) -> None:
    practice = shared(cast)
    own = member(cast, cast.partner_school)
    for _press in range(2):
        actions.say_where(by=cast.partner, practice=practice, membership=own, stage="trying", on=clock.today())
    assert practice.adoptions.filter(membership=own).count() == 1
    found = queries.practice(practice.pk, by=cast.partner, partnership=cast.partnership)
    steps = queries.steps_of(found)
    assert queries.path_words(steps, clock.today()) == "1 → 2 schools"
    assert {row.school: row.stage for row in queries.where_it_is(found, clock.today())} == {
        "Giver School": "adopted",
        "Partner School": "trying",
    }


def test_tomorrow_has_not_been_and_a_school_of_elsewhere_is_refused(cast: Cast) -> None:
    practice = shared(cast)
    own = member(cast, cast.giver_school)
    late = clock.today() + dt.timedelta(days=1)
    with pytest.raises(Invalid, match="today or a day that has been"):
        actions.say_where(by=cast.giver, practice=practice, membership=own, stage="trying", on=late)
    elsewhere = cast.other_partnership.memberships.get()
    with pytest.raises(Invalid, match="not in this partnership"):
        actions.say_where(by=cast.stranger, practice=practice, membership=elsewhere, stage="trying", on=clock.today())


def test_only_its_school_or_the_coordinator_changes_a_card_and_puts_it_away_and_back(cast: Cast) -> None:
    practice = shared(cast)
    with pytest.raises(Refused):
        actions.put_away(by=cast.partner, practice=practice)
    actions.put_away(by=cast.coordinator, practice=practice)
    assert queries.practices(cast.partnership, by=cast.giver, today=clock.today()) == ()
    actions.put_away(by=cast.giver, practice=practice, back=True)
    assert len(queries.practices(cast.partnership, by=cast.partner, today=clock.today(), words="floor book")) == 1


def test_strangers_find_nothing(cast: Cast) -> None:
    practice = shared(cast)
    with pytest.raises(NotFound):
        queries.practice(practice.pk, by=cast.stranger, partnership=cast.partnership)


def test_findings_are_added_once_and_not_to_a_closed_question(cast: Cast) -> None:
    enquiry = actions.ask_together(by=cast.giver, membership=member(cast, cast.giver_school), words="Why?", about="")
    own = member(cast, cast.partner_school)
    for _press in range(2):
        actions.add_finding(by=cast.partner, enquiry=enquiry, membership=own, words="Because.", url="")
    assert enquiry.findings.count() == 1
    with pytest.raises(Refused):
        actions.close(by=cast.partner, enquiry=enquiry, partnership=cast.partnership)
    actions.close(by=cast.giver, enquiry=enquiry, partnership=cast.partnership)
    with pytest.raises(Conflict):
        actions.add_finding(by=cast.partner, enquiry=Enquiry.unscoped.get(), membership=own, words="Late", url="")
