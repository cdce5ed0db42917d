"""How often one may try: by address, by network, by code, by link."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bothways.core import limits
from tests.people import Cast
from tests.unit.web.signing_in import refused, sent_code

pytestmark = pytest.mark.django_db(transaction=True)


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
    assert "about 2 minutes" in refused(Client().post("/account/sign-in/", {"email": email.upper()}))
    assert Client().post("/account/sign-in/", {"email": cast.giver_head.email}).status_code == 302


def test_a_network_that_tries_many_addresses_is_stopped(cast: Cast) -> None:
    for _ in range(limits.SIGN_IN_NETWORK.most):
        limits.draw(limits.SIGN_IN_NETWORK, "127.0.0.1")
    refused(Client().post("/account/sign-in/", {"email": cast.giver.email}))
    assert Client(REMOTE_ADDR="192.0.2.7").post("/account/sign-in/", {"email": cast.giver.email}).status_code == 302


def test_the_librarys_own_limits_answer_with_our_page(cast: Cast) -> None:
    for _ in range(3):
        Client().post("/account/sign-in/", {"email": cast.giver.email})
    refused(Client().post("/account/sign-in/", {"email": cast.giver.email}))
    for _ in range(10):
        Client().post("/account/security/passkeys/sign-in/", {"credential": "{}"})
    refused(Client().post("/account/security/passkeys/sign-in/", {"credential": "{}"}))


def test_a_wrong_code_three_times_ends_the_code(cast: Cast) -> None:
    browser = Client()
    browser.post("/account/sign-in/", {"email": cast.giver.email})
    code = sent_code()
    for _ in range(3):
        browser.post("/account/sign-in/code/", {"code": "WRONG-ONE"})
    browser.post("/account/sign-in/code/", {"code": code})
    assert browser.get("/account/").status_code == 302


def test_guessing_links_is_stopped(cast: Cast) -> None:
    browser = Client()
    for number in range(limits.LINK_GUESSES.most):
        assert browser.get(f"/join/guess-{number}/").status_code == 404
    refused(browser.get("/join/guess-again/"))
