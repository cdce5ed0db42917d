"""Host, forwarding and CSRF: what a caller claims about itself changes nothing."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client, RequestFactory, override_settings

from bothways.core import limits, outbox
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db

FOREIGN_HOSTS = (
    "evil.test",
    "testserver.evil.test",
    "testserver@evil.test",
    "evil.test:80",
    "",
    "[::2]",
    "testserver/x",
)


@pytest.mark.parametrize("host", FOREIGN_HOSTS)
def test_a_foreign_host_is_refused_before_anything_happens(host: str) -> None:
    assert Client().get("/", headers={"host": host}).status_code == 400 or host == ""


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_mail_links_only_to_our_own_address_whatever_is_forwarded(cast: Cast, header: str) -> None:
    browser = browser_of(cast.giver_admin)
    data = {"email": "new@school.test", "role": "teacher"}
    browser.post("/my-school/staff/invite/", data, headers={header: "evil.test"})
    outbox.drain()
    assert "evil.test" not in str(mail.outbox[-1].message())
    assert "http://testserver/join/" in str(mail.outbox[-1].body)


ADDRESSES = [
    ("203.0.113.9", "", 0, "203.0.113.9"),
    ("203.0.113.9", "198.51.100.1", 0, "203.0.113.9"),
    ("127.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),
    ("127.0.0.1", "1.1.1.1, 2.2.2.2, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
    ("127.0.0.1", "", 1, "127.0.0.1"),
    ("2001:db8:1:2:3:4:5:6", "", 0, "2001:db8:1:2::/64"),
    ("127.0.0.1", "not an address", 1, "unknown"),
]


@pytest.mark.parametrize(("remote", "forwarded", "proxies", "network"), ADDRESSES)
def test_the_network_is_what_our_own_proxies_saw(remote: str, forwarded: str, proxies: int, network: str) -> None:
    request = RequestFactory().get("/", REMOTE_ADDR=remote, headers={"X-Forwarded-For": forwarded})
    with override_settings(TRUSTED_PROXIES=proxies):
        assert limits.network_of(request) == network


FORMS = ("/account/place/", "/account/sign-in/", "/account/sign-out/", "/my-school/staff/invite/")


@pytest.mark.parametrize("address", FORMS)
def test_a_form_from_elsewhere_is_refused(cast: Cast, address: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser_of(cast.giver_admin).cookies
    assert strict.post(address, {"place": "x", "email": "a@b.test"}).status_code == 403


def test_a_form_of_ours_with_a_foreign_origin_is_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/account/sign-in/").content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    data = {"email": "a@school.test", "csrfmiddlewaretoken": token}
    assert strict.post("/account/sign-in/", data, headers={"Origin": "https://evil.test"}).status_code == 403
    assert strict.post("/account/sign-in/", data, headers={"Origin": "http://testserver"}).status_code == 302
