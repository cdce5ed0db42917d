"""Signing in by code, sessions and their ends, places."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from bothways.config.jinja import PAGES
from bothways.core import outbox
from bothways.core.models import AuditEntry
from bothways.core.startup import routes
from bothways.schools.models import Person
from bothways.schools.roles import TEACHER
from tests.factories.schools import give_role, make_person
from tests.people import Cast, bare, browser_of
from tests.unit.web.signing_in import sent_code

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_code_by_mail_signs_in_and_works_once(cast: Cast) -> None:
    browser = Client()
    assert browser.post("/account/sign-in/", {"email": bare(cast.giver).email}).status_code == 302
    code = sent_code()
    assert browser.post("/account/sign-in/code/", {"code": code}).status_code == 302
    assert browser.get("/my-school/staff/").status_code == 200


def test_a_code_does_not_work_in_another_browser(cast: Cast) -> None:
    Client().post("/account/sign-in/", {"email": cast.giver.email})
    other = Client()
    other.post("/account/sign-in/code/", {"code": sent_code()})
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


def test_taking_the_staff_list_away_asks_for_a_fresh_proof_and_is_not_for_teachers(cast: Cast) -> None:
    admin = browser_of(cast.giver_admin)
    taken = b"".join(admin.get("/my-school/staff/export/?export=csv").streaming_content).decode("utf-8-sig")
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
