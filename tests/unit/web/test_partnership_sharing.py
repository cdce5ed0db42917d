"""The board of offers and needs, promises and outside partners, as people use them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from lxml import html

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.models import ExternalPartner, Membership, Offer, Promise
from tests.counting import page_as_rows_grow
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def member(cast: Cast, who: str) -> Any:
    return cast.partnership.memberships.get(school=getattr(cast, f"{who}_school"))


def pond(cast: Cast, **values: Any) -> Offer:
    whose = {"partnership": cast.partnership, "membership": member(cast, "giver")}
    told = {"direction": "offer", "kind": "facilities", "title": "Pond", **whose, **values}
    offer: Offer = Offer.objects.create(**told)
    return offer


def base(cast: Cast) -> str:
    return f"/w/{cast.partnership.slug}/offers/"


def test_saying_what_we_could_give_takes_a_kind_and_a_few_words(cast: Cast) -> None:
    told = {"school": member(cast, "giver").pk, "kind": "transport", "title": "Minibus"}
    text = browser_of(cast.giver).post(f"{base(cast)}say/give/", told, follow=True).content.decode()
    assert "It stands on the board" in text
    assert "Minibus" in text


def test_bad_input_says_what_to_do_and_loses_nothing(cast: Cast) -> None:
    told = {"school": member(cast, "giver").pk, "title": "Minibus", "low_age": "old", "until_day": "2001-01-01"}
    answer = browser_of(cast.giver).post(f"{base(cast)}say/give/", told)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Choose what sort of thing it is." in text
    assert "That day has passed." in text
    assert 'value="Minibus"' in text


def test_asking_and_answering_by_link_without_an_account(cast: Cast) -> None:
    offer = pond(cast)
    told = {"school": member(cast, "partner").pk, "about": "Pond for 28", "due_on": "", "hours": ""}
    text = browser_of(cast.partner).post(f"{base(cast)}{offer.pk}/take-up/", told, follow=True).content.decode()
    assert "Waiting for Giver School to say yes." in text
    link = OutboxRow.objects.get(kind="sharing.ask").context["link"].removeprefix("http://testserver")
    nobody = Client()
    page = nobody.get(link).content.decode()
    assert "Would Giver School give this?" in page
    assert Promise.unscoped.get().state == "suggested"
    assert "Recorded: it is a promise." in nobody.post(link, {"said": "yes"}, follow=True).content.decode()
    assert Promise.unscoped.get().state == "promised"


def test_one_cannot_ask_ones_own_school(cast: Cast) -> None:
    offer = pond(cast)
    told = {"school": member(cast, "giver").pk, "about": "x"}
    assert browser_of(cast.coordinator).post(f"{base(cast)}{offer.pk}/take-up/", told).status_code == 422


def test_taking_it_off_the_board_can_be_undone(cast: Cast) -> None:
    offer = pond(cast)
    browser = browser_of(cast.giver)
    assert "Put it back" in browser.post(f"{base(cast)}{offer.pk}/take-away/").content.decode()
    assert "Pond" not in browser.get(base(cast)).content.decode()
    browser.post(f"{base(cast)}{offer.pk}/take-away/", {"back": "1"})
    assert "Pond" in browser.get(base(cast)).content.decode()


def test_strangers_get_the_404_of_what_is_not_there(cast: Cast) -> None:
    offer = pond(cast)
    for address in ("", "promises/", "outside/", f"{offer.pk}/take-up/", "say/give/"):
        assert browser_of(cast.stranger).get(f"{base(cast)}{address}").status_code == 404


def test_outside_partners_are_written_down_changed_and_ended(cast: Cast) -> None:
    browser = browser_of(cast.giver)
    told = {"name": "Laboratory", "kind": "laboratory", "owner": member(cast, "giver").pk}
    assert "Write down an outside partner" in browser.get(f"{base(cast)}outside/new/").content.decode()
    browser.post(f"{base(cast)}outside/new/", told)
    centre = ExternalPartner.unscoped.get()
    browser.post(f"{base(cast)}outside/{centre.pk}/", {**told, "notes": "Ask for the visits office"})
    browser.post(f"{base(cast)}outside/{centre.pk}/offer/", {"kind": "expertise", "title": "A talk", "cost": "95"})
    text = browser.get(f"{base(cast)}outside/").content.decode()
    assert "Giver School looks after the link" in text
    assert "£95" in text
    browser.post(f"{base(cast)}outside/{centre.pk}/end/")
    assert "Laboratory" not in browser.get(f"{base(cast)}outside/").content.decode()


def test_whom_to_ask_outside_is_told_to_the_school_that_owns_the_link(cast: Cast) -> None:
    known = {"contact_name": "Visits office", "contact_email": "visits@centre.test"}
    centre = cast.partnership.external_partners.create(
        name="Centre", kind="science_centre", owner=member(cast, "giver"), **known
    )
    for who in (cast.giver, cast.coordinator):
        text = browser_of(who).get(f"{base(cast)}outside/").content.decode()
        assert "Visits office visits@centre.test" in text
        assert browser_of(who).get(f"{base(cast)}outside/{centre.pk}/").status_code == 200
    text = browser_of(cast.partner).get(f"{base(cast)}outside/").content.decode()
    assert "To reach them, ask Giver School." in text
    assert "Visits office" not in text
    assert "visits@centre.test" not in text
    assert browser_of(cast.partner).get(f"{base(cast)}outside/{centre.pk}/").status_code == 403


def test_a_day_that_has_passed_is_asked_for_anew_on_the_board_and_in_a_promise(cast: Cast) -> None:
    yesterday = (clock.today() - dt.timedelta(days=1)).isoformat()
    typed = {"school": member(cast, "giver").pk, "kind": "transport", "title": "Minibus", "until_day": yesterday}
    answer = browser_of(cast.giver).post(f"{base(cast)}say/give/", typed)
    assert answer.status_code == 422
    assert "That day has passed. Choose a later one, or leave it blank." in answer.content.decode()
    wanted = {"school": member(cast, "partner").pk, "about": "An hour", "due_on": yesterday}
    answer = browser_of(cast.partner).post(f"{base(cast)}{pond(cast).pk}/take-up/", wanted)
    assert answer.status_code == 422
    assert "That day has passed. Choose a later one.</" in answer.content.decode()
    assert not Promise.unscoped.exists()


def test_another_school_writes_nothing_down_for_an_outside_partner(cast: Cast) -> None:
    centre = cast.partnership.external_partners.create(name="Centre", kind="other", owner=member(cast, "giver"))
    talk = {"kind": "expertise", "title": "A talk"}
    assert browser_of(cast.partner).post(f"{base(cast)}outside/{centre.pk}/offer/", talk).status_code == 403
    assert not Offer.unscoped.exists()
    centre.owner = None
    centre.save()
    assert browser_of(cast.partner).post(f"{base(cast)}outside/{centre.pk}/offer/", talk).status_code == 302
    assert Offer.unscoped.get().title == "A talk"


def test_ones_own_offer_is_not_asked_for_but_taken_away(cast: Cast) -> None:
    offer = pond(cast)
    board = browser_of(cast.giver).get(base(cast)).content.decode()
    assert "Ask for it" not in board
    page = browser_of(cast.giver).get(f"{base(cast)}{offer.pk}/take-up/").content.decode()
    assert "Ask them" not in page
    assert "Take it off the board" in page
    theirs = browser_of(cast.partner).get(f"{base(cast)}{offer.pk}/take-up/").content.decode()
    assert "Ask them" in theirs
    assert "Take it off the board" not in theirs


def test_a_page_left_open_while_the_other_school_says_yes_calls_nothing_off(cast: Cast) -> None:
    whose = {"partnership": cast.partnership, "giver": member(cast, "giver"), "receiver": member(cast, "partner")}
    promise = Promise.objects.create(words="Minibus", kind="transport", receiver_said_at=clock.now(), **whose)
    browser, address = browser_of(cast.partner), f"{base(cast)}promises/{promise.pk}/"
    assert 'name="shown" value="suggested"' in browser.get(address).content.decode()
    browser_of(cast.giver_head).post(f"{address}answer/giver/", {"said": "yes"})
    late = browser.post(f"{address}settle/", {"said": "called_off", "shown": "suggested"}, follow=True)
    assert "settled another way meanwhile" in late.content.decode()
    assert Promise.unscoped.get().state == "promised"
    done = browser.post(f"{address}settle/", {"said": "called_off", "shown": "promised"}, follow=True)
    assert "We told both schools" in done.content.decode()
    assert browser.post(f"{address}settle/", {"said": "burnt"}).status_code == 404


def test_a_school_only_asked_to_join_meets_the_404_and_a_guest_reads_without_buttons(cast: Cast) -> None:
    offer = pond(cast)
    values = {"partnership": cast.partnership, "school": cast.stranger_school}
    row = Membership.unscoped.create(state="asked", **values)
    pages = (
        "offers/",
        "offers/promises/",
        "offers/outside/",
        f"offers/{offer.pk}/take-up/",
        "practice/",
        "practice/questions/",
    )
    browser = browser_of(cast.stranger)
    for address in pages:
        assert browser.get(f"/w/{cast.partnership.slug}/{address}").status_code == 404
    Membership.unscoped.filter(pk=row.pk).update(state="yes", kind="guest")
    board = browser.get(base(cast)).content.decode()
    assert "Pond" in board
    assert "Ask for it" not in board
    assert "Say what we could give" not in board
    assert browser.get(f"{base(cast)}say/give/").status_code == 403
    assert browser.post(f"{base(cast)}{offer.pk}/take-up/", {"school": row.pk, "about": "x"}).status_code == 403


@pytest.mark.parametrize("what", ["", "promises/", "outside/"])
def test_rows_do_not_change_the_number_of_queries(cast: Cast, what: str) -> None:
    giver, receiver = member(cast, "giver"), member(cast, "partner")

    def add(number: int) -> None:
        pond(cast, title=f"Pond {number}")
        pond(cast, title=f"Need {number}", direction="request", membership=receiver)
        whose = {"partnership": cast.partnership, "giver": giver, "receiver": receiver}
        Promise.objects.create(words=f"P{number}", kind="transport", **whose)
        named = {"partnership": cast.partnership, "name": f"Centre {number}", "owner": giver}
        centre = ExternalPartner.objects.create(kind="other", **named)
        pond(cast, title=f"Talk {number}", membership=None, external=centre)

    counts = page_as_rows_grow(browser_of(cast.partner), base(cast) + what, add)
    assert len(set(counts)) == 1, counts


def test_a_promise_says_when_giving_went_one_way_between_its_two_schools(cast: Cast) -> None:
    giver, partner = member(cast, "giver"), member(cast, "partner")
    today = clock.today()
    kept = {"kind": "facilities", "words": "The pond", "due_on": today, "state": "kept"}
    promise = cast.partnership.promises.create(giver=giver, receiver=partner, **kept)
    address = f"{base(cast)}promises/{promise.pk}/"
    said = "So far this year it has gone one way: Giver School gave, Partner School received."
    assert said in browser_of(cast.partner).get(address).content.decode()
    back = cast.partnership.promises.create(giver=partner, receiver=giver, **{**kept, "state": "promised"})
    assert said in browser_of(cast.partner).get(address).content.decode()
    type(back).unscoped.filter(pk=back.pk).update(state="kept")
    assert "one way" not in browser_of(cast.partner).get(address).content.decode()


def test_expertise_is_found_by_subject_age_and_how_it_is_given_over_all_members(cast: Cast) -> None:
    giver, partner = (cast.partnership.memberships.get(school=s) for s in (cast.giver_school, cast.partner_school))

    def could(member: Membership, title: str, about: str = "", kind: str = "expertise", **ages: object) -> None:
        Offer.unscoped.create(
            partnership=cast.partnership, membership=member, direction="offer", kind=kind, title=title, about=about,
            **ages,
        )  # fmt: skip

    could(giver, "Physics problem solving", "Online, an hour", who="Head of physics", low_age=14, high_age=18)
    could(partner, "Physics with bridges", "At your school", low_age=5, high_age=11)
    could(partner, "Phonics", "Online")
    could(partner, "Physics kit", kind="equipment")
    address = f"/w/{cast.partnership.slug}/offers/"

    def found(**asked: object) -> set[str]:
        shown = html.document_fromstring(browser_of(cast.partner).get(address, asked).content)
        return {each.text_content() for each in shown.cssselect("section.gives h3")}

    assert found(kind="expertise") == {"Physics problem solving", "Physics with bridges", "Phonics"}
    assert found(kind="expertise", q="physics") == {"Physics problem solving", "Physics with bridges"}
    assert found(kind="expertise", q="physics", age="16") == {"Physics problem solving"}
    assert found(kind="expertise", q="online") == {"Physics problem solving", "Phonics"}
    assert found(kind="expertise", age="9") == {"Physics with bridges", "Phonics"}
    assert found(kind="expertise", q="head of physics") == {"Physics problem solving"}
    assert found(kind="expertise", age="none") == found(kind="expertise")
    assert "Who could…" in browser_of(cast.partner).get(address, {"kind": "expertise"}).content.decode()
