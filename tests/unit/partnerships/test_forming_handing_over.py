"""Handing over: asked by link, taken, shared, ended; and nobody is left without somebody who runs it."""

from __future__ import annotations

import csv
import io

import pytest

from bothways.core import clock, tokens
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.exports import csv_lines
from bothways.partnerships.actions import handing_over
from bothways.partnerships.models import Contact, Handover
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries import handing_over as asked
from bothways.partnerships.queries import takeaway
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, InvitationState, Person
from bothways.schools.roles import COORDINATOR, Permission, PlaceKind
from tests.factories.partnerships import make_meeting, make_proposal
from tests.factories.schools import give_role
from tests.people import Cast
from tests.unit.partnerships.forming_people import again, links_in_mail

pytestmark = pytest.mark.django_db


def _runs(person: Person, cast: Cast) -> bool:
    return again(person).holds(Permission.RUN_PARTNERSHIP, at=(PlaceKind.PARTNERSHIP, cast.partnership.pk))


def _hand_over(cast: Cast, *, leaves: bool) -> Invitation:
    handing_over.hand_over(
        by=cast.coordinator, partnership=cast.partnership, email=cast.giver.email.upper(), leaves=leaves
    )
    return Invitation.unscoped.get()


@pytest.mark.parametrize("leaves", [True, False])
def test_with_their_yes_it_is_theirs_and_the_asker_stays_or_goes(cast: Cast, leaves: bool) -> None:
    _hand_over(cast, leaves=leaves)
    assert _runs(cast.coordinator, cast)
    assert not _runs(cast.giver, cast)
    handing_over.accept(by=cast.giver, token=links_in_mail("join")[0], name="")
    assert _runs(cast.giver, cast)
    assert _runs(cast.coordinator, cast) is not leaves
    assert Handover.unscoped.get().taken_at is not None


def test_only_who_runs_it_hands_it_over(cast: Cast) -> None:
    for person in (cast.giver_head, cast.partner, cast.other_coordinator):
        with pytest.raises(Refused):
            handing_over.hand_over(by=person, partnership=cast.partnership, email="x@y.test", leaves=True)


def test_asking_the_same_person_twice_sends_once_and_the_last_wish_holds(cast: Cast) -> None:
    _hand_over(cast, leaves=True)
    _hand_over(cast, leaves=False)
    assert len(links_in_mail("join")) == 1
    assert Handover.unscoped.get().from_leaves is False
    with pytest.raises(Invalid, match="has this role already"):
        handing_over.hand_over(
            by=cast.coordinator, partnership=cast.partnership, email=cast.coordinator.email, leaves=True
        )


def test_sent_again_the_old_link_ends_and_taken_back_nothing_changes(cast: Cast) -> None:
    invitation = _hand_over(cast, leaves=True)
    handing_over.ask_again(by=cast.coordinator, partnership=cast.partnership, invitation=invitation)
    old, new = links_in_mail("join")
    with pytest.raises(tokens.LinkOver):
        tokens.find(old, purpose=staff.PURPOSE)
    with pytest.raises(Conflict, match="again today already"):
        handing_over.ask_again(by=cast.coordinator, partnership=cast.partnership, invitation=invitation)
    handing_over.take_back(by=cast.coordinator, partnership=cast.partnership, invitation=invitation)
    with pytest.raises(tokens.LinkOver):
        handing_over.accept(by=cast.giver, token=new, name="")
    assert Invitation.unscoped.get().state == InvitationState.WITHDRAWN
    assert _runs(cast.coordinator, cast)


def test_no_other_partnership_and_no_school_reaches_the_question(cast: Cast) -> None:
    invitation = _hand_over(cast, leaves=True)
    for deed in (handing_over.ask_again, handing_over.take_back):
        with pytest.raises(NotFound):
            deed(by=cast.other_coordinator, partnership=cast.other_partnership, invitation=invitation)
        with pytest.raises(Refused):
            deed(by=cast.giver_head, partnership=cast.partnership, invitation=invitation)
    with pytest.raises(NotFound):
        asked.invitation(cast.other_partnership, invitation.pk, by=cast.other_coordinator)


def test_one_of_two_coordinators_can_go_and_the_last_cannot(cast: Cast) -> None:
    second = give_role(cast.giver, COORDINATOR, cast.partnership)
    first = reads.coordinators(cast.partnership)[0]
    handing_over.end_role(by=again(cast.giver), partnership=cast.partnership, role_id=first.pk)
    with pytest.raises(Refused, match="Nobody would be left to run it"):
        handing_over.end_role(by=again(cast.giver), partnership=cast.partnership, role_id=second.pk)
    with pytest.raises(NotFound):
        handing_over.end_role(by=again(cast.giver), partnership=cast.partnership, role_id="0" * 26)
    assert [role.person for role in reads.coordinators(cast.partnership)] == [cast.giver]


def test_two_who_end_each_other_do_not_both_succeed(cast: Cast) -> None:
    second = give_role(cast.giver, COORDINATOR, cast.partnership)
    first = next(role for role in reads.coordinators(cast.partnership) if role.pk != second.pk)
    one, two = again(cast.coordinator), again(cast.giver)
    assert one.held
    assert two.held  # both pages were opened before either press
    handing_over.end_role(by=one, partnership=cast.partnership, role_id=second.pk)
    with pytest.raises(Refused):
        handing_over.end_role(by=two, partnership=cast.partnership, role_id=first.pk)


def test_contacts_offered_have_an_address_and_do_not_run_it(cast: Cast) -> None:
    first, second = Contact.unscoped.filter(membership__partnership=cast.partnership).order_by("pk")
    Contact.unscoped.filter(pk=first.pk).update(email=cast.coordinator.email)
    assert asked.could_take_over(cast.partnership, by=cast.coordinator) == (second,)


def test_everything_is_taken_away_as_safe_tables(cast: Cast) -> None:
    make_proposal(cast.partnership, title="=HYPERLINK(1)")
    make_meeting(cast.partnership, title="Planning", notes="Minutes of it")
    sheets = {sheet.name: sheet for sheet in takeaway.sheets(cast.partnership)}
    for sheet in sheets.values():
        assert all(len(row) == len(sheet.heads) for row in sheet.rows)
    plan = b"".join(csv_lines(sheets["plan.csv"].heads, sheets["plan.csv"].rows)).decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(plan.split("\r\n", 1)[1])))[1] == "'=HYPERLINK(1)"
    meetings = sheets["meetings.csv"]
    assert meetings.rows[0][meetings.heads.index("notes")] == "Minutes of it"
    assert len(sheets["answers.csv"].rows) == 2
    whole = str([sheet.rows for sheet in sheets.values()])
    assert "reply/" not in whole
    assert str(clock.today().year) in whole
