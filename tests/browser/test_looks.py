"""The check of looks itself: each fault it promises to find is put in front of it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route

from tests.browser.looks import Look, assert_looks, faults

pytestmark = pytest.mark.browser

ADDRESS = "http://127.0.0.1:9/page/"  # answered by the test: nothing listens there
GOOD = (
    '<!doctype html><html lang="en"><head><title>A page</title></head><body><main><h1>Words</h1>{}</main></body></html>'
)


def show(page: Page, body: str, whole: str = GOOD, policy: str = "default-src 'self' 'unsafe-inline'") -> None:
    def answer(route: Route) -> None:
        headers = {"Content-Security-Policy": policy, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(body=whole.format(body), headers=headers)

    page.route("**/*", answer)
    assert_looks(page, ADDRESS, [Look(320, "light")])


def test_a_page_without_faults_passes(page: Page) -> None:
    show(page, "<p>All is well.</p>")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<p style="color:#bbb">Too faint</p>', "color-contrast"),
        ('<p style="color:#000;background:#000">Not to be seen</p>', "colour of its background"),
        ('<p style="width:500px">Wide</p>', "too wide"),
        ("<h1>Another</h1>", "h1: 2"),
        ('<p id="a">One</p><p id="a">Two</p>', "twice"),
        ('<img src="/missing.png">', "image-alt"),
        ('<input name="q">', "label"),
    ],
)
def test_each_fault_is_found_and_named(page: Page, body: str, said: str) -> None:
    with pytest.raises(AssertionError, match=said):
        show(page, body)


def test_a_look_at_the_shape_alone_finds_what_is_too_wide(page: Page) -> None:
    page.set_content('<p style="width:500px">Wide</p>')
    assert "too wide" in faults(page, Look(320, "shape"))[0]
    assert faults(page, Look(1280, "shape")) == []


def test_a_page_without_a_title_or_language_is_a_fault(page: Page) -> None:
    with pytest.raises(AssertionError, match=r"(?s)title.*lang"):
        show(page, "", whole="<!doctype html><html><body><main><h1>Words</h1>{}</main></body></html>")


def test_a_refused_script_is_a_fault(page: Page) -> None:
    with pytest.raises(AssertionError, match="Content Security Policy"):
        show(page, "<script>let a = 1</script>", policy="default-src 'self'")
