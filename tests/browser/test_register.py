"""The register in a browser: finding a school by typing, with and without script, and pages that look right."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from bothways.schools.actions import register
from bothways.schools.models import SchoolLink
from tests.browser.looks import faults_of
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

SAMPLES = Path(__file__).parents[1] / "data" / "register"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def schools(transactional_db: None) -> None:
    make_school(identifier="111199", name="Lunts Heath Primary School", town="Widnes", postcode="WA8 9RJ", roll=391)
    make_school(identifier="135442", name="Cambian Lunts Heath", town="Tyldesley", status="closed")
    SchoolLink.objects.create(urn="135442", other_urn="111199", kind="successor", words="Successor")


def test_typing_a_name_offers_the_open_school_first(live_server: LiveServer, page: Page, schools: None) -> None:
    page.goto(f"{live_server.url}/schools/")
    box = page.get_by_role("combobox", name="Name, town, postcode or URN")
    box.press_sequentially("Lunt's Hea")
    options = page.get_by_role("listbox", name="Name, town").get_by_role("option")
    expect(options).to_have_count(2)
    expect(options.first).to_contain_text("Lunts Heath Primary School")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lunts Heath Primary School")


def test_the_same_without_script(live_server: LiveServer, browser: Browser, schools: None) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(f"{live_server.url}/schools/")
    page.get_by_label("Name, town, postcode or URN").fill("Lunt's Heath")
    page.get_by_role("button", name="Search").click()
    names = page.get_by_role("rowheader")
    expect(names).to_have_count(2)
    expect(names.first).to_have_text("Lunts Heath Primary School")
    names.last.get_by_role("link").click()
    page.get_by_role("link", name="Lunts Heath Primary School").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lunts Heath Primary School")
    page.context.close()


def test_pages_that_hold_something_look_right(
    live_server: LiveServer, browser: Browser, cast: Cast, schools: None
) -> None:
    register.apply_run(by=None, run=register.read_file(by=None, file=SAMPLES / "open_2024-07.csv", name="2024-07.csv"))
    run = register.read_file(by=None, file=SAMPLES / "open_2025-01.csv", name="2025-01.csv", close_missing=True)
    client = browser_of(cast.operator)
    context = browser.new_context(locale="en-GB", reduced_motion="reduce")
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    addresses = ("/schools/?q=lunts&status=open", "/schools/135442/", "/schools/add/", "/service/register/")
    complaints = [
        f"{address} {fault}"
        for address in (*addresses, f"/service/register/{run.pk}/")
        for fault in faults_of(context.new_page(), live_server.url + address)
    ]
    context.close()
    assert not complaints, "\n".join(complaints)
