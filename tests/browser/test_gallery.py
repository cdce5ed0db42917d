"""The gallery shows every piece in every state, so what holds here holds on every page made of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.looks import Look, assert_looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.DEMO = True


def test_the_gallery_looks_right_everywhere(page: Page, live_server: LiveServer) -> None:
    assert_looks(page, f"{live_server.url}/gallery/")


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_error_pages_look_right(page: Page, live_server: LiveServer, status: int) -> None:
    assert_looks(page, f"{live_server.url}/gallery/errors/{status}/", [Look(320, "light"), Look(1280, "dark")])
