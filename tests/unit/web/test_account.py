"""Signing in by code, joining by invitation, second factors, leaving."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from bothways.config.jinja import PAGES
from bothways.core import clock, limits, outbox
from bothways.core.models import AuditEntry, LinkToken, RateBucket
from bothways.core.startup import routes
from bothways.schools import demonstration
from bothways.schools.actions import staff
from bothways.schools.models import Invitation, InvitationState, Person, RoleAssignment
from bothways.schools.roles import TEACHER
from tests.factories.schools import give_role, make_person
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_counters_of_other_tests(db: None) -> None:
    """The library counts tries in the cache, whose table no test empties."""
    cache.clear()


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
    assert sorted(message.to[0] for message in mail.outbox) == ["nobody@elsewhere.test", cast.giver.email]


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


def _refused(answer: object) -> str:
    text = answer.content.decode()  # type: ignore[attr-defined]  # a test client's answer
    assert (answer.status_code, answer["Retry-After"].isdigit()) == (429, True)  # type: ignore[attr-defined, index]
    assert "Too many tries. Try again in about" in text
    assert "bw-header" in text
    return str(text)


def test_an_unknown_address_costs_the_same_work_as_a_known_one(cast: Cast) -> None:
    counts = []
    Client().post("/account/sign-in/", {"email": cast.partner.email})  # the network's own counters exist from now on
    for email in (cast.giver.email, "nobody@elsewhere.test"):
        with CaptureQueriesContext(connection) as asked:
            Client().post("/account/sign-in/", {"email": email})
        # PostgreSQL reads some lists through a cursor: DECLARE is its SELECT
        counts.append(sorted(query["sql"].split(" ")[0].replace("DECLARE", "SELECT") for query in asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("known", [True, False])
def test_asking_for_codes_over_and_over_is_stopped_for_that_address_only(cast: Cast, known: bool) -> None:
    email = cast.giver.email if known else "nobody@elsewhere.test"
    for _ in range(limits.SIGN_IN_ACCOUNT.most):
        cache.clear()  # the library's own limit is shorter, and is tried below
        assert Client().post("/account/sign-in/", {"email": email}).status_code == 302
    assert "about 2 minutes" in _refused(Client().post("/account/sign-in/", {"email": email.upper()}))
    assert Client().post("/account/sign-in/", {"email": cast.giver_head.email}).status_code == 302


def test_a_network_that_tries_many_addresses_is_stopped(cast: Cast) -> None:
    for _ in range(limits.SIGN_IN_NETWORK.most):
        limits.draw(limits.SIGN_IN_NETWORK, "127.0.0.1")
    _refused(Client().post("/account/sign-in/", {"email": cast.giver.email}))
    assert Client(REMOTE_ADDR="192.0.2.7").post("/account/sign-in/", {"email": cast.giver.email}).status_code == 302


def test_the_librarys_own_limits_answer_with_our_page(cast: Cast) -> None:
    for _ in range(3):
        Client().post("/account/sign-in/", {"email": cast.giver.email})
    _refused(Client().post("/account/sign-in/", {"email": cast.giver.email}))
    for _ in range(10):
        Client().post("/account/security/passkeys/sign-in/", {"credential": "{}"})
    _refused(Client().post("/account/security/passkeys/sign-in/", {"credential": "{}"}))


def test_a_wrong_code_three_times_ends_the_code(cast: Cast) -> None:
    browser = Client()
    browser.post("/account/sign-in/", {"email": cast.giver.email})
    code = _sent_code()
    for _ in range(3):
        browser.post("/account/sign-in/code/", {"code": "WRONG-ONE"})
    browser.post("/account/sign-in/code/", {"code": code})
    assert browser.get("/account/").status_code == 302


def test_signing_out_clears_the_browser_and_no_page_is_stored(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    assert browser.get("/my-school/staff/")["Cache-Control"] == "no-store"
    assert browser.get("/account/sign-out/").status_code == 200
    assert browser.get("/account/").status_code == 200
    assert browser.post("/account/sign-out/")["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/account/").status_code == 302


def test_signing_out_everywhere_keeps_only_this_session(cast: Cast) -> None:
    here, there, colleague = browser_of(cast.giver), browser_of(cast.giver), browser_of(cast.giver_head)
    here.post("/account/sign-out/everywhere/")
    assert [each.get("/account/").status_code for each in (here, there, colleague)] == [200, 302, 200]
    assert AuditEntry.objects.filter(verb="signed out everywhere else", actor_id=cast.giver.pk).count() == 1


def _app(person: Person) -> Authenticator:
    Authenticator.objects.filter(user=person).delete()
    return TOTP.activate(person, generate_totp_secret()).instance


def _passkey(person: Person) -> Authenticator:
    data = {"name": "Laptop", "credential": {}}
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)


def test_a_role_that_needs_a_second_factor_keeps_its_last_one(cast: Cast) -> None:
    app, browser = _app(cast.giver_admin), browser_of(cast.giver_admin)
    said = browser.post("/account/security/app/deactivate/", follow=True).content.decode()
    assert "Set up another first, then take this off." in said
    key = _passkey(cast.giver_admin)
    assert browser.post("/account/security/app/deactivate/").status_code == 302
    browser.post(f"/account/security/passkeys/{key.pk}/remove/")
    assert list(Authenticator.objects.filter(user=cast.giver_admin)) == [key]
    assert not Authenticator.objects.filter(pk=app.pk).exists()


def test_a_role_that_needs_none_may_take_its_only_one_off(cast: Cast) -> None:
    _app(cast.giver)
    browser_of(cast.giver).post("/account/security/app/deactivate/")
    assert not Authenticator.objects.filter(user=cast.giver).exists()
    changed = AuditEntry.objects.get(actor_id=cast.giver.pk, verb="way to sign in changed")
    assert changed.facts == {"change": "totp_deactivated"}
    outbox.drain()
    assert "Was this you?" in mail.outbox[-1].subject


def test_recovery_codes_are_shown_downloaded_and_made_anew(cast: Cast) -> None:
    _app(cast.giver)
    browser = browser_of(cast.giver)
    pages = []
    for _ in range(2):
        browser.post("/account/security/recovery-codes/generate/")
        pages.append(browser.get("/account/security/recovery-codes/download/").content.decode())
    codes = [re.findall(r"^\d{8}$", text, re.MULTILINE) for text in pages]
    assert [len(each) for each in codes] == [10, 10]
    assert not set(codes[0]) & set(codes[1])
    shown = browser.get("/account/security/recovery-codes/").content.decode()
    assert all(code in shown for code in codes[1])


def test_the_demonstrations_people_can_open_how_they_sign_in(db: None) -> None:
    person = demonstration._person("Head of a demonstration")
    browser = browser_of(person)
    for address in ("", "recovery-codes/", "recovery-codes/download/", "passkeys/", "app/activate/"):
        assert browser.get(f"/account/security/{address}").status_code == 200, address


def test_nobody_takes_off_what_is_not_theirs(cast: Cast) -> None:
    key = _passkey(cast.partner)
    browser_of(cast.giver).post(f"/account/security/passkeys/{key.pk}/remove/")
    assert Authenticator.objects.filter(pk=key.pk).exists()


@pytest.mark.parametrize(
    "address", ["app/activate/", "passkeys/add/", "recovery-codes/", "recovery-codes/download/", "app/deactivate/"]
)
def test_changing_how_one_signs_in_asks_for_a_fresh_proof(cast: Cast, address: str) -> None:
    browser = browser_of(cast.giver)
    session = browser.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 16 * 60}]
    session.save()
    assert browser.get(f"/account/security/{address}")["Location"].startswith("/account/confirm/")


def test_taking_the_staff_list_away_asks_for_a_fresh_proof_and_is_not_for_teachers(cast: Cast) -> None:
    admin = browser_of(cast.giver_admin)
    taken = b"".join(admin.get("/my-school/staff/export/?export=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert taken.splitlines()[0] == "Name,E-mail,Role,Since"
    assert cast.giver.email in taken
    assert cast.partner.email not in taken
    assert admin.get("/my-school/staff/export/").status_code == 404
    assert browser_of(cast.giver).get("/my-school/staff/export/?export=csv").status_code == 404
    session = admin.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - 16 * 60}]
    session.save()
    assert admin.get("/my-school/staff/export/?export=csv")["Location"].startswith("/account/confirm/")


def test_ways_to_sign_in_that_are_not_set_up_do_not_exist(cast: Cast, settings: Settings) -> None:
    google, microsoft = reverse("google_login"), reverse("microsoft_login")
    assert [Client().get(address).status_code for address in (google, microsoft, f"{google}token/")] == [404] * 3
    app = {"client_id": "an-id", "secret": "a-secret", "key": "", "settings": {}}
    settings.SOCIALACCOUNT_PROVIDERS = {**settings.SOCIALACCOUNT_PROVIDERS, "google": {"APPS": [app]}}
    assert "Go to Google" in Client().get(google).content.decode()
    assert "Sign in with Google" in Client().get("/account/sign-in/").content.decode()


def test_every_page_a_library_can_show_is_ours() -> None:
    wanted = {
        getattr(view.view_class, name)
        for _name, _pattern, view in routes()
        for name in ("template_name", "template_name_signup_closed")
        if hasattr(view, "view_class") and getattr(view.view_class, name, None)
    }
    wanted |= {"account/logout.html", "account/signup_closed.html", "mfa/totp/deactivate_form.html"}
    wanted |= {"mfa/webauthn/authenticator_confirm_delete.html", "socialaccount/login.html"}
    assert len(wanted) > 15
    assert [name for name in sorted(wanted) if not (PAGES / name).is_file()] == []


def _shows_nothing(answer: object, status: int, says: str) -> None:
    text = answer.content.decode()  # type: ignore[attr-defined]  # a test client's answer
    assert answer.status_code == status  # type: ignore[attr-defined]
    assert says in text
    for secret in ("Giver School", "newcomer@school.test", "Teacher"):
        assert secret not in text


def test_an_expired_a_taken_back_and_a_used_link_say_what_to_do_and_show_nothing(cast: Cast) -> None:
    expired = _invite(cast, "newcomer@school.test")
    LinkToken.objects.update(expires_at=clock.now())
    _shows_nothing(Client().get(f"/join/{expired}/"), 410, "they can send a new one in two presses")
    back = _invite(cast, "newcomer@school.test", role="head")
    staff.withdraw(by=cast.giver_admin, invitation=Invitation.unscoped.get(role="head"))
    _shows_nothing(Client().post(f"/join/{back}/", {"answer": "yes"}), 410, "This link has ended")
    used = _invite(cast, cast.partner.email)
    browser_of(cast.partner).post(f"/join/{used}/", {"answer": "yes"})
    _shows_nothing(Client().get(f"/join/{used}/"), 410, "This link has ended")


def test_a_forwarded_link_says_whose_it_is_not_and_shows_nothing(cast: Cast) -> None:
    token = _invite(cast, "newcomer@school.test")
    for answer in (
        browser_of(cast.stranger).get(f"/join/{token}/"),
        browser_of(cast.stranger).post(f"/join/{token}/", {"answer": "no"}),
    ):
        _shows_nothing(answer, 200, "This invitation is for another address")
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
    token = _invite(cast, "newcomer@school.test")
    mangled = _mangled(token, how, at)
    for answer in (Client().get(f"/join/{mangled}/"), Client().post(f"/join/{mangled}/", {"answer": "yes"})):
        _shows_nothing(answer, 404, "Ask whoever sent it for a new one")
    assert Invitation.unscoped.get().state == InvitationState.ASKED


def test_guessing_links_is_stopped(cast: Cast) -> None:
    browser = Client()
    for number in range(limits.LINK_GUESSES.most):
        assert browser.get(f"/join/guess-{number}/").status_code == 404
    _refused(browser.get("/join/guess-again/"))
