"""Signing in with Google and with Microsoft, the whole way: our page, theirs, back, over real HTTP, in a real browser.

The other side is `tests/openid.py` on loopback. Journeys that a browser adds nothing to are walked by a plain client.
"""

from __future__ import annotations

import html
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from bothways.core.models import AuditEntry
from bothways.schools.models import Person
from bothways.web.account.google import nonce_of
from tests.openid import Provider, new_key, serve
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOT_WORKED = "That sign-in did not work"


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    """Google and Microsoft on loopback, named in the settings as the real ones would be."""
    made = Provider()
    server = serve(made)
    before = settings.SOCIALACCOUNT_PROVIDERS
    settings.SOCIALACCOUNT_PROVIDERS = {name: {**before[name], "APPS": [app]} for name, app in made.settings().items()}
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def teacher(cast: Cast) -> Person:
    """Somebody with an account here and no second factor."""
    Authenticator.objects.filter(user=cast.giver).delete()
    return cast.giver


def at_google(person: Person, **claims: Any) -> dict[str, Any]:
    """What Google says of somebody whose school keeps its mail there."""
    domain = person.email.partition("@")[2]
    return {"sub": "1234567890", "email": person.email, "email_verified": True, "hd": domain, **claims}


def walk(provider: Provider, browser: Client, way: str = "google", query: str = "") -> Any:
    """Press the button, say yes there, come back. Returns our last answer."""
    gone = browser.post(f"/account/{way}/login/{query}")
    parts = urlsplit(way_out(gone))
    assert f"{parts.scheme}://{parts.netloc}" == provider.address
    back = urlsplit(provider.say_yes(dict(parse_qsl(parts.query))))
    return browser.get(f"{back.path}?{back.query}", follow=True)


def way_out(answer: Any) -> str:
    """Where the page that we leave by leads: no redirect, which the content policy would stop in a browser."""
    assert answer.status_code == 200, answer.content.decode()[:300]
    assert "form-action 'self';" in answer["Content-Security-Policy"] + ";"
    address = str(answer["Refresh"]).removeprefix("0; url=")
    assert html.escape(address) in answer.content.decode(), "and a link, for whoever is not sent on"
    return address


def signed_in(browser: Client) -> bool:
    return browser.get("/account/").status_code == 200


@pytest.mark.parametrize("way", ["Google", "Microsoft"])
def test_the_whole_way_in_a_real_browser(
    page: Page, live_server: LiveServer, provider: Provider, teacher: Person, way: str
) -> None:
    """Refused by no content policy: the form of ours leads to another host."""
    provider.who = at_google(teacher) if way == "Google" else {"id": "a-microsoft-id"}
    if way == "Microsoft":
        SocialAccount.objects.create(user=teacher, provider="microsoft", uid="a-microsoft-id")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{live_server.url}/account/sign-in/")
    page.get_by_role("button", name=f"Sign in with {way}").click()
    page.locator("#yes").click()  # on the other host, where the browser went by itself
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    assert [words for words in said if "Content Security Policy" in words] == []
    page.goto(f"{live_server.url}/account/other/")
    expect(page.get_by_role("radio", name=way)).to_be_visible()


def test_what_is_asked_of_google(provider: Provider, teacher: Person) -> None:
    provider.who = at_google(teacher)
    browser = Client()
    walk(provider, browser)
    asked, exchanged = provider.asked[0], provider.exchanged[0]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert set(asked["scope"].split()) == {"openid", "email"}
    assert asked["nonce"] == nonce_of(asked["state"])
    assert exchanged["code_verifier"] not in str(asked)
    assert signed_in(browser)
    assert [row.facts["ways"] for row in AuditEntry.objects.filter(verb="signed in")] == ["google"]


def test_little_is_kept(provider: Provider, teacher: Person) -> None:
    provider.who = at_google(teacher, name="Canary Name", picture="https://canary.test/face")
    walk(provider, Client())
    kept = SocialAccount.objects.get()
    assert (kept.user_id, kept.provider, kept.uid, kept.extra_data) == (teacher.pk, "google", "1234567890", {})
    assert SocialToken.objects.count() == 0


def test_the_second_time_the_identifier_counts_and_not_the_address(provider: Provider, teacher: Person) -> None:
    provider.who = at_google(teacher)
    walk(provider, Client())
    provider.who = at_google(teacher, email="renamed@elsewhere.test")
    again = Client()
    walk(provider, again)
    assert signed_in(again)
    teacher.refresh_from_db()
    assert teacher.email != "renamed@elsewhere.test"


FORGED = {
    "another state": {"state": "not-ours"},
    "the nonce of another sign-in": {"nonce": nonce_of("another")},
    "no nonce": {"nonce": None},
    "meant for another application": {"aud": "another-id"},
    "from another issuer": {"iss": "https://accounts.evil.test"},
    "over": {"exp": int(time.time()) - 60},
    "without an end": {"exp": None},
    "not yet": {"iat": int(time.time()) + 3600},
    "signed by a stranger": {"key": new_key()},
    "signed with a key that is not Google’s": {"kid": "key-2"},
    "signed with a word": {"alg": "HS256"},
    "not signed": {"alg": "none"},
    "no identity at all": {"no_identity": True},
    "refused there": {"error": "server_error"},
}


@pytest.mark.parametrize("what", FORGED)
def test_an_answer_that_is_not_sound_signs_nobody_in(provider: Provider, teacher: Person, what: str) -> None:
    provider.who = at_google(teacher)
    provider.faults = FORGED[what]
    browser = Client()
    answer = walk(provider, browser)
    assert NOT_WORKED in answer.content.decode()
    assert not signed_in(browser)
    assert SocialAccount.objects.count() == 0
    provider.faults = {}
    walk(provider, browser)
    assert signed_in(browser), "without the fault it works"


def test_somebody_who_stops_half_way_is_told_so(provider: Provider, teacher: Person) -> None:
    provider.faults = {"error": "access_denied"}
    assert "Nothing was changed" in walk(provider, Client()).content.decode()


def test_an_answer_works_once_and_only_in_the_browser_that_asked(provider: Provider, teacher: Person) -> None:
    provider.who = at_google(teacher)
    asked_here, other = Client(), Client()
    gone = urlsplit(way_out(asked_here.post("/account/google/login/")))
    back = urlsplit(provider.say_yes(dict(parse_qsl(gone.query))))
    address = f"{back.path}?{back.query}"
    assert NOT_WORKED in other.get(address, follow=True).content.decode()
    asked_here.get(address, follow=True)
    assert signed_in(asked_here)
    assert not signed_in(other)
    asked_here.post("/account/sign-out/")
    assert NOT_WORKED in asked_here.get(address, follow=True).content.decode()


def test_an_answer_of_one_is_not_taken_at_the_door_of_the_other(provider: Provider, teacher: Person) -> None:
    """Each has a way back of its own, and a state knows whose it is: answers cannot be mixed up."""
    provider.who = at_google(teacher, id="m-1")
    SocialAccount.objects.create(user=teacher, provider="microsoft", uid="m-1")
    browser = Client()
    gone = urlsplit(way_out(browser.post("/account/google/login/")))
    back = urlsplit(provider.say_yes(dict(parse_qsl(gone.query))))
    answer = browser.get(f"/account/microsoft/login/callback/?{back.query}", follow=True)
    assert NOT_WORKED in answer.content.decode()
    assert not signed_in(browser)


NOT_THEIRS = {
    "not verified": {"email_verified": False},
    "verified in words": {"email_verified": "true"},
    "a mailbox that Google does not run": {"hd": None},
}


@pytest.mark.parametrize("what", NOT_THEIRS)
def test_an_address_that_google_cannot_answer_for_opens_no_account(
    provider: Provider, teacher: Person, what: str
) -> None:
    provider.who = at_google(teacher, **NOT_THEIRS[what])
    browser = Client()
    answer = walk(provider, browser)
    assert not signed_in(browser)
    assert SocialAccount.objects.count() == 0
    assert teacher.email not in answer.content.decode()


def test_somebody_who_was_not_invited_gets_no_account(provider: Provider, cast: Cast) -> None:
    people = Person.unscoped.count()
    provider.who = {"sub": "9", "email": "nobody@elsewhere.test", "email_verified": True, "hd": "elsewhere.test"}
    browser = Client()
    known, unknown = walk(provider, browser).content.decode(), Person.unscoped.count()
    assert "invit" in known
    assert unknown == people
    assert not signed_in(browser)


def test_an_identity_that_belongs_to_a_colleague_cannot_be_connected(
    provider: Provider, teacher: Person, cast: Cast
) -> None:
    SocialAccount.objects.create(user=cast.stranger, provider="google", uid="1234567890")
    provider.who = at_google(teacher)
    browser = browser_of(teacher)
    walk(provider, browser, query="?process=connect")
    assert SocialAccount.objects.get().user_id == cast.stranger.pk


def test_a_second_factor_is_asked_for_all_the_same(provider: Provider, cast: Cast) -> None:
    provider.who = at_google(cast.giver_admin)
    browser = Client()
    answer = walk(provider, browser)
    assert "The code from your app" in answer.content.decode()
    assert not signed_in(browser)


def test_microsoft_finds_nobody_by_an_address(provider: Provider, teacher: Person) -> None:
    """A tenant’s administrator can give any account any address."""
    provider.who = {"id": "m-1", "mail": teacher.email, "userPrincipalName": teacher.email}
    browser = Client()
    answer = walk(provider, browser, "microsoft")
    assert not signed_in(browser)
    assert SocialAccount.objects.count() == 0
    assert teacher.email not in answer.content.decode()


def test_microsoft_is_connected_from_the_account_and_signs_in_from_then_on(provider: Provider, teacher: Person) -> None:
    provider.who = {"id": "m-1", "displayName": "Canary Name", "mail": "canary@elsewhere.test"}
    walk(provider, browser_of(teacher), "microsoft", "?process=connect")
    kept = SocialAccount.objects.get()
    assert (kept.user_id, kept.uid, kept.extra_data) == (teacher.pk, "m-1", {})
    browser = Client()
    walk(provider, browser, "microsoft")
    assert signed_in(browser)
    assert provider.exchanged[-1]["code_verifier"]


def test_the_provider_itself_refuses_what_it_should(provider: Provider, teacher: Person) -> None:
    """A provider that says yes to everything would prove nothing."""
    provider.who = at_google(teacher)
    asked = {"state": "s", "redirect_uri": "http://testserver/x", "code_challenge": "y"}
    code = dict(parse_qsl(urlsplit(provider.say_yes(asked)).query))["code"]
    token = f"{provider.address}/google/token"
    told = {"code": code, "client_id": "an-id", "client_secret": "a-secret", "redirect_uri": "http://testserver/x"}
    assert requests.post(token, data={**told, "code_verifier": "z"}, timeout=5).status_code == 400
    assert requests.post(token, data=told, timeout=5).status_code == 401, "a code works once"
