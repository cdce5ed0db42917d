"""Joining by invitation: by whom, for whom, once."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from bothways.core import clock, outbox
from bothways.core.models import LinkToken, RateBucket
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment
from tests.people import Cast, browser_of
from tests.unit.web.signing_in import invite, sent_code, shows_nothing

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_invitation_is_accepted_by_link_and_code(cast: Cast) -> None:
    token = invite(cast, "newcomer@school.test")
    browser = Client()
    assert "Giver School" in browser.get(f"/join/{token}/").content.decode()
    assert Invitation.unscoped.get().state == InvitationState.ASKED
    answer = browser.post(f"/join/{token}/", {"answer": "yes"})
    browser.post(answer["Location"], {"code": sent_code()})
    browser.post(f"/join/{token}/", {"answer": "yes", "name": "New colleague"})
    person = Person.unscoped.get(email="newcomer@school.test")
    assert (person.name, [held.role for held in person.held]) == ("New colleague", ["teacher"])
    assert browser.get("/my-school/staff/").status_code == 200


def test_opening_an_invitation_ten_times_records_nothing(cast: Cast) -> None:
    token = invite(cast, "newcomer@school.test")
    for _ in range(10):
        Client().get(f"/join/{token}/")
        Client().head(f"/join/{token}/")
    assert Invitation.unscoped.get().state == InvitationState.ASKED
    assert not Person.unscoped.filter(email="newcomer@school.test").exists()


def test_no_by_link_needs_no_account_and_ends_the_link(cast: Cast) -> None:
    token = invite(cast, "newcomer@school.test")
    assert Client().post(f"/join/{token}/", {"answer": "no"}).status_code == 200
    assert Invitation.unscoped.get().state == InvitationState.DECLINED
    again = Client().get(f"/join/{token}/")
    assert again.status_code == 410
    assert "Giver School" not in again.content.decode()


def test_a_forwarded_invitation_gives_the_role_to_nobody_else(cast: Cast) -> None:
    token = invite(cast, "newcomer@school.test")
    browser_of(cast.stranger).post(f"/join/{token}/", {"answer": "yes"})
    assert not RoleAssignment.unscoped.filter(person=cast.stranger, place_id=cast.giver_school.pk).exists()


def test_inviting_twice_sends_one_mail(cast: Cast) -> None:
    for _ in range(2):
        staff.invite(by=cast.giver_admin, school=cast.giver_school, email="New@School.test", role="teacher")
    outbox.drain()
    assert len(mail.outbox) == 1


def test_a_teacher_cannot_invite_and_a_stranger_sees_nothing(cast: Cast) -> None:
    assert browser_of(cast.giver).get("/my-school/staff/invite/").status_code == 404
    staff_page = browser_of(cast.stranger).get("/my-school/staff/").content.decode()
    assert "Giver School" not in staff_page


def test_an_expired_a_taken_back_and_a_used_link_say_what_to_do_and_show_nothing(cast: Cast) -> None:
    expired = invite(cast, "newcomer@school.test")
    LinkToken.objects.update(expires_at=clock.now())
    shows_nothing(Client().get(f"/join/{expired}/"), 410, "they can send a new one in two presses")
    back = invite(cast, "newcomer@school.test", role="head")
    staff.withdraw(by=cast.giver_admin, invitation=Invitation.unscoped.get(role="head"))
    shows_nothing(Client().post(f"/join/{back}/", {"answer": "yes"}), 410, "This link has ended")
    used = invite(cast, cast.partner.email)
    browser_of(cast.partner).post(f"/join/{used}/", {"answer": "yes"})
    shows_nothing(Client().get(f"/join/{used}/"), 410, "This link has ended")


def test_a_forwarded_link_says_whose_it_is_not_and_shows_nothing(cast: Cast) -> None:
    token = invite(cast, "newcomer@school.test")
    for answer in (
        browser_of(cast.stranger).get(f"/join/{token}/"),
        browser_of(cast.stranger).post(f"/join/{token}/", {"answer": "no"}),
    ):
        shows_nothing(answer, 200, "This invitation is for another address")
    assert Invitation.unscoped.get().state == InvitationState.ASKED
    assert "newcomer@school.test" not in Client().get(f"/join/{token}/").content.decode()


def _mangled(token: str, how: str, at: int) -> str:
    return {
        "lost": token[:at] + token[at + 1 :],
        "changed": token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :],
        "cut": token[: at + 1],
        "wrapped": token[:at] + "=" + token[at:],
        "case": token.swapcase(),
        "bracket": token + ">",
        "doubled": token + token,
    }[how]


@effort(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(how=st.sampled_from(["lost", "changed", "cut", "wrapped", "case", "bracket", "doubled"]), at=st.integers(0, 40))
def test_a_mangled_link_says_what_to_do_and_shows_nothing(cast: Cast, how: str, at: int) -> None:
    RateBucket.objects.all().delete()
    Invitation.unscoped.all().delete()
    token = invite(cast, "newcomer@school.test")
    mangled = _mangled(token, how, at)
    for answer in (Client().get(f"/join/{mangled}/"), Client().post(f"/join/{mangled}/", {"answer": "yes"})):
        shows_nothing(answer, 404, "Ask whoever sent it for a new one")
    assert Invitation.unscoped.get().state == InvitationState.ASKED
