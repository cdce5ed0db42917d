"""The pages of the plan, as people use them."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from bothways.core import clock
from bothways.core.models import OutboxRow
from bothways.partnerships import links
from bothways.partnerships.models import Asked, GivenAnswer, Membership, Proposal, ProposalState, Question
from tests.factories.partnerships import make_meeting, make_proposal
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _w(cast: Cast, page: str = "") -> str:
    return f"/w/{cast.partnership.slug}/plan/{page}"


def _member(cast: Cast, school: Any) -> Membership:
    return Membership.unscoped.get(partnership=cast.partnership, school=school)


def _input(cast: Cast, **more: str) -> dict[str, str]:
    giver, partner = _member(cast, cast.giver_school).pk, _member(cast, cast.partner_school).pk
    day = clock.today() + dt.timedelta(days=10)
    return {
        "title": "Pond day",
        "day": day.isoformat(),
        "starts_at": "09:30",
        "ends_at": "12:00",
        "host": cast.giver_school.pk,
        "pupils": "30",
        "cost": "4.50",
        f"ask_{giver}": "on",
        f"owner_{giver}": "on",
        f"ask_{partner}": "on",
        f"owner_{partner}": "on",
        f"gives_{giver}": "The pond",
        f"kind_{giver}": "facilities",
        f"hours_{giver}": "3",
        "gets_all": "A morning at a pond",
        **more,
    }


def _propose(cast: Cast, **more: str) -> Proposal:
    answer = browser_of(cast.giver).post(_w(cast, "new/"), _input(cast, **more))
    assert answer.status_code == 302
    found: Proposal = Proposal.unscoped.get(title="Pond day")
    return found


def test_a_teacher_proposes_and_what_each_school_gives_and_gets_stands(cast: Cast) -> None:
    made = _propose(cast)
    assert (made.state, made.cost_pence, made.pupils, made.version) == (ProposalState.PROPOSED, 450, 30, 1)
    parts = {each.membership.school: each for each in made.asked.select_related("membership__school")}
    assert parts[cast.giver_school].gives == "The pond"
    assert {part.gets for part in parts.values()} == {"A morning at a pond"}
    assert {part.asked_at for part in parts.values()} == {None}
    assert not OutboxRow.objects.exists()


def test_a_head_says_yes_for_the_own_school_while_proposing_and_a_teacher_cannot(cast: Cast) -> None:
    key = f"in_{_member(cast, cast.giver_school).pk}"
    browser_of(cast.giver_head).post(_w(cast, "new/"), _input(cast, **{key: "1"}))
    assert [each.answer for each in Asked.unscoped.filter(membership__school=cast.giver_school)] == ["in"]
    Proposal.unscoped.all().delete()
    browser_of(cast.giver).post(_w(cast, "new/"), _input(cast, **{key: "1"}))
    assert {each.answer for each in Asked.unscoped.all()} == {""}


def test_wrong_input_loses_nothing(cast: Cast) -> None:
    wrong = _input(cast, title="", ends_at="09:00", pupils="many", about="Nets and trays")
    answer = browser_of(cast.giver).post(_w(cast, "new/"), wrong)
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
    made = _propose(cast, day=f"{year}-08-12")
    page = browser_of(cast.giver).get(_w(cast, f"{made.pk}/")).content.decode()
    assert "schools are closed" in page


def test_strangers_and_nobody_find_nothing(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    for page in ("", f"{made.pk}/", f"{made.pk}/answers/", f"{made.pk}/change/", f"{made.pk}/ask/", "new/", "sheet/"):
        for stranger in (cast.stranger, cast.other_coordinator):
            assert browser_of(stranger).get(_w(cast, page)).status_code == 404, page
        assert Client().get(_w(cast, page)).status_code == 302
    for act in ("confirm", "call-off", "done", "copy", "ask-again"):
        assert browser_of(cast.stranger).post(_w(cast, f"{made.pk}/{act}/")).status_code == 404


def test_a_member_that_does_not_own_it_sees_it_and_may_not_change_it(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    made.owners.filter(membership__school=cast.partner_school).delete()
    browser = browser_of(cast.partner)
    assert browser.get(_w(cast, f"{made.pk}/")).status_code == 200
    for page in ("change/", "ask/", "add/"):
        assert browser.get(_w(cast, f"{made.pk}/{page}")).status_code == 403
    assert browser.post(_w(cast, f"{made.pk}/confirm/"), {"version": "1"}).status_code == 403


def _ask(cast: Cast, made: Proposal, browser: Client, **more: str) -> Any:
    until = (clock.today() + dt.timedelta(days=5)).isoformat()
    return browser.post(_w(cast, f"{made.pk}/ask/"), {"version": str(made.version), "answer_by": until, **more})


def test_asking_writes_to_each_lead_once_however_often_it_is_pressed(cast: Cast) -> None:
    made, browser = _propose(cast), browser_of(cast.giver)
    assert _ask(cast, made, browser).status_code == 302
    assert _ask(cast, made, browser).status_code == 302
    assert OutboxRow.objects.filter(kind="plan.ask").count() == 2
    made.refresh_from_db()
    assert made.state == ProposalState.ASKING


def test_asking_with_another_day_settles_the_day_too(cast: Cast) -> None:
    made = _propose(cast)
    day = clock.today() + dt.timedelta(days=17)
    _ask(cast, made, browser_of(cast.giver), day=day.isoformat())
    made.refresh_from_db()
    assert (made.day, made.state, made.version) == (day, ProposalState.ASKING, 2)


def _link(asked: Asked) -> str:
    return "/" + links.make(links.ANSWER, asked.pk, days=5).split("/", 3)[3]


def _asked(cast: Cast, school: Any, **values: Any) -> Asked:
    made = make_proposal(cast.partnership, **values)
    found: Asked = made.asked.select_related("proposal").get(membership__school=school)
    return found


def test_opening_a_link_records_nothing_and_a_press_does(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, title="Pond day")
    link = _link(asked)
    page = Client().get(link)
    assert "Is Partner School in?" in page.content.decode()
    assert not GivenAnswer.unscoped.exists()
    said = Client().post(link, {"answer": "in", "shown": "1.1"})
    assert "Recorded: In" in said.content.decode()
    assert "You can change it with the same link until" in said.content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.version) == ("in", 1)
    Client().post(link, {"answer": "in", "shown": "1.1"})
    assert GivenAnswer.unscoped.count() == 1


def test_a_link_shows_nothing_of_another_school(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    asked.proposal.asked.filter(membership__school=cast.giver_school).update(answer="in_if", condition="secret words")
    page = Client().get(_link(asked)).content.decode()
    assert "secret words" not in page
    assert "Giver School" not in page
    assert "@" not in page.replace("@media", "")


@pytest.mark.parametrize(
    ("press", "kept"),
    [
        ({"answer": "in_if", "condition_in_if": "the coach is shared"}, ("in_if", "the coach is shared")),
        ({"answer": "not_this_time"}, ("not_this_time", "")),
        ({"answer": "later", "condition_later": "in May"}, ("later", "in May")),
    ],
)
def test_every_answer_is_kept_in_the_schools_words(cast: Cast, press: dict[str, str], kept: tuple[str, str]) -> None:
    asked = _asked(cast, cast.partner_school)
    assert Client().post(_link(asked), {**press, "shown": "1.1"}).status_code == 200
    asked.refresh_from_db()
    assert (asked.answer, asked.condition) == kept


def test_in_if_without_a_condition_is_asked_for_and_nothing_is_recorded(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    answer = Client().post(_link(asked), {"answer": "in_if", "condition_in_if": " ", "shown": "1.1"})
    assert answer.status_code == 422
    assert "Write what has to be so" in answer.content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_an_answer_to_terms_that_moved_on_is_not_recorded_and_the_new_terms_are_shown(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, starts_at=dt.time(9))
    _change(cast, asked.proposal, browser_of(cast.coordinator), starts_at="10:00")
    answer = Client().post(_link(asked), {"answer": "in", "shown": "1.1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Nothing was recorded." in page
    assert "from 9am" in page
    assert "from 10am" in page
    assert 'value="2.1"' in page
    assert not GivenAnswer.unscoped.exists()


def test_what_changed_for_another_school_is_not_shown_behind_a_link(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, starts_at=dt.time(9))
    other = f"gives_{_member(cast, cast.giver_school).pk}"
    own = f"gives_{asked.membership_id}"
    words = {other: "A secret cellar", own: "Our minibus"}
    _change(cast, asked.proposal, browser_of(cast.coordinator), starts_at="10:00", **words)
    page = Client().post(_link(asked), {"answer": "in", "shown": "1.1"}).content.decode()
    assert "from 10am" in page
    assert "nothing → Our minibus" in page
    assert "cellar" not in page
    assert "Giver School" not in page


def _seen(cast: Cast, made: Proposal, browser: Client) -> str:
    """What the page to change it carries along."""
    page = browser.get(_w(cast, f"{made.pk}/change/")).content.decode()
    carried = re.search(r'name="seen" value="([^"]*)"', page)
    assert carried
    return unescape(carried[1])


def _change(cast: Cast, made: Proposal, browser: Client, *, deed: str = "save", **changed: str) -> Any:
    made.refresh_from_db()
    changed.setdefault("seen", _seen(cast, made, browser))
    values = {
        "title": made.title,
        "day": made.day.isoformat() if made.day else "",
        "half_term": f"{made.year}-{made.half_term}",
        "starts_at": made.starts_at.isoformat() if made.starts_at else "",
        "version": str(made.version),
        "deed": deed,
    }
    for each in made.asked.all():
        values |= {f"ask_{each.membership_id}": "on", f"gives_{each.membership_id}": each.gives}
        values[f"owner_{each.membership_id}"] = "on"
    return browser.post(_w(cast, f"{made.pk}/change/"), {**values, **changed})


def test_called_off_and_past_say_so_and_record_nothing(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, title="Pond day")
    link = _link(asked)
    browser_of(cast.giver).post(_w(cast, f"{asked.proposal_id}/call-off/"), {"reason": "The pond is dry."})
    for answer in (Client().get(link), Client().post(link, {"answer": "in", "shown": "1.1"})):
        assert "“Pond day” is called off" in answer.content.decode()
        assert "The pond is dry." in answer.content.decode()
    past = _asked(cast, cast.partner_school, day=clock.today() - dt.timedelta(days=1))
    assert "has passed" in Client().post(_link(past), {"answer": "in", "shown": "1.1"}).content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_a_school_that_left_is_told_so(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    Membership.unscoped.filter(pk=asked.membership_id).update(state="left")
    answer = Client().post(_link(asked), {"answer": "in", "shown": "1.1"})
    assert "no longer takes part" in answer.content.decode()
    assert not GivenAnswer.unscoped.exists()


def test_links_mangled_and_expired_show_nothing(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, title="Pond day")
    gone = "/" + links.make(links.ANSWER, asked.pk, days=-1).split("/", 3)[3]
    for link, status in ((_link(asked)[:-3] + "x/", 404), (gone, 410)):
        answer = Client().get(link)
        assert answer.status_code == status
        assert "Pond day" not in answer.content.decode()


def test_a_question_reaches_the_owners_and_the_reply_the_school(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    page = Client().post(_link(asked), {"answer": "question", "words": "Is there parking?"}).content.decode()
    assert "No answer has been recorded" in page
    question = Question.unscoped.get()
    assert {row.kind for row in OutboxRow.objects.all()} == {"plan.question"}
    address = _w(cast, f"{asked.proposal_id}/reply/{question.pk}/")
    assert browser_of(cast.stranger).post(address, {"reply": "Yes."}).status_code == 404
    browser_of(cast.giver).post(address, {"reply": "Yes, behind the hall."})
    question.refresh_from_db()
    assert question.reply == "Yes, behind the hall."
    assert OutboxRow.objects.filter(kind="plan.reply").count() == 1


def test_a_change_shows_first_whom_it_asks_again_and_then_asks_them(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school, starts_at=dt.time(9))
    Client().post(_link(asked), {"answer": "in", "shown": "1.1"})
    browser = browser_of(cast.giver)
    shown = _change(cast, asked.proposal, browser, deed="", starts_at="10:00").content.decode()
    assert "1 school will be asked again" in shown
    assert "Partner School" in shown
    asked.refresh_from_db()
    assert asked.answer == "in"
    _change(cast, asked.proposal, browser, starts_at="10:00")
    asked.refresh_from_db()
    assert (asked.answer, asked.given.count()) == ("", 1)
    assert OutboxRow.objects.filter(kind="plan.changed", about_id=asked.pk).count() == 1
    page = browser.get(_w(cast, f"{asked.proposal_id}/answers/")).content.decode()
    assert "Asked again after a change, and not yet in again: Partner School." in page


def test_a_change_that_takes_nothing_back_is_saved_at_once(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    Client().post(_link(asked), {"answer": "in", "shown": "1.1"})
    answer = _change(cast, asked.proposal, browser_of(cast.giver), deed="", title="A better name")
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "in"


def test_a_change_of_what_somebody_else_changed_meanwhile_is_refused_with_all_that_was_typed(cast: Cast) -> None:
    made = make_proposal(cast.partnership)
    browser = browser_of(cast.giver)
    before = _seen(cast, made, browser)
    _change(cast, made, browser, starts_at="10:00")
    answer = _change(cast, made, browser, starts_at="11:00", version="1", seen=before, place="The barn")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "The barn" in page
    assert "→" in page
    assert 'name="version" value="2"' in page
    made.refresh_from_db()
    assert (made.starts_at, made.version) == (dt.time(10), 2)
    assert _change(cast, made, browser, starts_at="11:00", place="The barn").status_code == 302


def test_two_who_change_only_words_keep_what_each_of_them_wrote(cast: Cast) -> None:
    """Neither the description nor one school's share makes a new version of the terms."""
    made = make_proposal(cast.partnership, title="Pond day", about="Nets and trays.")
    giver, partner = _member(cast, cast.giver_school).pk, _member(cast, cast.partner_school).pk
    browser = browser_of(cast.giver)
    before = _seen(cast, made, browser)
    _change(cast, made, browser, about="Nets, trays and boots.", **{f"gives_{giver}": "The pond"})
    own = {f"gives_{partner}": "The minibus", f"gives_{giver}": "", "about": "Nets and trays."}
    answer = _change(cast, made, browser_of(cast.partner), seen=before, title="Pond and hedge", **own)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Somebody else changed it while this page was open. Nothing was saved" in page
    assert "<li>What we would do: Nets and trays. → Nets, trays and boots.</li>" in page
    assert "<li>Giver School: It would give: nothing → The pond</li>" in page
    for kept in ("Pond and hedge", "The minibus", "The pond", "Nets, trays and boots.</textarea>"):
        assert kept in page
    made.refresh_from_db()
    assert (made.title, made.about, made.version) == ("Pond day", "Nets, trays and boots.", 1)
    assert {each.gives for each in made.asked.all()} == {"The pond", ""}


def test_the_lead_signed_in_answers_and_the_coordinator_may_not(cast: Cast) -> None:
    asked = _asked(cast, cast.giver_school)
    address = _w(cast, f"{asked.proposal_id}/answer/{asked.pk}/")
    press = {"answer": "in", "shown": "1.1"}
    for nobody in (cast.coordinator, cast.partner, cast.giver):
        assert browser_of(nobody).post(address, press).status_code == 403
    assert browser_of(cast.stranger).post(address, press).status_code == 404
    assert browser_of(cast.giver_head).post(address, press).status_code == 200
    asked.refresh_from_db()
    assert asked.answer == "in"


def test_confirming_names_who_is_in_and_needs_owners_that_are_in(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    made, browser = asked.proposal, browser_of(cast.giver)
    Client().post(_link(asked), {"answer": "in", "shown": "1.1"})
    address = _w(cast, f"{made.pk}/confirm/")
    page = browser.post(address, {"version": "1"}, follow=True).content.decode()
    assert "At least two schools have to be in." in page
    other = made.asked.exclude(pk=asked.pk).get()
    Client().post(_link(other), {"answer": "in_if", "condition_in_if": "it is dry", "shown": "1.1"})
    settle = _w(cast, f"{made.pk}/settle/{other.pk}/")
    browser.post(settle, {"condition": "it is dry", "words": "There is a tent."})
    assert "Confirmed, with 2 of 2 schools." in browser.post(address, {"version": "1"}, follow=True).content.decode()
    made.refresh_from_db()
    assert made.state == ProposalState.CONFIRMED


def test_a_condition_that_the_school_changed_meanwhile_is_not_settled(cast: Cast) -> None:
    asked = _asked(cast, cast.partner_school)
    Client().post(_link(asked), {"answer": "in_if", "condition_in_if": "the coach is free", "shown": "1.1"})
    address = _w(cast, f"{asked.proposal_id}/settle/{asked.pk}/")
    browser_of(cast.giver).post(address, {"condition": "the coach is shared"})
    asked.refresh_from_db()
    assert asked.settled_at is None


def test_adding_a_guest_asks_it_at_once_and_it_sees_this_alone(cast: Cast) -> None:
    from bothways.schools.roles import TEACHER
    from tests.factories.partnerships import join
    from tests.factories.schools import give_role, make_person, make_school

    made, other = make_proposal(cast.partnership), make_proposal(cast.partnership)
    school = make_school(name="Guest School")
    guest = join(cast.partnership, school, kind="guest")
    person = make_person(name="Guest teacher")
    give_role(person, TEACHER, school)
    browser_of(cast.giver).post(_w(cast, f"{made.pk}/add/"), {"schools": [guest.pk], "gets": "A morning"})
    assert OutboxRow.objects.filter(kind="plan.ask").count() == 1
    browser = browser_of(person)
    assert browser.get(_w(cast, f"{made.pk}/")).status_code == 200
    assert browser.get(_w(cast, f"{other.pk}/")).status_code == 404
    assert other.title not in browser.get(_w(cast)).content.decode()
    assert browser.get(_w(cast, "new/")).status_code == 403


def test_the_year_shows_dots_and_says_what_is_asked(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Pond day")
    make_proposal(cast.partnership, title="Hall day", state=ProposalState.CONFIRMED)
    page = browser_of(cast.giver).get(_w(cast)).content.decode()
    assert "2 schools to answer" in page
    assert 'class="ask"' in page
    assert 'class="open"' in page
    assert page.count("<h3>") >= 6


def test_an_empty_year_offers_last_years_plan(cast: Cast) -> None:
    page = browser_of(cast.giver).get(_w(cast, "year/2027/")).content.decode()
    assert "Copy last year’s plan" in page
    assert browser_of(cast.giver).get(_w(cast, "year/1066/")).status_code == 404


def test_last_years_plan_is_copied_once_and_nobody_is_asked(cast: Cast) -> None:
    then = clock.today() - dt.timedelta(days=364)
    old = make_proposal(cast.partnership, day=then, title="Pond day", state=ProposalState.DONE)
    old.asked.update(answer="in", version=1, gives="The pond")
    browser = browser_of(cast.giver)
    assert "Pond day" in browser.get(_w(cast, "copy/")).content.decode()
    for _ in range(2):
        browser.post(_w(cast, "copy/"), {"row": [old.pk]})
    copied = Proposal.unscoped.get(copied_from=old)
    assert (copied.state, copied.year, copied.asked.count()) == (ProposalState.PROPOSED, old.year + 1, 2)
    assert {(each.answer, each.asked_at, each.gives) for each in copied.asked.all()} == {("", None, "The pond")}
    assert copied.owners.count() == 2
    assert not OutboxRow.objects.exists()
    assert "Copied already" in browser.get(_w(cast, "copy/")).content.decode()


def test_the_list_goes_as_csv(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Pond day")
    browser = browser_of(cast.giver)
    taken = browser.get(_w(cast, "?export=csv"))
    assert "Pond day" in b"".join(taken.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


@pytest.mark.parametrize(("size", "edge"), [("a4", 842), ("a3", 1191)])
def test_the_year_goes_on_paper_with_its_meetings(cast: Cast, size: str, edge: int) -> None:
    make_proposal(cast.partnership, title="Pond day")
    make_meeting(cast.partnership, title="Planning meeting")
    sheet = browser_of(cast.giver).get(_w(cast, f"sheet/?size={size}"))
    assert sheet["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(sheet.content))
    assert round(float(reader.pages[0].mediabox.width)) == edge
    printed = " ".join(page.extract_text() for page in reader.pages)
    assert "Pond day" in printed
    assert "Planning meeting" in printed


@pytest.mark.parametrize("page", ["", "{one}/", "{one}/answers/", "copy/"])
def test_the_number_of_queries_does_not_grow(cast: Cast, page: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.factories.partnerships import join
    from tests.factories.schools import make_school

    browser = browser_of(cast.giver)
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            join(cast.partnership, make_school())
        for _ in range(more):
            one = make_proposal(cast.partnership, day=clock.today() + dt.timedelta(days=1))
            make_proposal(cast.partnership, day=clock.today() - dt.timedelta(days=364), state=ProposalState.DONE)
        browser.get(_w(cast, page.format(one=one.pk)))
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(_w(cast, page.format(one=one.pk))).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2], counts
