"""The pages of the plan, as people use them: proposing, asking, the year, copies and paper."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
from django.test import Client
from pypdf import PdfReader

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships.models import Asked, Proposal, ProposalState
from bothways.schools.roles import TEACHER
from tests.counting import as_rows_grow, questions_of
from tests.factories.partnerships import join, make_meeting, make_proposal
from tests.factories.schools import give_role, make_person, make_school
from tests.people import Cast, browser_of
from tests.unit.web.plan_pages import (
    member_of,
    plan_at,
    press_ask,
    propose,
    typed_in,
)

pytestmark = pytest.mark.django_db


def test_a_teacher_proposes_and_what_each_school_gives_and_gets_stands(cast: Cast) -> None:
    made = propose(cast)
    assert (made.state, made.cost_pence, made.pupils, made.version) == (ProposalState.PROPOSED, 450, 30, 1)
    parts = {each.membership.school: each for each in made.asked.select_related("membership__school")}
    assert parts[cast.giver_school].gives == "The pond"
    assert {part.gets for part in parts.values()} == {"A morning at a pond"}
    assert {part.asked_at for part in parts.values()} == {None}
    assert not OutboxRow.objects.exists()


def test_a_head_says_yes_for_the_own_school_while_proposing_and_a_teacher_cannot(cast: Cast) -> None:
    key = f"in_{member_of(cast, cast.giver_school).pk}"
    browser_of(cast.giver_head).post(plan_at(cast, "new/"), typed_in(cast, **{key: "1"}))
    assert [each.answer for each in Asked.unscoped.filter(membership__school=cast.giver_school)] == ["in"]
    Proposal.unscoped.all().delete()
    browser_of(cast.giver).post(plan_at(cast, "new/"), typed_in(cast, **{key: "1"}))
    assert {each.answer for each in Asked.unscoped.all()} == {""}


def test_wrong_input_loses_nothing(cast: Cast) -> None:
    wrong = typed_in(cast, title="", ends_at="09:00", pupils="many", about="Nets and trays")
    answer = browser_of(cast.giver).post(plan_at(cast, "new/"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (
        "Enter what it is called.",
        "It has to end after it starts.",
        "Enter the number of pupils as a number",
    ):
        assert said in page
    assert "Nets and trays" in page
    assert "The pond" in page
    assert not Proposal.unscoped.exists()


def test_a_day_in_the_holidays_is_warned_of_and_taken(cast: Cast) -> None:
    year = clock.today().year + 1
    made = propose(cast, day=f"{year}-08-12")
    page = browser_of(cast.giver).get(plan_at(cast, f"{made.pk}/")).content.decode()
    assert "schools are closed" in page


def test_strangers_and_nobody_find_nothing(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    for page in ("", f"{made.pk}/", f"{made.pk}/answers/", f"{made.pk}/change/", f"{made.pk}/ask/", "new/", "sheet/"):
        for stranger in (cast.stranger, cast.other_coordinator):
            assert browser_of(stranger).get(plan_at(cast, page)).status_code == 404, page
        assert Client().get(plan_at(cast, page)).status_code == 302
    for act in ("confirm", "call-off", "done", "copy", "ask-again"):
        assert browser_of(cast.stranger).post(plan_at(cast, f"{made.pk}/{act}/")).status_code == 404


def test_a_member_that_does_not_own_it_sees_it_and_may_not_change_it(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    made.owners.filter(membership__school=cast.partner_school).delete()
    browser = browser_of(cast.partner)
    assert browser.get(plan_at(cast, f"{made.pk}/")).status_code == 200
    for page in ("change/", "ask/", "add/"):
        assert browser.get(plan_at(cast, f"{made.pk}/{page}")).status_code == 403
    assert browser.post(plan_at(cast, f"{made.pk}/confirm/"), {"version": "1"}).status_code == 403


def test_asking_writes_to_each_lead_once_however_often_it_is_pressed(cast: Cast) -> None:
    made, browser = propose(cast), browser_of(cast.giver)
    assert press_ask(cast, made, browser).status_code == 302
    assert press_ask(cast, made, browser).status_code == 302
    assert OutboxRow.objects.filter(kind="plan.ask").count() == 2
    made.refresh_from_db()
    assert made.state == ProposalState.ASKING


def test_nobody_is_asked_for_a_day_that_has_passed(cast: Cast) -> None:
    made = propose(cast)
    yesterday = clock.today() - dt.timedelta(days=1)
    answer = press_ask(cast, made, browser_of(cast.giver), day=yesterday.isoformat())
    assert answer.status_code == 422
    assert "That day has passed. Enter one from today on." in answer.content.decode()
    assert not OutboxRow.objects.exists()


def test_asking_with_another_day_settles_the_day_too(cast: Cast) -> None:
    made = propose(cast)
    day = clock.today() + dt.timedelta(days=17)
    press_ask(cast, made, browser_of(cast.giver), day=day.isoformat())
    made.refresh_from_db()
    assert (made.day, made.state, made.version) == (day, ProposalState.ASKING, 2)


def test_adding_a_guest_asks_it_at_once_and_it_sees_this_alone(cast: Cast) -> None:
    made, other = make_proposal(cast.partnership), make_proposal(cast.partnership)
    school = make_school(name="Guest School")
    guest = join(cast.partnership, school, kind="guest")
    person = make_person(name="Guest teacher")
    give_role(person, TEACHER, school)
    browser_of(cast.giver).post(plan_at(cast, f"{made.pk}/add/"), {"schools": [guest.pk], "gets": "A morning"})
    assert OutboxRow.objects.filter(kind="plan.ask").count() == 1
    browser = browser_of(person)
    assert browser.get(plan_at(cast, f"{made.pk}/")).status_code == 200
    assert browser.get(plan_at(cast, f"{other.pk}/")).status_code == 404
    assert other.title not in browser.get(plan_at(cast)).content.decode()
    assert browser.get(plan_at(cast, "new/")).status_code == 403


def test_the_year_shows_dots_and_says_what_is_asked(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Pond day")
    make_proposal(cast.partnership, title="Hall day", state=ProposalState.CONFIRMED)
    page = browser_of(cast.giver).get(plan_at(cast)).content.decode()
    assert "2 schools to answer" in page
    assert 'class="ask"' in page
    assert 'class="open"' in page
    assert page.count("<h3>") >= 6


def test_an_empty_year_offers_last_years_plan(cast: Cast) -> None:
    page = browser_of(cast.giver).get(plan_at(cast, "year/2027/")).content.decode()
    assert "Copy last year’s plan" in page
    assert browser_of(cast.giver).get(plan_at(cast, "year/1066/")).status_code == 404


def test_last_years_plan_is_copied_once_and_nobody_is_asked(cast: Cast) -> None:
    then = clock.today() - dt.timedelta(days=364)
    old = make_proposal(cast.partnership, day=then, title="Pond day", state=ProposalState.DONE)
    old.asked.update(answer="in", version=1, gives="The pond")
    browser = browser_of(cast.giver)
    assert "Pond day" in browser.get(plan_at(cast, "copy/")).content.decode()
    for _ in range(2):
        browser.post(plan_at(cast, "copy/"), {"row": [old.pk]})
    copied = Proposal.unscoped.get(copied_from=old)
    assert (copied.state, copied.year, copied.asked.count()) == (ProposalState.PROPOSED, old.year + 1, 2)
    assert {(each.answer, each.asked_at, each.gives) for each in copied.asked.all()} == {("", None, "The pond")}
    assert copied.owners.count() == 2
    assert not OutboxRow.objects.exists()
    assert "Copied already" in browser.get(plan_at(cast, "copy/")).content.decode()


def test_the_list_goes_as_csv(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Pond day")
    browser = browser_of(cast.giver)
    taken = browser.get(plan_at(cast, "?export=csv"))
    assert "Pond day" in b"".join(taken.streaming_content).decode("utf-8-sig")


@pytest.mark.parametrize(("size", "edge"), [("a4", 842), ("a3", 1191)])
def test_the_year_goes_on_paper_with_its_meetings(cast: Cast, size: str, edge: int) -> None:
    make_proposal(cast.partnership, title="Pond day")
    make_meeting(cast.partnership, title="Planning meeting")
    sheet = browser_of(cast.giver).get(plan_at(cast, f"sheet/?size={size}"))
    assert sheet["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(sheet.content))
    assert round(float(reader.pages[0].mediabox.width)) == edge
    printed = " ".join(page.extract_text() for page in reader.pages)
    assert "Pond day" in printed
    assert "Planning meeting" in printed


@pytest.mark.parametrize("page", ["", "{one}/", "{one}/answers/", "copy/"])
def test_the_number_of_queries_does_not_grow(cast: Cast, page: str) -> None:
    made: list[Proposal] = []

    def add(_number: int) -> None:
        join(cast.partnership, make_school())
        made.append(make_proposal(cast.partnership, day=clock.today() + dt.timedelta(days=1)))
        make_proposal(cast.partnership, day=clock.today() - dt.timedelta(days=364), state=ProposalState.DONE)

    browser = browser_of(cast.giver)
    counts = as_rows_grow(add, lambda: questions_of(browser, plan_at(cast, page.format(one=made[-1].pk))))
    assert counts[0] == counts[1] == counts[2], counts
