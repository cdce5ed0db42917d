"""Signing in, in a real browser: by code, passkey, authenticator app and recovery code; leaving, and coming back."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.core import outbox
from bothways.schools.models import Person
from tests.browser.looks import Look, faults_of, in_short
from tests.people import Cast, browser_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = in_short(Look(1280, "light"), Look(390, "dark"), Look(320, "light"))


@pytest.fixture(autouse=True)
def _no_counters_of_other_tests(db: None) -> None:
    """The library counts tries in the cache, whose table no test empties."""
    cache.clear()


@pytest.fixture
def site(live_server: LiveServer) -> str:
    """Passkeys need a named address; a number such as 127.0.0.1 cannot have any."""
    return live_server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """A browser without script."""
    context = browser.new_context(locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def sent_code() -> str:
    """The newest code that was mailed."""
    outbox.drain()
    mails = [str(message.body) for message in reversed(mail.outbox)]
    return next(found[1] for body in mails if (found := re.search(r"code: ([A-Z0-9-]+)$", body, re.MULTILINE)))


def sign_in(page: Page, site: str, person: Person) -> None:
    """By e-mailed code, as anyone would."""
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("Your work e-mail address").fill(person.email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    page.get_by_label("The code", exact=True).fill(sent_code())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label("The code", exact=True)).to_have_count(0)


def app_code(secret: str) -> str:
    """What an authenticator app shows now; in the last seconds of its half minute, what it shows next."""
    left = 30 - time.time() % 30
    if left < 5:
        time.sleep(left)
    return str(totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()))))


def key_in(page: Page) -> None:
    """A virtual security key in this browser, that its owner unlocks at once."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options: dict[str, Any] = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def bare(person: Person) -> Person:
    """The same person before any second factor."""
    Authenticator.objects.filter(user=person).delete()
    return person


@pytest.mark.parametrize("script", ["page", "plain"])
def test_a_code_signs_in_with_and_without_script(
    request: pytest.FixtureRequest, script: str, site: str, cast: Cast
) -> None:
    page: Page = request.getfixturevalue(script)
    sign_in(page, site, bare(cast.giver))
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    page.goto(f"{site}/my-school/staff/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Staff of Giver School")


def test_without_script_nothing_is_offered_that_needs_it(plain: Page, site: str, cast: Cast) -> None:
    for address in ("/account/sign-in/", "/account/second-factor/"):
        plain.goto(site + address)
        assert not plain.locator(".needs-script:visible").count()


def test_a_wrong_code_is_said_in_our_words_and_the_right_one_still_works(page: Page, site: str, cast: Cast) -> None:
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("Your work e-mail address").fill(bare(cast.giver).email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    page.get_by_label("The code", exact=True).fill("WRONG-ONE")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    expect(page.get_by_label("The code", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("The code", exact=True).fill(sent_code().lower().replace("-", " "))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()


def test_a_passkey_is_set_up_once_and_then_signs_in_alone(page: Page, site: str, cast: Cast) -> None:
    key_in(page)
    sign_in(page, site, bare(cast.giver_admin))
    page.goto(f"{site}/my-school/staff/invite/")
    page.get_by_role("button", name="Set up a passkey").click()
    assert "swordless" not in page.locator("main").inner_text()  # the library's question is answered for the person
    page.get_by_label("A name for it").fill("School laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(f"{site}/account/security/passkeys/")
    expect(page.get_by_role("heading", name="School laptop")).to_be_visible()
    leave(page)
    page.goto(f"{site}/account/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    page.goto(f"{site}/my-school/staff/invite/")
    expect(page.get_by_label("Their work e-mail address")).to_be_visible()
    leave(page)
    sign_in(page, site, cast.giver_admin)
    page.get_by_role("button", name="Use a passkey").click()  # as the second step, after the code
    expect(page.get_by_text("You are signed in.")).to_be_visible()


def leave(page: Page) -> None:
    page.locator("summary").first.click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def test_a_passkey_that_is_refused_is_said_in_the_page(page: Page, site: str, cast: Cast) -> None:
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.goto(f"{site}/account/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey did not work")


@pytest.mark.parametrize("script", ["page", "plain"])
def test_an_authenticator_app_is_set_up_and_asked_for_at_the_next_sign_in(
    request: pytest.FixtureRequest, script: str, site: str, cast: Cast
) -> None:
    page: Page = request.getfixturevalue(script)
    sign_in(page, site, bare(cast.giver_admin))
    page.goto(f"{site}/account/second-factor/")
    page.get_by_role("button", name="Set up an app").click()
    secret = page.locator("main code").inner_text()
    page.get_by_label("The six digits that the app shows").fill(app_code(secret))
    page.get_by_role("button", name="Turn it on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    spare = page.locator(".codes code").first.inner_text()
    leave(page)
    cache.clear()  # the app's code may be used once in its half minute, and this test does not wait for the next
    sign_in(page, site, cast.giver_admin)
    page.get_by_label("The code from your app, or a recovery code").fill(app_code(secret))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    leave(page)
    sign_in(page, site, cast.giver_admin)
    page.get_by_label("The code from your app, or a recovery code").fill(spare)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()


def test_after_signing_out_going_back_shows_nothing(page: Page, site: str, cast: Cast) -> None:
    sign_in(page, site, bare(cast.giver))
    page.goto(f"{site}/my-school/staff/")
    expect(page.get_by_role("table")).to_contain_text(cast.giver.email)
    leave(page)
    page.go_back()
    expect(page.get_by_label("Your work e-mail address")).to_be_visible()
    assert cast.giver.email not in page.content()


PAGES = (
    "/account/", "/account/security/", "/account/security/passkeys/", "/account/security/passkeys/add/",
    "/account/security/app/activate/", "/account/security/recovery-codes/generate/", "/account/second-factor/",
    "/account/sign-out/", "/account/confirm/", "/account/other/",
)  # fmt: skip
OPEN = (
    "/account/sign-in/", "/account/closed/", "/account/joining/", "/account/other/cancelled/",
)  # fmt: skip


@pytest.mark.parametrize("who", ["nobody", "giver"])
def test_the_library_shows_only_pages_in_our_look(
    browser: Browser, live_server: LiveServer, cast: Cast, who: str
) -> None:
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    if who == "giver":
        session = browser_of(bare(cast.giver)).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    faults = [
        f"{address} {fault}"
        for address in (PAGES if who == "giver" else OPEN)
        for fault in faults_of(page, live_server.url + address, LOOKS)
        + ([] if page.locator(".bw-header").count() and page.url.endswith(address) else [f"led to {page.url}"])
    ]
    context.close()
    assert not faults, "\n" + "\n".join(faults)


def test_pages_with_a_second_factor_look_right(page: Page, site: str, cast: Cast) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(bare(cast.giver), secret)
    page.goto(f"{site}/account/sign-in/")
    page.get_by_label("Your work e-mail address").fill(cast.giver.email)
    page.get_by_role("button", name="Send me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    faults = faults_of(page, f"{site}/account/sign-in/code/", LOOKS)
    page.get_by_label("The code", exact=True).fill(sent_code())
    page.get_by_role("button", name="Sign in").click()
    faults += faults_of(page, f"{site}/account/security/authenticate/", LOOKS)
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)  # there is none to use
    page.get_by_label("The code from your app, or a recovery code").fill(app_code(secret))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("You are signed in.")).to_be_visible()
    for address in ("app/deactivate/", "confirm/"):
        faults += faults_of(page, f"{site}/account/security/{address}", LOOKS)
        assert page.url.endswith(address)
    assert not faults, "\n" + "\n".join(faults)
