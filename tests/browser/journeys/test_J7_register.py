"""J7 step 10: the morning of the conference, with no signal in the hall, on real phones' own program."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bothways.activities.actions import devices, register
from bothways.activities.models import Activity, Mark
from bothways.activities.queries import register as queries
from tests.factories.activities import make_participant
from tests.factories.registers import today_at
from tests.people import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def phone(browser: Browser, at: Any, cast: Cast, activity: Activity, name: str) -> tuple[BrowserContext, Page]:
    """A phone let in by a link of the event lead, with the register open and its shell kept."""
    link = devices.let_a_phone(by=cast.giver_admin, activity=activity)
    context = browser.new_context(
        locale="en-GB", reduced_motion="reduce", viewport={"width": 390, "height": 800}, accept_downloads=True
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(at.url + "/keep-register/" + link.rstrip("/").rpartition("/")[2] + "/")
    page.get_by_label("Call this phone").fill(name)
    page.get_by_role("button", name="Keep the register on this phone").click()
    page.wait_for_url("**/keep-register/")
    ready(page)
    page.wait_for_function("navigator.serviceWorker.ready.then((each) => each.active.state === 'activated')")
    page.wait_for_function("caches.open('register-shell-1').then((all) => all.keys()).then((all) => all.length > 2)")
    return context, page


def ready(page: Page) -> None:
    """Wait until the register stands and listens."""
    page.wait_for_selector("#register[data-ready]")


def presses(page: Page, school: str) -> None:
    """All here, for one school."""
    page.get_by_role("button", name=f"All here {school}", exact=True).click()


def test_a_morning_without_signal_on_two_phones_and_nothing_is_lost(
    browser: Browser, live_server: Any, cast: Cast
) -> None:
    activity = today_at(cast, each=9)
    rows = queries.register(activity, None).schools
    away = [rows[0].rows[2], rows[1].rows[4]]
    (first, one), (second, two) = (
        phone(browser, live_server, cast, activity, name) for name in ("Front door", "Back door")
    )
    first.set_offline(True)
    second.set_offline(True)
    one.get_by_role("button", name=f"Not here {away[0].words}", exact=True).click()
    presses(one, rows[0].name)
    expect(one.locator("[data-banner]")).to_have_text(
        "No signal. Carry on as normal. 9 marks are saved on this phone and will send when you’re back in range."
    )
    expect(one.get_by_text("Saved on this phone", exact=True)).to_have_count(9)
    one.close()  # the tab is killed; a new one without network has everything
    one = first.new_page()
    first.set_offline(True)
    one.goto(live_server.url + "/keep-register/")
    ready(one)
    expect(one.get_by_text("Saved on this phone", exact=True)).to_have_count(9)
    two.get_by_role("button", name=f"Not here {away[1].words}", exact=True).dblclick()
    presses(two, rows[1].name)
    # A new tab may be online for a moment before the browser is told that there is no network: marks may go then.
    booking = activity.taking_part.get(school_id=rows[0].id).bookings.get()
    make_participant(booking)  # a late pupil is added while both are away
    first.set_offline(False)
    second.set_offline(False)
    for page in (one, two):
        expect(page.locator("[data-totals]")).to_have_text("18 of 18 marked, 16 here, 2 not here", timeout=10_000)
        expect(page.locator("[data-banner]")).to_be_hidden()
    count = queries.totals(activity)
    assert (Mark.unscoped.count(), count.here, count.absent, count.unmarked) == (18, 16, 2, 1)
    one.reload()
    ready(one)
    expect(one.locator("[data-totals]")).to_contain_text("18 of 19 marked")
    first.close()
    second.close()


def test_a_phone_taken_off_forgets_labels_keeps_marks_and_hands_them_over(
    browser: Browser, live_server: Any, cast: Cast
) -> None:
    activity = today_at(cast, each=3)
    school = queries.register(activity, None).schools[0]
    context, page = phone(browser, live_server, cast, activity, "Front door")
    context.set_offline(True)
    presses(page, school.name)
    expect(page.get_by_text("Saved on this phone", exact=True)).to_have_count(3)
    device = queries.devices(activity)[0]
    devices.revoke(by=cast.giver_admin, activity=activity, device_id=device.pk)
    context.set_offline(False)
    expect(page.locator("[data-banner]")).to_contain_text("no longer keeps the register")
    expect(page.locator("[data-banner]")).to_contain_text("3 marks were not sent")
    expect(page.locator("[data-list]")).to_be_empty()
    with page.expect_download() as found:
        page.get_by_role("button", name="Hand my marks to the event lead").click()
    text = found.value.path().read_text()
    assert text.count('"arrived"') == 3
    held = page.evaluate(KEPT)
    assert held == {"pack": False, "queue": 3, "pages": ["/keep-register/"]}
    context.close()
    assert connection.is_usable()


KEPT = """async () => {
  const db = await new Promise((done) => {
    const asked = indexedDB.open("bothways-register");
    asked.onsuccess = () => done(asked.result);
  });
  const ask = (store, deed) => new Promise((done) => {
    const asked = deed(db.transaction(store).objectStore(store));
    asked.onsuccess = () => done(asked.result);
  });
  const pages = [];
  for (const name of await caches.keys())
    for (const each of await (await caches.open(name)).keys()) pages.push(new URL(each.url).pathname);
  const pack = Boolean(await ask("keep", (all) => all.get("pack")));
  const queue = await ask("queue", (all) => all.count());
  return { pack, queue, pages: pages.filter((each) => !each.includes("/built/")) };
}"""


def test_nothing_is_left_after_stopping_and_the_key_cannot_be_read_out(
    browser: Browser, live_server: Any, cast: Cast
) -> None:
    activity = today_at(cast, each=2)
    context, page = phone(browser, live_server, cast, activity, "Shared tablet")
    lock = """() => new Promise((done) => {
      const asked = indexedDB.open("bothways-register");
      asked.onsuccess = () => {
        const got = asked.result.transaction("keep").objectStore("keep").get("lock");
        got.onsuccess = () => crypto.subtle.exportKey("raw", got.result).then(() => done("out"), () => done("kept"));
      };
    })"""
    assert page.evaluate(lock) == "kept"
    register.all_here(by=cast.giver_admin, activity=activity, school_id=cast.giver_school.pk)
    page.get_by_text("This phone", exact=True).click()
    page.get_by_role("button", name="Stop keeping the register on this phone").click()
    expect(page.locator("[data-banner]")).to_contain_text("This phone keeps no register")
    assert page.evaluate(KEPT) == {"pack": False, "queue": 0, "pages": []}
    context.close()
