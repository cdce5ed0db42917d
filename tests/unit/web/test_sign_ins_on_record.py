"""Who signed in, who signed out and who failed to is on record: ids, ways and a coarse network, and nothing more."""

from __future__ import annotations

import logging
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.test import Client

from bothways.core.models import AuditEntry
from bothways.schools.models import Person
from bothways.web.account.on_record import coarse
from tests.people import Cast, browser_of
from tests.unit.web.signing_in import sent_code

pytestmark = pytest.mark.django_db(transaction=True)
HOME = {"REMOTE_ADDR": "81.2.69.142"}


def _rows(verb: str) -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(verb=verb))


def _ask(person: Person) -> tuple[Client, str]:
    """Somebody without a second factor asks for a code, from a school's network."""
    Authenticator.objects.filter(user=person).delete()
    browser = Client(**HOME)
    browser.post("/account/sign-in/", {"email": person.email})
    return browser, sent_code()


def test_a_sign_in_and_its_end_are_on_record(cast: Cast) -> None:
    browser, code = _ask(cast.giver)
    assert AuditEntry.objects.count() == 0, "asking for a code is not signing in"
    browser.post("/account/sign-in/code/", {"code": code})
    (came,) = _rows("signed in")
    assert (came.actor_id, came.object_id) == (cast.giver.pk, cast.giver.pk)
    assert came.facts == {"ways": "code", "network": "81.2.0.0/16"}
    browser.post("/account/sign-out/")
    (went,) = _rows("signed out")
    assert (went.actor_id, went.facts) == (cast.giver.pk, {"network": "81.2.0.0/16"})


def test_a_session_that_the_clock_ends_is_on_record_too(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    browser.get("/my-school/staff/")
    session = browser.session
    session["seen"] = time.time() - 31 * 60
    session.save()
    browser.get("/my-school/staff/")
    assert [row.actor_id for row in _rows("signed out")] == [cast.giver.pk]


def test_a_wrong_code_is_on_record_without_what_was_typed(cast: Cast) -> None:
    browser, code = _ask(cast.giver)
    browser.post("/account/sign-in/code/", {"code": "WRONG-CODE"})
    (failed,) = _rows("sign-in failed")
    assert (failed.actor_id, failed.object_id) == ("system", cast.giver.pk)
    assert failed.facts == {"step": "code", "network": "81.2.0.0/16"}
    everything = str(list(AuditEntry.objects.values()))
    assert not [each for each in ("WRONG", code, cast.giver.email, "69.142") if each in everything]


def test_a_wrong_second_factor_is_on_record_and_no_sign_in(cast: Cast) -> None:
    browser, code = _ask(cast.giver_admin)
    totp.TOTP.activate(cast.giver_admin, totp.generate_totp_secret())
    browser.post("/account/sign-in/code/", {"code": code})
    browser.post("/account/security/authenticate/", {"code": "000000"})
    (failed,) = _rows("sign-in failed")
    assert (failed.object_id, failed.facts["step"]) == (cast.giver_admin.pk, "totp")
    assert _rows("signed in") == []


def test_proving_it_again_gives_the_session_a_new_key_and_is_on_record(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver).delete()
    browser, secret = browser_of(cast.giver), totp.generate_totp_secret()
    totp.TOTP.activate(cast.giver, secret)
    before = browser.session.session_key
    wrong = browser.post("/account/security/confirm/", {"code": "000000"})
    assert (wrong.status_code, browser.session.session_key) == (200, before)
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, counter))
    assert browser.post("/account/security/confirm/", {"code": code}).status_code == 302
    assert browser.session.session_key != before
    assert browser.get("/account/").status_code == 200
    assert [row.facts["ways"] for row in _rows("proved it again")] == ["totp"]
    assert [row.facts["step"] for row in _rows("proof failed")] == ["totp"]
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = before
    assert stolen.get("/account/").status_code == 302, "the old key opens nothing"


def test_an_unknown_address_leaves_no_row(cast: Cast) -> None:
    Client().post("/account/sign-in/", {"email": "nobody@elsewhere.test"})
    assert AuditEntry.objects.count() == 0


def test_a_limit_that_was_met_is_a_line_of_the_log_that_names_nobody(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="bothways.core.limits")
    for _ in range(9):
        Client().post("/account/sign-in/", {"email": cast.giver.email})
    (line,) = [each for each in caplog.records if each.name == "bothways.core.limits"][:1]
    assert (line.getMessage(), line.kind) == ("a limit was met", "sign in, account")
    assert cast.giver.email not in caplog.text


def test_a_form_that_did_not_come_from_our_page_is_a_line_of_the_log(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, logger="bothways.web.failures")
    answer = Client(enforce_csrf_checks=True).post("/account/sign-in/", {"email": cast.giver.email})
    assert answer.status_code == 403
    assert [each.getMessage() for each in caplog.records if each.name == "bothways.web.failures"] == [
        "a form did not come from our page"
    ]
    assert cast.giver.email not in caplog.text


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("81.2.69.142", "81.2.0.0/16"),
        ("2a02:6b8:1:2::/64", "2a02:6b8::/32"),
        ("unknown", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_network_is_told_coarsely(network: str, said: str) -> None:
    assert coarse(network) == said
