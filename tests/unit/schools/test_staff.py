"""Who works for a school: asked again, ended, put back, and never nobody left in charge."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from bothways.core import outbox, tokens
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment
from bothways.schools.roles import HEAD, TEACHER
from tests.factories.schools import give_role
from tests.people import Cast

pytestmark = pytest.mark.django_db


def _invited(cast: Cast) -> Invitation:
    return staff.invite(by=cast.giver_admin, school=cast.giver_school, email="new@school.test", role="teacher")


def _links() -> list[str]:
    outbox.drain()
    found = [re.search(r"/join/(\S+?)/", str(message.body)) for message in mail.outbox]
    return [link[1] for link in found if link]


def _fresh(person: Person) -> Person:
    return Person.unscoped.get(pk=person.pk)


def test_somebody_who_has_the_role_already_is_not_asked(cast: Cast) -> None:
    with pytest.raises(Invalid, match="is Teacher here already") as refusal:
        staff.invite(by=cast.giver_admin, school=cast.giver_school, email=cast.giver.email.upper(), role="teacher")
    assert refusal.value.field == "email"
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email=cast.giver.email, role="head")
    staff.invite(by=cast.partner, school=cast.partner_school, email=cast.giver.email, role="teacher")
    assert Invitation.unscoped.count() == 2


def test_sending_again_makes_a_new_link_and_ends_the_old_one(cast: Cast) -> None:
    invitation = _invited(cast)
    (first,) = _links()
    staff.resend(by=cast.giver_admin, invitation=invitation)
    second = _links()[1]
    with pytest.raises(tokens.LinkOver):
        tokens.find(first, purpose=staff.PURPOSE)
    assert tokens.find(second, purpose=staff.PURPOSE).subject_id == invitation.pk


def test_sending_again_twice_in_a_day_sends_one_mail_and_its_link_goes_on_working(cast: Cast) -> None:
    invitation = _invited(cast)
    _links()
    staff.resend(by=cast.giver_admin, invitation=invitation)
    with pytest.raises(Conflict, match="sent again today already"):
        staff.resend(by=cast.giver_admin, invitation=invitation)
    _first, second = _links()
    assert tokens.find(second, purpose=staff.PURPOSE)


def test_an_answered_invitation_is_neither_sent_again_nor_taken_back(cast: Cast) -> None:
    invitation = _invited(cast)
    staff.decline(token=_links()[0])
    for deed in (staff.resend, staff.withdraw):
        with pytest.raises(Conflict):
            deed(by=cast.giver_admin, invitation=invitation)
    assert Invitation.unscoped.get().state == InvitationState.DECLINED
    assert len(_links()) == 1


def test_only_those_who_manage_staff_send_again(cast: Cast) -> None:
    invitation = _invited(cast)
    for person in (cast.giver, cast.partner, cast.operator):
        with pytest.raises(Refused):
            staff.resend(by=person, invitation=invitation)


def test_the_last_who_can_manage_staff_stays(cast: Cast) -> None:
    head, admin = cast.giver_head, cast.giver_admin
    staff.end_role(by=head, role=admin.held[0])
    with pytest.raises(Refused, match="Invite a head or an administrator first"):
        staff.end_role(by=head, role=head.held[0])


def test_two_who_end_each_other_do_not_both_succeed(cast: Cast) -> None:
    head, admin = _fresh(cast.giver_head), _fresh(cast.giver_admin)
    assert (len(head.held), len(admin.held)) == (1, 1)  # both pages were opened before either press
    staff.end_role(by=head, role=admin.held[0])
    with pytest.raises(Refused, match="Nobody would be left"):
        staff.end_role(by=admin, role=head.held[0])
    assert _fresh(cast.giver_head).held


def test_a_teacher_may_always_be_ended_and_one_of_two_heads_too(cast: Cast) -> None:
    second = give_role(cast.giver, HEAD, cast.giver_school)
    staff.end_role(by=cast.giver_admin, role=cast.giver_head.held[0])
    staff.end_role(by=cast.giver_admin, role=second)
    staff.end_role(by=cast.giver_admin, role=RoleAssignment.unscoped.get(person=cast.giver, role="teacher"))
    assert not _fresh(cast.giver).held


def test_a_role_that_was_given_again_is_not_put_back_beside_itself(cast: Cast) -> None:
    ended = cast.giver.held[0]
    staff.end_role(by=cast.giver_admin, role=ended)
    give_role(cast.giver, TEACHER, cast.giver_school)
    with pytest.raises(Conflict, match="hold this role again"):
        staff.reopen_role(by=cast.giver_admin, role=RoleAssignment.unscoped.get(pk=ended.pk))


def test_a_role_at_the_service_is_no_school_role(cast: Cast) -> None:
    for deed in (staff.end_role, staff.reopen_role):
        with pytest.raises(NotFound):
            deed(by=cast.giver_admin, role=cast.operator.held[0])
