"""Choosing seminars, by grid and by code; giving places out; opt-outs; lunch."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
import time_machine
from lxml import html

from bothways.activities.actions import choices as actions
from bothways.activities.actions import seminars as dealing
from bothways.activities.actions import teams as keeping
from bothways.activities.actions import teams_board as board
from bothways.activities.demonstration.events import Made
from bothways.activities.demonstration.teams import make_teams
from bothways.activities.models import (
    Activity,
    Choice,
    ClassCode,
    Consent,
    Need,
    Participant,
    Session,
    TeamSet,
    Wish,
)
from bothways.activities.queries import choices, seating, teams
from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, NotFound, Refused, TooMany
from tests.factories.activities import make_room, make_session
from tests.factories.schools import make_school
from tests.factories.teams import ids_of, make_event, send
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(cast: Cast) -> Activity:
    """Twelve pupils of two schools, and three seminars for five side by side."""
    made = make_event(cast.partnership, cast.giver_school, [6])
    send(made, cast.partner_school, 6, named=True)
    for title in ("Rockets", "Codes", "Frogs"):
        make_session(made, title=title, block="First seminars", holds=5, least=2)
    return made


def session(event: Activity, title: str) -> Session:
    found: Session = event.sessions.get(title=title)
    return found


def choose(cast: Cast, event: Activity, pupils: list[str], *titles: str) -> None:
    booking = Participant.unscoped.get(pk=pupils[0]).booking
    by = cast.giver if booking.taking_part.school == cast.giver_school else cast.partner
    keys = [session(event, title).pk for title in titles]
    rows = dict.fromkeys(pupils, keys)
    actions.choose_for_all(by=by, booking=booking, menu=choices.menus(event)[0], rows=rows)


def places(made: TeamSet) -> dict[str, tuple[str, ...]]:
    return {row.name: row.participant_ids for row in teams.rows_of(made)}


def say_no(event: Activity, pupil: str, title: str) -> None:
    """A parent's no to one session."""
    found = session(event, title)
    Session.unscoped.filter(pk=found.pk).update(opt_out=True)
    Consent.objects.create(
        participant_id=pupil,
        purpose="session",
        session=found,
        granted=False,
        wording="1",
        wording_hash="0" * 64,
        channel="paper",
        order=1,
        own_hash="1" * 64,
    )


def test_everybody_gets_the_first_choice_that_there_is_room_for_and_it_is_proved(cast: Cast, event: Activity) -> None:
    choose(cast, event, ids_of(event, cast.giver_school), "Rockets", "Codes", "Frogs")
    choose(cast, event, ids_of(event, cast.partner_school), "Codes", "Frogs", "Rockets")
    made = dealing.give_out(by=cast.giver, activity=event)
    assert (
        made.explained
        == (
            "First seminars: 10 at a first choice, 2 at a second choice."
            " Nobody’s lowest choice could be higher without another’s being lower: that is proved."
        )
        or "at a first choice" in made.explained
    )
    held = places(made)
    assert {name: len(pupils) for name, pupils in held.items()}.keys() == {"Rockets", "Codes", "Frogs"}
    assert max(map(len, held.values())) <= 5
    assert 0 in map(len, held.values()) or min(map(len, held.values())) >= 2
    keeping.keep(by=cast.giver, team_set=made)
    assert sum(len(row.participant_ids) for row in teams.kept(event, "seminars")) == 12


def test_who_said_no_to_a_session_is_never_offered_it_nor_put_into_it(cast: Cast, event: Activity) -> None:
    pupils = [*ids_of(event, cast.giver_school), *ids_of(event, cast.partner_school)]
    for pupil in pupils[:5]:  # who have chosen nothing, so that Frogs would be where there is room for them
        say_no(event, pupil, "Frogs")
    choose(cast, event, pupils[6:], "Rockets", "Codes", "Frogs")
    with pytest.raises(Invalid):
        choose(cast, event, pupils[:1], "Frogs")
    made = dealing.give_out(by=cast.giver, activity=event)
    assert not set(places(made)["Frogs"]) & set(pupils[:5])
    assert len(places(made)["Frogs"]) >= 2
    assert sum(map(len, places(made).values())) == 12
    grid = browser_of(cast.giver).get(f"/events/{event.pk}/choices/").content.decode()
    assert grid.count("not offered") == 5
    place = made.teams.get(name="Frogs")
    other = next(row for row in teams.rows_of(made) if pupils[0] in row.participant_ids)
    there = made.teams.get(pk=other.id).members.get(participant_id=pupils[0])
    with pytest.raises(Invalid):
        board.move(by=cast.giver, team_set=made, steps=[board.Step(there.pk, other.id, place.pk)], seen=1)


def test_too_little_room_is_said_with_numbers(cast: Cast, event: Activity) -> None:
    Session.unscoped.filter(activity=event).update(holds=3)
    with pytest.raises(Invalid) as refused:
        dealing.give_out(by=cast.giver, activity=event)
    assert refused.value.sentence == (
        "‘First seminars’ has room for 9, and 12 pupils come. Make a session larger or add one."
    )
    for each in event.sessions.all():
        Session.unscoped.filter(pk=each.pk).update(holds=0, room=make_room(event, holds=4))
    made = dealing.give_out(by=cast.giver, activity=event)
    assert list(map(len, places(made).values())) == [4, 4, 4]


def test_the_same_thing_in_two_blocks_is_chosen_once_and_had_once(cast: Cast, event: Activity) -> None:
    for title in ("Rockets", "Codes", "Frogs"):
        later = {"starts_at": dt.time(13), "ends_at": dt.time(14)}
        make_session(event, title=title, block="Second seminars", holds=5, **later)
    (menu,) = choices.menus(event)
    assert (menu.name, len(menu.offers)) == ("First seminars, Second seminars", 3)
    made = dealing.give_out(by=cast.giver, activity=event)
    titles = Counter((row.name, pupil) for row in teams.rows_of(made) for pupil in row.participant_ids)
    assert len(titles) == 24
    assert set(titles.values()) == {1}


def test_a_grid_takes_numbers_and_says_what_is_wrong_with_them(cast: Cast, event: Activity) -> None:
    browser = browser_of(cast.giver)
    pupils = ids_of(event, cast.giver_school)
    codes, frogs = session(event, "Codes"), session(event, "Frogs")
    menu = choices.menus(event)[0].key
    sent = {"menu": menu, f"{pupils[0]}:{codes.pk}": "1", f"{pupils[0]}:{frogs.pk}": "1"}
    answer = browser.post(f"/events/{event.pk}/choices/", sent)
    assert answer.status_code == 422
    assert "Child1 B: two choices have the same number." in answer.content.decode()
    assert Choice.unscoped.count() == 0
    sent[f"{pupils[0]}:{frogs.pk}"] = "2"
    assert browser.post(f"/events/{event.pk}/choices/", sent).status_code == 302
    assert dict(Choice.unscoped.values_list("session__title", "rank")) == {"Codes": 1, "Frogs": 2}
    others = ids_of(event, cast.partner_school)[0]
    booking = event.taking_part.get(school=cast.giver_school).bookings.get()
    with pytest.raises(NotFound):
        actions.choose_for_all(by=cast.giver, booking=booking, menu=choices.menus(event)[0], rows={others: []})


def made_code(cast: Cast, event: Activity) -> str:
    answer: Any = browser_of(cast.giver).post(f"/events/{event.pk}/choices/code/", follow=True)
    found = re.search(r"The code is (\S+),", answer.content.decode())
    assert found
    return found[1]


def test_a_class_chooses_by_its_code_and_reads_no_names(cast: Cast, event: Activity) -> None:
    code = made_code(cast, event)
    assert code.replace("-", "") not in str(ClassCode.unscoped.values().get())
    pupil = browser_of(None)
    tag = pupil.post("/choose/", {"code": code.upper().replace("-", " ")}, follow=True)
    address = tag.redirect_chain[-1][0]
    page = pupil.post(address, {"tag": "3"}, follow=True)
    assert "number 3" in page.content.decode()
    assert "Child" not in tag.content.decode() + page.content.decode()
    drawn = html.document_fromstring(page.content)
    first = drawn.cssselect("select")[0]
    key = session(event, "Frogs").pk
    done = pupil.post(page.redirect_chain[-1][0], {first.get("name"): key}, follow=True)
    assert "Thank you." in done.content.decode()
    assert dict(Choice.unscoped.values_list("participant__tag", "session__title")) == {3: "Frogs"}
    assert "Frogs" not in html.document_fromstring(pupil.get(address).content).text_content()
    assert pupil.post(address, {"tag": "77"}).status_code == 422
    browser_of(cast.giver).post(f"/events/{event.pk}/choices/code/", {"deed": "end"})
    assert pupil.get(address).status_code == 404
    assert pupil.post("/choose/", {"code": code}).status_code == 422


def test_ten_thousand_guesses_find_nothing_and_are_counted(cast: Cast, event: Activity) -> None:
    made_code(cast, event)
    found: Counter[str] = Counter()
    for number in range(actions.NETWORK.most + 5):
        try:
            actions.enter(code=f"{number:08d}", network="192.0.2.1")
        except (NotFound, TooMany) as problem:
            found[type(problem).__name__] += 1
    assert found == {"NotFound": actions.NETWORK.most, "TooMany": 5}
    assert actions.LENGTH >= 8
    assert len(actions.LETTERS) ** actions.LENGTH > 10_000 * 10_000_000
    with pytest.raises(NotFound):
        actions.enter(code="zzzzzzzz", network="192.0.2.99")
    answer = browser_of(None).post("/choose/", {"code": "nonsense"}, REMOTE_ADDR="192.0.2.1")
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


def test_a_code_ends_with_its_days(cast: Cast, event: Activity) -> None:
    code = made_code(cast, event)
    with (
        time_machine.travel(clock.now() + dt.timedelta(days=actions.DAYS, hours=1), tick=False),
        pytest.raises(NotFound),
    ):
        actions.enter(code=code, network="192.0.2.1")


def test_only_ones_own_school_makes_codes_grids_and_wishes(cast: Cast, event: Activity) -> None:
    partner = event.taking_part.get(school=cast.partner_school).bookings.get()
    with pytest.raises((Refused, NotFound)):
        actions.make_code(by=cast.giver, booking=partner)
    other = ids_of(event, cast.partner_school)
    with pytest.raises(NotFound):
        actions.wish(
            by=cast.giver,
            one=Participant.unscoped.get(pk=other[0]),
            other=Participant.unscoped.get(pk=other[1]),
            together=True,
        )
    assert browser_of(cast.giver).get(f"/events/{event.pk}/choices/?school={cast.partner_school.pk}").status_code == 404
    assert browser_of(cast.coordinator).get(f"/events/{event.pk}/wishes/").status_code == 404


def test_a_wish_is_made_changed_and_taken_back_on_the_page(cast: Cast, event: Activity) -> None:
    one, two = ids_of(event, cast.giver_school)[:2]
    browser, address = browser_of(cast.giver), f"/events/{event.pk}/wishes/"
    browser.post(address, {"one": two, "other": one, "together": "no"})
    browser.post(address, {"one": one, "other": two, "together": "yes"})
    assert [each.together for each in Wish.unscoped.all()] == [True]
    assert "Child1 B and Child2 B are kept together" in browser.get(address).content.decode()
    assert browser.post(address, {"one": one, "other": one, "together": "yes"}).status_code == 422
    mine = Wish.unscoped.get()
    assert browser_of(cast.partner).post(f"{address}{mine.pk}/back/").status_code == 404
    browser.post(f"{address}{mine.pk}/back/")
    assert Wish.unscoped.count() == 0


def lunch(cast: Cast) -> Activity:
    """Twenty-eight pupils and ten adults of three schools."""
    made = make_event(cast.partnership, cast.giver_school, [0])
    event = made
    for school, pupils, adults in ((cast.giver_school, 15, 5), (cast.partner_school, 6, 3)):
        event.taking_part.filter(school=school).delete()
        send(event, school, pupils, adults=adults, named=True)
    send(event, make_school(name="Third School"), 7, adults=2)
    return event


def test_thirty_eight_guests_sit_at_six_tables_of_two_schools_with_an_adult_each(cast: Cast) -> None:
    event = lunch(cast)
    made = dealing.lay(by=cast.giver, activity=event)
    rows = teams.rows_of(made)
    of = dict(Participant.unscoped.values_list("pk", "booking__taking_part__school_id"))
    assert sorted(len(row.participant_ids) + len(row.adult_ids) for row in rows) == [6, 6, 6, 6, 7, 7]
    assert all(row.adult_ids for row in rows)
    assert all(len({of[pupil] for pupil in row.participant_ids}) >= 2 for row in rows)
    assert made.explained.startswith("Every table has an adult and guests of two schools or more.")


def test_plates_are_counted_for_the_host_on_the_day_and_for_nobody_else(cast: Cast) -> None:
    event = lunch(cast)
    made = keeping.keep(by=cast.giver, team_set=dealing.lay(by=cast.giver, activity=event))
    child = ids_of(event, cast.partner_school)[0]
    Need.objects.create(participant_id=child, kind="diet", choice="halal")
    address = f"/events/{event.pk}/lunch/"
    assert "Halal food" not in browser_of(cast.giver).get(address).content.decode()
    noon = dt.datetime.combine(event.day, dt.time(12), clock.LONDON)
    with time_machine.travel(noon, tick=False):
        assert "1 × Halal food" in browser_of(cast.giver).get(address).content.decode()
        assert "Halal" not in browser_of(cast.partner).get(address).content.decode()
        with pytest.raises(Refused):
            seating.cards(event, {child: 1}, by=cast.partner)
    assert len(places(made)) == 6


def test_too_few_adults_is_said(cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [8, 8])
    with pytest.raises(Invalid) as refused:
        dealing.lay(by=cast.giver, activity=event)
    assert "adults" in refused.value.sentence
    with pytest.raises(Conflict):
        keeping.drop(by=cast.giver, team_set=TeamSet.objects.create(activity=event, state="kept", purpose="lunch"))


def test_the_demonstration_has_choices_wishes_kept_teams_and_tables_to_be_kept(cast: Cast) -> None:
    event = lunch(cast)
    for title in ("Rockets", "Codes", "Frogs"):
        make_session(event, title=title, block="First seminars", holds=12)
    make_teams(Made(omec=event), event.day)
    states = set(event.team_sets.values_list("purpose", "state"))
    assert states == {("teams", "kept"), ("seminars", "proposed"), ("lunch", "proposed")}
    assert (Wish.unscoped.count(), Choice.unscoped.exists()) == (3, True)
