"""Signing in by code, joining by invitation, second factors, leaving."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from bothways.core import outbox
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment
from bothways.schools.roles import TEACHER
from tests.factories.schools import give_role, make_person
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def _sent_code() -> str:
    outbox.drain()
    found = re.search(r"code: ([A-Z0-9-]+)$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def test_a_code_by_mail_signs_in_and_works_once(cast: Cast) -> None:
    browser = Client()
    assert browser.post("/account/sign-in/", {"email": cast.giver.email}).status_code == 302
    code = _sent_code()
    assert browser.post("/account/sign-in/code/", {"code": code}).status_code == 302
    assert browser.get("/my-school/staff/").status_code == 200


def test_a_code_does_not_work_in_another_browser(cast: Cast) -> None:
    Client().post("/account/sign-in/", {"email": cast.giver.email})
    other = Client()
    other.post("/account/sign-in/code/", {"code": _sent_code()})
    assert other.get("/my-school/staff/").status_code == 302


def test_an_unknown_address_gets_the_same_page_and_a_mail_that_explains(cast: Cast) -> None:
    known, unknown = Client(), Client()
    first = known.post("/account/sign-in/", {"email": cast.giver.email})
    second = unknown.post("/account/sign-in/", {"email": "nobody@elsewhere.test"})
    assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
    pages = [
        re.sub(r'value="[^"]*"|\S+@\S+', "", b.get("/account/sign-in/code/").content.decode()) for b in (known, unknown)
    ]
    assert pages[0] == pages[1]
    outbox.drain()
    assert [message.to for message in mail.outbox] == [[cast.giver.email], ["nobody@elsewhere.test"]]


def test_a_role_that_needs_a_second_factor_is_sent_to_set_one_up(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver_admin).delete()
    answer = browser_of(cast.giver_admin).get("/my-school/staff/invite/")
    assert answer["Location"].startswith("/account/second-factor/")


def _invite(cast: Cast, email: str, role: str = "teacher") -> str:
    staff.invite(by=cast.giver_admin, school=cast.giver_school, email=email, role=role)
    outbox.drain()
    found = re.search(r"/join/(\S+?)/", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_an_invitation_is_accepted_by_link_and_code(cast: Cast) -> None:
    token = _invite(cast, "newcomer@school.test")
    browser = Client()
    assert "Giver School" in browser.get(f"/join/{token}/").content.decode()
    assert Invitation.unscoped.get().state == InvitationState.ASKED
    answer = browser.post(f"/join/{token}/", {"answer": "yes"})
    browser.post(answer["Location"], {"code": _sent_code()})
    browser.post(f"/join/{token}/", {"answer": "yes", "name": "New colleague"})
    person = Person.unscoped.get(email="newcomer@school.test")
    assert (person.name, [held.role for held in person.held]) == ("New colleague", ["teacher"])
    assert browser.get("/my-school/staff/").status_code == 200


def test_opening_an_invitation_ten_times_records_nothing(cast: Cast) -> None:
    token = _invite(cast, "newcomer@school.test")
    for _ in range(10):
        Client().get(f"/join/{token}/")
        Client().head(f"/join/{token}/")
    assert Invitation.unscoped.get().state == InvitationState.ASKED
    assert not Person.unscoped.filter(email="newcomer@school.test").exists()


def test_no_by_link_needs_no_account_and_ends_the_link(cast: Cast) -> None:
    token = _invite(cast, "newcomer@school.test")
    assert Client().post(f"/join/{token}/", {"answer": "no"}).status_code == 200
    assert Invitation.unscoped.get().state == InvitationState.DECLINED
    again = Client().get(f"/join/{token}/")
    assert again.status_code == 410
    assert "Giver School" not in again.content.decode()


def test_a_forwarded_invitation_gives_the_role_to_nobody_else(cast: Cast) -> None:
    token = _invite(cast, "newcomer@school.test")
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


def test_ending_a_role_ends_access_at_the_next_request_and_can_be_undone_today(cast: Cast) -> None:
    theirs = browser_of(cast.giver)
    assert theirs.get("/my-school/staff/").status_code == 200
    admin = browser_of(cast.giver_admin)
    role = cast.giver.held[0].pk
    admin.post(f"/my-school/staff/{role}/end/")
    assert theirs.get("/my-school/staff/").status_code == 404
    admin.post(f"/my-school/staff/{role}/put-back/")
    assert theirs.get("/my-school/staff/").status_code == 200


def test_an_idle_session_ends_after_half_an_hour(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    browser.get("/my-school/staff/")
    session = browser.session
    session["seen"] = time.time() - 31 * 60
    session.save()
    assert browser.get("/my-school/staff/").status_code == 302


def test_a_session_ends_after_twelve_hours_however_busy(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    browser.get("/my-school/staff/")
    session = browser.session
    session["began"] = time.time() - 12 * 3600 - 1
    session.save()
    assert browser.get("/my-school/staff/").status_code == 302


def test_switching_place_changes_whose_staff_is_shown(cast: Cast) -> None:
    give_role(cast.giver, TEACHER, cast.partner_school)
    browser = browser_of(Person.unscoped.get(pk=cast.giver.pk))
    browser.post("/account/place/", {"place": f"school:{cast.partner_school.pk}"})
    assert "Partner School" in browser.get("/my-school/staff/").content.decode()
    browser.post("/account/place/", {"place": f"school:{cast.stranger_school.pk}"})
    assert "Partner School" in browser.get("/my-school/staff/").content.decode()


def test_a_person_without_a_role_is_told_how_to_get_one(db: None) -> None:
    assert "You have no role yet" in browser_of(make_person()).get("/").content.decode()


def test_a_next_address_elsewhere_is_not_followed(cast: Cast) -> None:
    page = browser_of(cast.giver_admin).get("/account/confirm/?next=https://evil.test/").content.decode()
    assert "evil.test" not in page
