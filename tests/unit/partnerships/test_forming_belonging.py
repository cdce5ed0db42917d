"""While a school belongs: its people, what it gives and receives, its leaving; and pasted lists of schools."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.core import clock, tokens
from bothways.core.errors import Conflict, Invalid, Refused
from bothways.partnerships import links
from bothways.partnerships.actions import belonging, joining
from bothways.partnerships.models import Asked, Contact, Membership, Promise, PromiseState
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries.forming_words import Wanted
from bothways.partnerships.queries.matching import lines_of, match_lines
from bothways.schools.models import LinkKind, SchoolLink, Status
from tests.factories.partnerships import make_proposal
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.forming_people import ask, fresh, links_in_mail

pytestmark = pytest.mark.django_db


def _giver(cast: Cast) -> Membership:
    found: Membership = cast.partnership.memberships.select_related("school", "partnership").get(
        school=cast.giver_school
    )
    return found


def test_its_people_and_a_coordinator_write_down_what_it_brings(cast: Cast) -> None:
    for person in (cast.giver, cast.giver_head, cast.coordinator):
        belonging.say_brings(by=person, membership=_giver(cast), brings=f"Pond {person.pk}", expects="Kit")
        assert fresh(_giver(cast)).brings == f"Pond {person.pk}"
    for person in (cast.partner, cast.stranger, cast.other_coordinator):
        with pytest.raises(Refused):
            belonging.say_brings(by=person, membership=_giver(cast), brings="x", expects="y")


def test_a_school_leaves_on_a_day_and_the_past_stays(cast: Cast) -> None:
    giver = _giver(cast)
    Membership.unscoped.filter(pk=giver.pk).update(joined_on=dt.date(2020, 9, 1))
    giver = fresh(giver)
    with pytest.raises(Invalid, match="has been, or today"):
        belonging.leave(by=cast.giver_head, membership=giver, on=clock.today() + dt.timedelta(days=1))
    with pytest.raises(Invalid, match="joined after that day"):
        belonging.leave(by=cast.giver_head, membership=giver, on=dt.date(2019, 1, 1))
    for person in (cast.giver, cast.partner, cast.other_coordinator):
        with pytest.raises(Refused):
            belonging.leave(by=person, membership=giver, on=clock.today())
    link = links.make(links.MEMBERSHIP, giver.pk, days=3).rstrip("/").rsplit("/", 1)[1]
    belonging.leave(by=cast.giver_head, membership=giver, on=dt.date(2024, 7, 19), reason="Merged")
    left = fresh(giver)
    assert (left.state, left.left_on, left.reason) == ("left", dt.date(2024, 7, 19), "Merged")
    assert (left.joined_on, left.contacts.get().ends_on) == (dt.date(2020, 9, 1), clock.today())
    cast.partnership.refresh_from_db()
    assert cast.partnership.hub is None
    with pytest.raises(tokens.LinkOver):
        tokens.find(link, purpose=links.MEMBERSHIP)
    with pytest.raises(Conflict, match="not in any more"):
        belonging.leave(by=cast.coordinator, membership=giver, on=clock.today())


def test_a_school_that_left_and_comes_back_gets_a_new_row(cast: Cast) -> None:
    belonging.leave(by=cast.coordinator, membership=_giver(cast), on=clock.today())
    wanted = Wanted(cast.giver_school.pk, email="new@giver.test")
    joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=wanted)
    joining.answer_by_link(token=links_in_mail()[-1], said="yes")
    states = cast.partnership.memberships.filter(school=cast.giver_school).values_list("state", flat=True)
    assert sorted(states) == ["left", "yes"]


def test_founding_or_later_is_the_coordinators_to_put_right(cast: Cast) -> None:
    belonging.change_kind(by=cast.coordinator, membership=_giver(cast), kind="member")
    assert fresh(_giver(cast)).kind == "member"
    for kind in ("guest", "king"):
        with pytest.raises(Invalid):
            belonging.change_kind(by=cast.coordinator, membership=_giver(cast), kind=kind)
    with pytest.raises(Refused):
        belonging.change_kind(by=cast.giver_head, membership=_giver(cast), kind="founding")


def test_a_new_lead_takes_over_and_there_is_only_ever_one(cast: Cast) -> None:
    giver = _giver(cast)
    old = giver.contacts.get()
    new = belonging.add_contact(
        by=cast.giver_head, membership=giver, name="New Lead", post="Head", email=cast.giver.email, is_lead=True
    )
    assert new.person == cast.giver
    assert reads.current_lead(giver) == new
    belonging.make_lead(by=cast.coordinator, contact=Contact.unscoped.get(pk=old.pk))
    assert giver.contacts.filter(is_lead=True, ends_on=None).get() == old
    belonging.end_contact(by=cast.giver_head, contact=old)
    assert reads.current_lead(giver) is None
    with pytest.raises(Conflict, match="has ended"):
        belonging.make_lead(by=cast.coordinator, contact=Contact.unscoped.get(pk=old.pk))


def test_strangers_and_other_members_change_no_contact(cast: Cast) -> None:
    contact = _giver(cast).contacts.get()
    for person in (cast.partner, cast.stranger, cast.other_coordinator):
        with pytest.raises(Refused):
            belonging.change_contact(by=person, contact=contact, name="X", post="", email="")
        with pytest.raises(Refused):
            belonging.end_contact(by=person, contact=contact)


def test_a_new_post_keeps_the_old_one_with_its_years(cast: Cast) -> None:
    giver = _giver(cast)
    contact = giver.contacts.get()
    Contact.unscoped.filter(pk=contact.pk).update(starts_on=dt.date(2019, 9, 1))
    contact = Contact.unscoped.get(pk=contact.pk)
    belonging.change_contact(
        by=cast.giver_head, contact=contact, name=contact.name, post="Deputy head", email=contact.email
    )
    (person,) = reads.bylines(giver)
    this_year = clock.today().year
    assert person.posts == (f"Science lead, 2019–{this_year}", f"Deputy head, {this_year}–")
    assert person.current is not None
    assert person.current.is_lead
    belonging.change_contact(
        by=cast.giver_head, contact=person.current, name="Right Name", post="Deputy head", email=contact.email
    )
    assert giver.contacts.count() == 2


def test_giving_and_receiving_come_from_what_was_agreed_alone(cast: Cast) -> None:
    giver, partner = _giver(cast), cast.partnership.memberships.get(school=cast.partner_school)
    proposal = make_proposal(cast.partnership, title="Pond day", version=2)
    rows = Asked.unscoped.filter(proposal=proposal, membership=giver)
    rows.update(gives="The pond", gets="Two judges")
    assert reads.giving_of(giver) == reads.Giving((), ())
    rows.update(answer="in", version=1)
    assert reads.giving_of(giver).gives == ()  # a yes to terms that have changed is none
    rows.update(version=2)
    Promise.unscoped.create(
        partnership=cast.partnership,
        giver=giver,
        receiver=partner,
        words="The minibus",
        kind="transport",
        state=PromiseState.PROMISED,
    )
    Promise.unscoped.create(
        partnership=cast.partnership, giver=partner, receiver=giver, words="A hall", kind="facilities"
    )
    found = reads.giving_of(giver)
    assert [(each.words, each.with_whom) for each in found.gives] == [
        ("The pond", ""),
        ("The minibus", "Partner School"),
    ]
    assert [each.words for each in found.receives] == ["Two judges"]  # what is only suggested is not received
    assert [each.words for each in reads.giving_of(partner).receives] == ["The minibus"]


def test_pasted_lines_are_matched_by_number_name_and_address(cast: Cast) -> None:
    moss = make_school(name="Moss Primary School", town="Widnes")
    make_school(name="Hill Primary School", town="Widnes")
    make_school(name="Hill Primary School", town="Runcorn")
    pasted = f"""Moss Primary School, head@moss.test
      {moss.identifier}
      hill primary

      Qwertzuiop
      Moss Primary School, head@moss.test
      Giver School"""
    lines = lines_of(pasted)
    assert len(lines) == 5
    by_name, by_number, several, none, known = match_lines(cast.partnership, lines)
    assert (by_name.sure, by_name.email) == (moss.pk, "head@moss.test")
    assert by_number.sure == moss.pk
    assert (several.sure, len(several.choices)) == ("", 2)
    assert none.choices == ()
    assert known.known == "is in already"


def test_a_pasted_closed_school_offers_the_one_after_it_and_is_never_sure(cast: Cast) -> None:
    closed = make_school(name="Quarry Juniors", status=Status.CLOSED)
    after = make_school(name="Quarry Academy")
    SchoolLink.objects.create(urn=closed.identifier, other_urn=after.identifier, kind=LinkKind.SUCCESSOR)
    (match,) = match_lines(cast.partnership, [closed.identifier])
    assert [each.school_id for each in match.choices] == [after.pk]
    assert match.choices[0].note == "Quarry Juniors has closed; this school came after it."
    assert match.sure == ""


def test_fewer_than_four_is_a_sentence_and_no_block(cast: Cast) -> None:
    assert reads.too_few(3).startswith("3 of 4 schools")
    assert reads.too_few(4) == ""
    ask(cast)
