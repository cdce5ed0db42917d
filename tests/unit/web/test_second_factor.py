"""Second ways to prove who one is: asked for, kept, taken off, and what ends with them."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    SECRET_SESSION_KEY,
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail

from bothways.core import outbox
from bothways.core.models import AuditEntry
from bothways.schools import demonstration
from bothways.schools.models import Person
from bothways.schools.roles import Permission
from tests.people import Cast, bare, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_role_that_needs_a_second_factor_is_sent_to_set_one_up(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver_admin).delete()
    answer = browser_of(cast.giver_admin).get("/my-school/staff/invite/")
    assert answer["Location"].startswith("/account/second-factor/")


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


@pytest.mark.parametrize("change", ["app/deactivate/", "passkeys/{key}/remove/", "recovery-codes/generate/"])
def test_a_changed_second_factor_ends_every_other_session_of_that_person_alone(cast: Cast, change: str) -> None:
    _app(cast.giver)
    key = _passkey(cast.giver)
    here, there, colleague = browser_of(cast.giver), browser_of(cast.giver), browser_of(cast.giver_head)
    before = here.session.session_key
    said = here.post(f"/account/security/{change.format(key=key.pk)}", follow=True).content.decode()
    assert "Everywhere else you are signed out." in said
    assert [each.get("/account/").status_code for each in (here, there, colleague)] == [200, 302, 200]
    assert here.session.session_key != before


def test_a_new_authenticator_app_ends_every_other_session(cast: Cast) -> None:
    here, there = browser_of(bare(cast.giver)), browser_of(cast.giver)
    here.get("/account/security/app/activate/")
    secret = here.session[SECRET_SESSION_KEY]
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    here.post("/account/security/app/activate/", {"code": code})
    assert Authenticator.objects.filter(user=cast.giver, type=Authenticator.Type.TOTP).exists()
    assert [each.get("/account/").status_code for each in (here, there)] == [200, 302]


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


def test_pages_that_show_children_ask_a_teacher_for_a_second_factor_and_others_do_not(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver).delete()
    assert cast.giver.lacks_second_factor(Permission.SEE_PUPILS)
    assert not cast.giver.lacks_second_factor(Permission.BOOK_PLACES)
