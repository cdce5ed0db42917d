"""Pages of places, without script: booking, the line, names, adults, what others see, and links without an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from lxml import html

from bothways.activities.actions import booking as actions
from bothways.activities.models import Activity, Booking, Participant, Pool, PoolKind, TakingPart
from bothways.core import outbox
from bothways.rules.booking import Wanted
from bothways.schools.models import AdultRule, Pupil
from tests.factories.activities import (
    make_activity,
    make_booking,
    make_participant,
    make_pupil,
    make_session,
    take_part,
)
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
NAMES = ("Ash", "Bo", "Cleo", "Dee", "Eve", "Flo", "Gus", "Hal", "Ivy", "Jo", "Kit", "Lou")
TWELVE = "\n".join(f"{name}\tSurname{spot}\t7" for spot, name in enumerate(NAMES))


def _event(cast: Cast, **values: Any) -> tuple[Activity, TakingPart, str]:
    """An event of both schools, the giver's part, and the address of its places."""
    activity = make_activity(cast.partnership, cast.giver_school, cast.partner_school, **values)
    Pool.unscoped.create(activity=activity, kind=PoolKind.TRAINING, capacity=activity.training_places)
    return activity, activity.taking_part.get(school=cast.giver_school), f"/events/{activity.pk}/places/"


def _words(answer: Any) -> str:
    return " ".join(html.document_fromstring(answer.content).text_content().split())


def test_four_pupils_and_an_adult_are_booked_in_five_actions_from_the_events_page(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    browser = browser_of(cast.giver)
    assert "Book places" in _words(browser.get(places))  # 1 the tab, 2 the button
    page = html.document_fromstring(browser.get(f"{places}{part.pk}/").content)
    form = next(each for each in page.forms if "pupils" in each.fields)
    form.fields["pupils"] = "4"  # 3; 4 the adult stands there already
    assert form.fields["adults"] == "1"
    answer = browser.post(f"{places}{part.pk}/", dict(form.form_values()), follow=True)  # 4 the press
    assert "Booked: 4 pupils and 1 adults." in _words(answer)
    again = browser.post(f"{places}{part.pk}/", dict(form.form_values()), follow=True)
    assert again.status_code == 200
    assert Booking.unscoped.get().places == 4


def test_what_was_typed_stays_with_the_sentence_at_its_field(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    browser = browser_of(cast.giver)
    answer = browser.post(f"{places}{part.pk}/", {"pupils": "twelve", "adults": "2", "key": "k"})
    assert answer.status_code == 422
    assert 'value="twelve"' in answer.content.decode()
    assert "Enter it as a whole number, like 12." in _words(answer)
    assert not Booking.unscoped.exists()


def test_twelve_pupils_are_pasted_once_and_chosen_next_time_without_typing(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    make_booking(part, 12)
    browser = browser_of(cast.giver_head)
    own = f"{places}{part.pk}/pupils/"
    browser.get(own)
    answer = browser.post(own, {"lines": TWELVE}, follow=True)
    words = _words(answer)
    assert "12 pupils are listed. 12 surnames were cut to one letter." in words
    assert "12 of 12 pupils are listed." in words
    assert "Surname3" not in words
    assert Pupil.unscoped.filter(school=cast.giver_school).count() == 12
    _second, later, elsewhere = _event(cast)
    make_booking(later, 12)
    choose = f"{elsewhere}{later.pk}/pupils/choose/"
    page = html.document_fromstring(browser.get(choose).content)
    ticks = page.xpath("//input[@name='pupils']/@value")
    assert len(ticks) == 12
    assert browser.post(choose, {"pupils": ticks}).status_code == 302
    browser.post(f"{elsewhere}{later.pk}/pupils/", {"lines": TWELVE})
    assert Participant.unscoped.filter(booking__taking_part=later).count() == 12
    assert Pupil.unscoped.filter(school=cast.giver_school).count() == 12


def test_more_names_than_places_keeps_all_as_typed_and_says_how_many_too_many(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    make_booking(part, 8)
    many = "\n".join(f"Name{number} X" for number in range(500))
    answer = browser_of(cast.giver_head).post(f"{places}{part.pk}/pupils/", {"lines": many})
    assert answer.status_code == 422
    assert "You have 8 places and 500 names: 492 too many. Nothing was lost." in _words(answer)
    assert "Name499 X" in answer.content.decode()
    assert not Pupil.unscoped.exists()


def test_the_same_child_twice_is_asked_about_with_both_lines(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    make_booking(part, 8)
    browser, own = browser_of(cast.giver_head), f"{places}{part.pk}/pupils/"
    lines = "Zoë Brown\t7\nAsh Green\t7\nZoë Black\t7"
    answer = browser.post(own, {"lines": lines})
    assert "Lines 1 and 3 both say ‘Zoë B, Year 7’." in _words(answer)
    assert not Participant.unscoped.exists()
    for _ in range(2):
        assert browser.post(own, {"lines": lines, "twice": "on"}).status_code == 302
    assert Participant.unscoped.count() == 3
    assert Pupil.unscoped.count() == 3


@pytest.mark.parametrize(
    ("line", "shown"),
    [("😀 Smiley\t7", "😀"), ("محمد علي\t7", "محمد"), ("N" * 200 + " X\t7", "N" * 60), ("García, José\t7", "José")],
)
def test_names_of_all_kinds_are_kept_as_they_are(cast: Cast, line: str, shown: str) -> None:
    _activity, part, places = _event(cast)
    make_booking(part, 2)
    answer = browser_of(cast.giver_head).post(f"{places}{part.pk}/pupils/", {"lines": line}, follow=True)
    assert shown in _words(answer)


def test_a_child_of_another_school_is_not_there(cast: Cast) -> None:
    activity, part, places = _event(cast)
    make_booking(part, 8)
    other = activity.taking_part.get(school=cast.partner_school)
    theirs = make_participant(make_booking(other, 2), make_pupil(cast.partner_school, "Hidden"))
    browser = browser_of(cast.giver_head)
    answer = browser.post(f"{places}{part.pk}/pupils/choose/", {"pupils": [theirs.pupil_id]})
    assert answer.status_code == 422
    assert browser.get(f"{places}{part.pk}/pupils/{theirs.pk}/").status_code == 404
    assert browser.get(f"{places}{other.pk}/pupils/").status_code == 403
    assert "Hidden" not in _words(browser.get(places))
    labels = _words(browser.get(f"{places}pupils/"))
    assert "Partner" in labels
    assert "Hidden" not in labels


def test_one_pupil_is_withdrawn_and_comes_after_all_with_the_same_number(cast: Cast) -> None:
    _activity, part, places = _event(cast)
    pupil = make_participant(make_booking(part, 2))
    browser, own = browser_of(cast.giver_head), f"{places}{part.pk}/pupils/{pupil.pk}/"
    browser.post(own, {"said": "out"})
    pupil.refresh_from_db()
    assert pupil.withdrawn_at is not None
    assert "0 of 2 pupils are listed." in _words(browser.get(f"{places}{part.pk}/pupils/"))
    browser.post(own, {"said": "back"})
    pupil.refresh_from_db()
    assert (pupil.withdrawn_at, pupil.tag) == (None, 1)


def test_30_pupils_and_2_adults_at_1_to_10_are_warned_about_and_the_decision_is_kept(cast: Cast) -> None:
    _activity, part, places = _event(cast, by_name=False)
    AdultRule.unscoped.create(school=cast.giver_school, years="", pupils_per_adult=10)
    make_booking(part, 30, adults=2)
    browser, own = browser_of(cast.giver_head), f"{places}{part.pk}/"
    words = _words(browser.get(own))
    assert "Your school’s own rule asks for 3 adults, and you bring 2." in words
    assert "illegal" not in words.casefold()
    assert "law" not in words.casefold()
    browser.post(f"{own}decide/", {"words": "A governor comes too"})
    assert "You decided: A governor comes too" in _words(browser.get(own))
    assert "A governor" not in _words(browser_of(cast.partner).get(places))


def test_adults_are_named_with_their_training(cast: Cast) -> None:
    activity, part, places = _event(cast, training_places=5)
    session = make_session(activity, audience="adults", title="Puzzles that scale")
    booking = make_booking(part, 4, adults=2, training=1)
    browser, own = browser_of(cast.giver_head), f"{places}{part.pk}/adults/"
    assert "Puzzles that scale" in _words(browser.get(own))
    row = {"adult-0-name": "Teacher One", "adult-0-post": "Teacher", "adult-0-training": session.pk, "adult-1-name": ""}
    assert browser.post(own, {**row, "adult-0-is_first_aider": "on"}).status_code == 302
    adult = booking.brings.get()
    assert (adult.name, adult.training_id, adult.is_first_aider) == ("Teacher One", session.pk, True)
    both = {**row, "adult-1-name": "Two", "adult-1-training": session.pk}
    answer = browser.post(own, both)
    assert answer.status_code == 422
    assert "2 adults chose training and your school has 1 training places." in _words(answer)


def test_a_guest_books_changes_and_withdraws_by_link_in_at_most_three_actions(cast: Cast) -> None:
    activity, _part, _places = _event(cast)
    guest = take_part(activity, make_school(), is_guest=True)
    actions.send_invitations(by=cast.coordinator, activity=activity)
    outbox.drain()
    letter = next(each for each in mail.outbox if each.to == [guest.contact_email])
    link = next(word for word in str(letter.body).split() if "/reply/book/" in word).removeprefix("http://testserver")
    browser = browser_of(None)
    page = html.document_fromstring(browser.get(link).content)  # 1 open
    form = next(each for each in page.forms if "pupils" in each.fields)
    form.fields["pupils"] = "8"  # 2 type
    browser.post(link, dict(form.form_values()))  # 3 press
    made = Booking.unscoped.get(taking_part=guest)
    assert (made.places, made.by_name) == (8, guest.contact_name)
    assert "Pupils8" in _words(browser.get(link)).replace(" ", "")
    browser.post(link, {"pupils": "6", "adults": "1"})
    browser.post(link, {"step": "withdraw"})
    made.refresh_from_db()
    assert made.state == "withdrawn"
    browser.post(link, {"step": "not_coming"})
    guest.refresh_from_db()
    assert guest.left_at is not None


def test_an_offer_is_answered_by_link(cast: Cast) -> None:
    activity, part, _places = _event(cast, places=3)
    guest = take_part(activity, make_school())
    actions.book_places(by=None, part=guest, wanted=Wanted(6, 2))
    outbox.drain()
    letter = next(each for each in mail.outbox if "/reply/offer/" in str(each.body))
    link = next(word for word in str(letter.body).split() if "/reply/offer/" in word).removeprefix("http://testserver")
    browser = browser_of(None)
    assert "3 places are held for you until" in _words(browser.get(link))
    browser.post(link, {"said": "take"})
    assert Booking.unscoped.get(taking_part=guest).places == 3
    assert "has places" in _words(browser.get(link))
    assert part.bookings.count() == 0


def test_schools_are_asked_and_a_guest_is_found_without_script(cast: Cast) -> None:
    activity = make_activity(cast.partnership, cast.giver_school)
    ask = f"/events/{activity.pk}/places/ask/"
    outside = make_school(name="Faraway Academy")
    browser = browser_of(cast.giver)
    assert "Partner School" in _words(browser.get(ask))
    answer = browser.post(ask, {"q": "faraway", "contact_email": "head@faraway.test"})
    assert answer.status_code == 422
    assert "Choose the school you mean." in _words(answer)
    told = {
        "q": "faraway",
        "meant": outside.pk,
        "contact_email": "head@faraway.test",
        "schools": [cast.partner_school.pk],
    }
    assert browser.post(ask, told).status_code == 302
    assert activity.taking_part.get(school=outside).is_guest
    assert not activity.taking_part.get(school=cast.partner_school).is_guest
    assert browser.post(ask, {}).status_code == 422


def test_places_are_changed_kept_and_drawn_by_those_who_set_it_up(cast: Cast) -> None:
    activity, part, places = _event(cast)
    browser = browser_of(cast.giver)
    told = {"places": "20", "training_places": "4", "order": "lottery"}
    assert browser.post(f"{places}change/", told).status_code == 302
    actions.book_places(by=None, part=part, wanted=Wanted(12))
    assert "sealed" in _words(browser.get(places))
    assert browser.post(f"{places}draw/").status_code == 302
    words = _words(browser.get(places))
    activity.refresh_from_db()
    assert activity.lottery_seed in words
    assert "12 / 20" in words
    assert browser.post(f"{places}change/", {**told, "places": "11"}).status_code == 422
    assert browser.post(f"{places}{part.pk}/keep/", {"kept": "9"}).status_code == 302
    assert browser.post(f"{places}{part.pk}/keep/", {"kept": "99"}).status_code == 422
    for address in (f"{places}change/", f"{places}ask/", f"{places}{part.pk}/keep/", f"{places}pupils/"):
        assert browser_of(cast.stranger).get(address).status_code == 404


def test_a_schools_own_rule_for_adults_is_written_changed_and_taken_away(cast: Cast) -> None:
    browser = browser_of(cast.giver_head)
    assert "No rule yet" in _words(browser.get("/my-school/adults/"))
    for number in ("12", "10"):
        browser.post("/my-school/adults/", {"years": "", "pupils_per_adult": number})
    browser.post("/my-school/adults/", {"years": "Reception, Year 1, 2", "pupils_per_adult": "6"})
    words = _words(browser.get("/my-school/adults/"))
    assert "Years R, 1, 2: one adult for 6 pupils" in words
    assert "All other years: one adult for 10 pupils" in words
    assert browser.post("/my-school/adults/", {"years": "everybody", "pupils_per_adult": "6"}).status_code == 422
    for rule in AdultRule.unscoped.filter(school=cast.giver_school):
        browser_of(cast.partner).post(f"/my-school/adults/{rule.pk}/drop/")
        assert AdultRule.unscoped.filter(pk=rule.pk).exists()
        browser.post(f"/my-school/adults/{rule.pk}/drop/")
    assert not AdultRule.unscoped.exists()
