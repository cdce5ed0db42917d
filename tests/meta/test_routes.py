"""No address without a rule; every rule exercised by the whole cast; GET never writes; headers on every status."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from bothways.config import urls as product_urls
from bothways.core.access import DEMO, LINK, PUBLIC, SIGNED_IN
from bothways.core.startup import check_routes
from tests.meta.routes import Walked, walk
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
MAY_CHANGE = {"django_session", "cache", "schools_person", "core_ratebucket"}  # sessions, last_login, limits: no more


def _undeclared(request: object) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [*product_urls.urlpatterns, path("undeclared/", _undeclared, name="undeclared")]


def test_every_route_declares_a_rule() -> None:
    assert check_routes() == []


@override_settings(ROOT_URLCONF=__name__)
def test_a_route_without_a_rule_fails_the_start_and_is_refused_when_reached() -> None:
    assert [error.id for error in check_routes()] == ["bothways.E001"]
    assert Client().get("/undeclared/").status_code == 404


def _expected(walked: Walked, who: str, cast: Cast) -> set[int]:
    """What the role table says, read independently of the view: an open page, a way to sign in, or nothing there."""
    person = getattr(cast, who, None)
    if walked.rule.may in {PUBLIC, LINK}:
        return {200, 302, 404, 405}
    if walked.rule.may is DEMO:
        return {404, 405}
    if person is None:
        return {302, 405}
    if walked.rule.may is SIGNED_IN or person.holds(walked.rule.may):
        return {200, 302, 403, 404, 405}
    return {404, 405}


@pytest.mark.parametrize(
    "who", ["nobody", "giver", "giver_admin", "partner", "stranger", "coordinator", "other_coordinator", "operator"]
)
def test_every_route_answers_each_person_as_its_rule_says(cast: Cast, who: str) -> None:
    """With the headers that stand on every answer, and saying what it is and in which letters."""
    browser = browser_of(getattr(cast, who, None))
    for walked in walk(cast):
        answer = browser.get(walked.address)
        status = answer.status_code
        assert status in _expected(walked, who, cast), f"{walked.name} answered {who} with {status}"
        _assert_headers(answer)
        if status != 302:
            kind = answer["Content-Type"]
            assert "charset=utf-8" in kind or not kind.startswith("text/"), walked.name


def _fingerprints() -> dict[str, str]:
    found = {}
    with connection.cursor() as cursor:
        for table in {model._meta.db_table for model in apps.get_models(include_auto_created=True)} - MAY_CHANGE:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")  # noqa: S608 - our tables
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


@pytest.mark.parametrize("who", ["nobody", "giver_admin", "operator"])
def test_get_and_head_never_write(cast: Cast, who: str) -> None:
    browser = browser_of(getattr(cast, who, None))
    every = list(walk(cast))  # which makes what the addresses need
    before = _fingerprints()
    for walked in every:
        browser.get(walked.address)
        browser.head(walked.address)
    assert _fingerprints() == before


REQUIRED = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _assert_headers(response: HttpResponse) -> None:
    for name, wanted in REQUIRED.items():
        assert wanted in response.headers.get(name, ""), f"{name} is missing on {response.status_code}"
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_headers_stand_on_refusals_too(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    strict = Client(enforce_csrf_checks=True)
    broken = Client(raise_request_exception=False)
    answers = [
        browser.get("/no-such-page/"),
        strict.post("/account/place/", {"place": "x"}),
        browser.get("/", headers={"host": "evil.test"}),
        browser.put("/"),
        broken.get("/account/login/code/confirm/\0"),
    ]
    assert [answer.status_code for answer in answers][:4] == [404, 403, 400, 405]
    for answer in answers:
        _assert_headers(answer)


def test_absent_and_forbidden_look_the_same(cast: Cast) -> None:
    browser = browser_of(cast.stranger)
    theirs = browser.get(f"/my-school/staff/{cast.giver.held[0].pk}/end/")
    absent = browser.get(f"/my-school/staff/{'z' * 26}/end/")
    assert theirs.status_code == absent.status_code == 404
    assert _without_tokens(theirs) == _without_tokens(absent)


def _without_tokens(response: HttpResponse) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
