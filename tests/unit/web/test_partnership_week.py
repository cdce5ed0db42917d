"""This week, who owes what, and nudging, as people use them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships import links
from bothways.partnerships.demonstration import make_world
from bothways.partnerships.models import MeetingAction, NoLetter, Partnership
from bothways.partnerships.needs import found as needs
from bothways.partnerships.needs.need import Why
from bothways.schools.demonstration import make_world as make_schools
from bothways.schools.roles import COORDINATOR
from tests.counting import page_as_rows_grow, questions_of
from tests.factories.partnerships import make_meeting, make_proposal
from tests.factories.schools import give_role
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
MOST_QUERIES = 25  # what the page may ask at most, however much is in it


def test_the_heading_counts_and_each_need_has_one_button(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Science day", answer_by=clock.today() + dt.timedelta(days=2))
    text = browser_of(cast.coordinator).get(f"/w/{cast.partnership.slug}/").content.decode()
    assert "this week" in text
    assert "Science day" in text
    assert "The year so far" in text


def test_people_of_a_school_see_what_needs_their_school(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Science day")
    text = browser_of(cast.giver).get(f"/w/{cast.partnership.slug}/").content.decode()
    assert "Science day" in text
    assert "Remind" not in text


def test_strangers_get_the_404_of_what_is_not_there(cast: Cast) -> None:
    for address in ("", "needs/", "done/", "giving.csv"):
        assert browser_of(cast.stranger).get(f"/w/{cast.partnership.slug}/{address}").status_code == 404


def test_nudging_shows_the_message_and_the_names_first_and_then_the_delivery(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership, title="Science day")
    browser = browser_of(cast.coordinator)
    address = f"/w/{cast.partnership.slug}/needs/answers:{proposal.pk}/nudge/"
    text = browser.get(address).content.decode()
    assert "It goes to" in text
    assert "Giver School" in text
    assert "Science day" in text
    assert not OutboxRow.objects.exists()
    sent = browser.post(address, follow=True).content.decode()
    assert "Reminded 2 schools" in sent
    assert "Waiting to go" in sent
    again = browser.post(address, follow=True).content.decode()
    assert "reminded within the last three days" in again
    assert OutboxRow.objects.count() == 2


def test_a_need_that_is_gone_is_a_404_and_a_press_says_that_nothing_was_sent(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    address = f"/w/{cast.partnership.slug}/needs/answers:gone/nudge/"
    assert browser.get(address).status_code == 404
    assert "nothing was sent" in browser.post(address, follow=True).content.decode()


def test_teachers_do_not_nudge(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    for who in (cast.giver, cast.giver_head, cast.other_coordinator):
        address = f"/w/{cast.partnership.slug}/needs/answers:{proposal.pk}/nudge/"
        assert browser_of(who).post(address).status_code == 404


@pytest.mark.parametrize("page", ["", "needs/"])
def test_rows_do_not_change_the_number_of_queries(cast: Cast, page: str) -> None:
    def add(_number: int) -> None:
        make_proposal(cast.partnership)
        make_meeting(cast.partnership)

    counts = page_as_rows_grow(browser_of(cast.coordinator), f"/w/{cast.partnership.slug}/{page}", add)
    assert len(set(counts)) == 1, counts


def test_the_home_page_of_sixteen_schools_with_five_years_asks_few_questions(cast: Cast) -> None:
    make_schools(partnerships=1, schools=16, years=1, seed=1)
    make_world(partnerships=1, schools=16, years=5, seed=1)
    world = Partnership.unscoped.get(name__startswith="World partnership")
    give_role(cast.coordinator, COORDINATOR, world)
    assert questions_of(browser_of(cast.coordinator), f"/w/{world.slug}/") <= MOST_QUERIES


def test_the_table_says_who_owes_what_to_whom_and_narrows_to_a_school(cast: Cast) -> None:
    made = make_proposal(cast.partnership, title="Science day", answer_by=clock.today() + dt.timedelta(days=2))
    made.asked.filter(membership__school=cast.giver_school).update(answer="in", version=1)
    browser = browser_of(cast.coordinator)
    address = f"/w/{cast.partnership.slug}/needs/"
    text = browser.get(address).content.decode()
    for head in ("Who owes it", "To whom", "By when"):
        assert head in text
    assert "Partner School" in text
    assert "Remind 1 school" in text
    owed = browser.get(address, {"school": cast.partner_school.pk}).content.decode()
    assert "Science day" in owed
    nothing = browser.get(address, {"school": cast.giver_school.pk}).content.decode()
    assert "This school owes nothing" in nothing
    lines = browser.get(address, {"export": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert lines[0] == "School,What,More,To whom,By when"
    assert any(line.startswith("Partner School,") and "Science day" in line for line in lines)
    assert not any(line.startswith("Giver School,") and "Science day" in line for line in lines)


def test_the_table_narrows_to_why_something_waits(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Science day", answer_by=clock.today() + dt.timedelta(days=2))
    held = make_meeting(cast.partnership, title="Old meeting", day=clock.today() - dt.timedelta(days=2), state="held")
    MeetingAction.unscoped.create(
        partnership=cast.partnership, meeting=held, words="Bring magnets", due_on=clock.today() - dt.timedelta(days=1),
        membership=cast.partnership.memberships.get(school=cast.giver_school),
    )  # fmt: skip
    everything = needs.found_for(cast.partnership, cast.coordinator, clock.today()).needs
    browser, address = browser_of(cast.coordinator), f"/w/{cast.partnership.slug}/needs/"
    assert {need.why for need in everything} >= {Why.UNANSWERED, Why.DUE}
    for why in Why:
        lines = browser.get(address, {"export": "csv", "why": why.name.lower()}).getvalue().decode("utf-8-sig")
        for need in everything:
            assert (need.title in lines) == (need.why is why), (why, need.title)
    shown = browser.get(address, {"why": "due"}).content.decode()
    assert '<option value="due" selected>Due</option>' in shown
    assert "why=due" in shown.partition("export=csv")[2]
    both = browser.get(address, {"why": "unanswered", "school": cast.giver_school.pk}).content.decode()
    assert "Science day" in both
    assert browser.get(address, {"why": "no-such"}).status_code == 200


def test_a_part_that_cannot_be_read_is_said_and_the_page_stands(cast: Cast, settings: object) -> None:
    settings.NEED_SOURCES = ["tests.unit.partnerships.test_nudging.broken"]
    for page in ("", "needs/"):
        answer = browser_of(cast.coordinator).get(f"/w/{cast.partnership.slug}/{page}")
        assert answer.status_code == 200
        assert "One part could not be read" in answer.content.decode()


def test_the_letter_is_stopped_and_started_on_the_page_by_whoever_runs_it(cast: Cast) -> None:
    browser, address = browser_of(cast.coordinator), f"/w/{cast.partnership.slug}/letters/"
    assert "The letters have stopped" in browser.post(address, {"wanted": "no"}, follow=True).content.decode()
    assert NoLetter.unscoped.get().person == cast.coordinator
    assert "comes on Thursdays again" in browser.post(address, {"wanted": "yes"}, follow=True).content.decode()
    assert not NoLetter.unscoped.exists()
    for who in (cast.giver_head, cast.stranger, cast.other_coordinator):
        assert browser_of(who).post(address, {"wanted": "no"}).status_code == 404
    assert not NoLetter.unscoped.exists()


def test_the_letter_is_stopped_from_itself_without_an_account(cast: Cast) -> None:
    address = links.make(links.LETTER, cast.coordinator.held[0].pk, days=5)
    browser = Client(enforce_csrf_checks=True)
    assert "Stop the letter on Thursdays?" in browser.get(address).content.decode()
    assert not NoLetter.unscoped.exists()
    by_program = browser.post(address, {"List-Unsubscribe": "One-Click"})
    assert "The letters have stopped" in by_program.content.decode()
    assert NoLetter.unscoped.get().person == cast.coordinator
    browser.post(address, {"wanted": "no"})
    assert NoLetter.unscoped.count() == 1
    assert cast.coordinator.email not in by_program.content.decode()
    browser.post(address, {"wanted": "yes"})
    assert not NoLetter.unscoped.exists()
