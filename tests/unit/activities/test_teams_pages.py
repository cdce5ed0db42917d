"""Pages of teams: two presses make them, nobody reads what is not theirs, and a press says what came of it."""

from __future__ import annotations

import re

import pytest
from lxml import html

from bothways.activities.actions import teams as actions
from bothways.activities.models import Activity, Participant, Wish
from bothways.activities.queries import teams
from bothways.activities.queries.teams_brief import Settings
from tests.counting import page_as_rows_grow
from tests.factories.schools import make_school
from tests.factories.teams import ids_of, make_event, send
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@pytest.fixture
def event(cast: Cast) -> Activity:
    """Twelve pupils of three schools, the giver's and the partner's by name."""
    made = make_event(cast.partnership, cast.giver_school, [4])
    send(made, cast.partner_school, 4, named=True)
    send(made, make_school(name="Third School"), 4)
    return made


def address(event: Activity, rest: str = "teams/") -> str:
    return f"/events/{event.pk}/{rest}"


def test_two_presses_suggest_and_keep(cast: Cast, event: Activity) -> None:
    browser = browser_of(cast.giver)
    assert "Suggest teams" in browser.get(address(event)).content.decode()
    shown = browser.post(address(event, "teams/suggest/"), follow=True)
    assert "Nobody shares a team with a schoolmate: 100%, and that is the best possible." in shown.content.decode()
    proposal = teams.proposed_set(event)
    assert proposal is not None
    browser.post(address(event, f"sets/{proposal.pk}/keep/"))
    assert len(teams.kept(event)) == 4


def test_own_pupils_are_read_by_name_and_others_by_tag(cast: Cast, event: Activity) -> None:
    made = actions.suggest(by=cast.giver, activity=event, settings=Settings(size=4))
    words = browser_of(cast.giver).get(address(event)).content.decode()
    assert words.count("Child1 B") == 1
    assert "Partner 1" in words
    shown = browser_of(cast.coordinator).get(address(event)).content.decode()
    assert "Child1" not in shown
    assert "Giver 1" in shown
    assert "Suggest" not in browser_of(cast.partner).get(address(event)).content.decode()
    actions.keep(by=cast.giver, team_set=made)
    assert browser_of(cast.partner).get(address(event)).content.decode().count("Child1 B") == 1
    assert browser_of(cast.stranger).get(address(event)).status_code == 404
    file = browser_of(cast.coordinator).get(address(event, f"sets/{made.pk}/lists/?export=csv"))
    lines = b"".join(file.streaming_content).decode("utf-8-sig")
    assert "Child" not in lines
    assert lines.count("Giver School") == 4


def test_a_partner_sees_only_teams_that_its_own_pupils_are_in(cast: Cast, event: Activity) -> None:
    made = actions.suggest(by=cast.giver, activity=event, settings=Settings(mix="by_school"))
    actions.keep(by=cast.giver, team_set=made)
    drawn = html.document_fromstring(browser_of(cast.partner).get(address(event)).content)
    assert len(drawn.cssselect("fieldset.team")) == 1
    assert len(html.document_fromstring(browser_of(cast.giver).get(address(event)).content).cssselect(".team")) == 3


def test_a_tick_moves_and_the_page_names_the_broken_rule(cast: Cast, event: Activity) -> None:
    made = actions.suggest(by=cast.giver, activity=event, settings=Settings(size=4))
    browser = browser_of(cast.giver)
    drawn = html.document_fromstring(browser.get(address(event)).content)
    tick = drawn.cssselect("fieldset.team")[0].cssselect("input[name=who]")[0].get("value")
    to = drawn.cssselect("#move-to option")[1].get("value")
    sent = {"who": tick, "to": to, "version": "1"}
    words = browser.post(address(event, f"sets/{made.pk}/move/"), sent, follow=True).content.decode()
    assert "Moved 1 person." in words
    assert "Team 1 has 3 pupils; 4 would be even." in words
    assert "Team 2 has 2 pupils of Giver School; it could have 2 at most." not in words
    part = browser.post(address(event, f"sets/{made.pk}/undo/"), {"version": "2"}, headers={"HX-Request": "true"})
    assert b"<html" not in part.content
    assert b"Undone: 1 person is back." in part.content
    assert b"Every rule is kept" in part.content


def test_wishes_are_told_to_their_own_school_alone_whatever_they_are(cast: Cast, event: Activity) -> None:
    made = actions.keep(
        by=cast.giver, team_set=actions.suggest(by=cast.giver, activity=event, settings=Settings(size=6))
    )
    pupils = ids_of(event, cast.partner_school)
    places = {pupil: row.id for row in teams.kept(event) for pupil in row.participant_ids}
    both = next((one, two) for one in pupils for two in pupils if one < two and places[one] == places[two])

    def seen(person: object) -> list[bytes]:
        client = browser_of(person)  # type: ignore[arg-type]
        pages = ("teams/", f"sets/{made.pk}/why/", f"sets/{made.pk}/lists/", f"sets/{made.pk}/mend/")
        return [TOKEN.sub(b"", client.get(address(event, each)).content) for each in pages]

    others = (cast.giver, cast.coordinator)
    before = [seen(each) for each in others]
    for one, two in (both, [pupils[0], pupils[3]]):
        Wish.unscoped.all().delete()
        Wish.objects.create(one_id=one, other_id=two, together=False)
        assert [seen(each) for each in others] == before
    Wish.unscoped.all().delete()
    Wish.objects.create(one_id=both[0], other_id=both[1], together=False)
    assert "You asked to keep" in browser_of(cast.partner).get(address(event)).content.decode()


def test_a_repair_is_shown_and_done_when_it_is_accepted(cast: Cast, event: Activity) -> None:
    made = actions.suggest(by=cast.giver, activity=event, settings=Settings(size=4))
    team = teams.rows_of(made)[0]
    browser = browser_of(cast.giver)
    away = "&away=".join(team.participant_ids[:2])
    shown = html.document_fromstring(browser.get(address(event, f"sets/{made.pk}/mend/?look=1&away={away}")).content)
    steps = [each.get("value") for each in shown.cssselect("#repair input[name=step]")]
    assert len(steps) == 1
    browser.post(address(event, f"sets/{made.pk}/mend/"), {"step": steps, "version": "1"})
    assert sorted(len(row.participant_ids) for row in teams.rows_of(made)) == [3, 4, 5]


def test_the_board_asks_no_more_for_thirty_teams_than_for_one(cast: Cast) -> None:
    event = make_event(cast.partnership, cast.giver_school, [2, 2], places=200)
    browser = browser_of(cast.giver)

    def grow(number: int) -> None:
        send(event, make_school(name=f"More {number}"), 4)
        rows = Participant.unscoped.filter(booking__taking_part__activity=event)
        found = actions.suggest(by=cast.giver, activity=event, settings=Settings(number=min(number + 1, 30)))
        assert rows.count() == sum(len(row.participant_ids) for row in teams.rows_of(found))

    counts = page_as_rows_grow(browser, address(event), grow)
    assert len(set(counts)) == 1, counts
