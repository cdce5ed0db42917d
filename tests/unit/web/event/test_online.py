"""Online lessons as people use them: described, joined by classes and homes, counted apart from attendance."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bothways.activities.models import Activity, ActivityState, Join, Lesson
from bothways.activities.queries import lessons, reach
from bothways.core import clock
from bothways.core.models import AuditEntry
from bothways.rules import lessons as rules
from tests.factories.activities import make_activity
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _event(cast: Cast) -> Activity:
    return make_activity(
        cast.partnership, cast.giver_school, cast.partner_school, kind="online", by_name=False, places=0
    )


def _links(cast: Cast, event: Activity) -> dict[str, str]:
    Lesson.unscoped.update_or_create(activity=event, defaults={"room_link": "https://rooms.example.org/1"})
    told = browser_of(cast.giver).post(f"/events/{event.pk}/online/links/").content.decode()
    found = re.findall(r'href="http[^"]*(/lesson/(class|home)/[^"]+)"', told)
    return {kind: address for address, kind in found}


def test_safety_is_on_until_somebody_turns_it_off_and_that_is_on_record(cast: Cast) -> None:
    event = _event(cast)
    address, browser = f"/events/{event.pk}/online/", browser_of(cast.giver)
    assert browser.get(address).content.decode().count(">On<") == 6
    form = browser.get(f"{address}describe/").content.decode()
    assert form.count("checked") == 6
    typed = {"key_stage": "ks2", "safe": ["cameras_off", "no_names"], "resources": "Sheet https://example.org/sheet"}
    browser.post(f"{address}describe/", typed)
    told = browser.get(address).content.decode()
    assert (told.count(">On<"), told.count(">Off<")) == (2, 4)
    assert "https://example.org/sheet" in told
    assert "two_adults" in AuditEntry.objects.get(verb="online lesson described").facts["off"]


def test_a_resource_without_an_address_is_told_and_nothing_is_lost(cast: Cast) -> None:
    event = _event(cast)
    typed = {"brief": "Levers", "resources": "Only words", "room_link": "no address"}
    answer = browser_of(cast.giver).post(f"/events/{event.pk}/online/describe/", typed)
    assert answer.status_code == 422
    for each in ("Only words", "Levers", "does not end with an address", "Enter a whole address"):
        assert each in answer.content.decode()


def test_classes_and_homes_join_once_each_and_are_no_attendance(cast: Cast) -> None:
    event = _event(cast)
    links = _links(cast, event)
    teacher, family = Client(), Client()
    assert "rooms.example.org" not in teacher.get(links["class"]).content.decode()
    assert teacher.post(links["class"], {"join": "yes", "pupils": "lots"}).status_code == 422
    for _reload in range(2):
        assert "rooms.example.org" in teacher.post(links["class"], {"join": "yes", "pupils": "28"}).content.decode()
        assert "rooms.example.org" in family.post(links["home"], {"join": "yes"}).content.decode()
    assert "Thank you." in family.post(links["home"], {"rating": "3"}).content.decode()
    assert Client().post(links["home"], {"rating": "3"}).status_code == 200
    assert lessons.counted(event) == rules.Counted(1, 28, 0, 1, 1, 1)
    event.state, event.day, event.ends_on = ActivityState.DONE, clock.today(), clock.today()
    event.save()
    found = reach.reached(cast.partnership, clock.today(), clock.today())
    assert (found.totals.activities, found.totals.pupils) == (0, 0)
    assert lessons.between(cast.partnership, clock.today(), clock.today()).counted.homes == 1
    told = browser_of(cast.partner).get(f"/w/{cast.partnership.slug}/reach/").content.decode()
    assert "1 lesson online: 1 class with 28 pupils, and 1 home" in told
    assert all((each.at.minute, each.school_id) == (0, None) for each in Join.unscoped.all())


def test_links_wait_for_a_room_and_end_with_what_to_do(cast: Cast) -> None:
    event = _event(cast)
    told = browser_of(cast.giver).post(f"/events/{event.pk}/online/links/", follow=True).content.decode()
    assert "Enter the address of the room first." in told
    assert Client().get("/lesson/home/no-such-link/").status_code == 404


def test_presenters_are_counted_by_sector_and_region(cast: Cast) -> None:
    cast.giver_school.sector = "state"
    cast.giver_school.save()
    event = _event(cast)
    address, browser = f"/events/{event.pk}/online/", browser_of(cast.giver)
    state = {"name": "Head of physics", "school": cast.giver_school.pk, "sector": "independent", "region": "midlands"}
    browser.post(f"{address}present/", state)
    browser.post(f"{address}present/", {"name": "Guest", "sector": "independent", "region": "east", "is_host": "on"})
    assert lessons.spread(event) == rules.Spread((("independent", 1), ("state", 1)), ("midlands", "east"), 8)
    assert "2 of 8" in browser.get(address).content.decode()
    guest = lessons.presenters(event)[0]
    browser.post(f"{address}present/{guest.pk}/take-off/")
    assert len(lessons.presenters(event)) == 1


def test_a_class_without_a_number_is_a_class_and_said_to_be_uncounted() -> None:
    joined = [rules.Joined(True, 28, 3), rules.Joined(True), rules.Joined(False, None, 1), rules.Joined(False)]
    assert rules.counted(joined) == rules.Counted(2, 28, 1, 2, 2, 1)
