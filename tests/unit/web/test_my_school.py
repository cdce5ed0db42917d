"""My school, Decisions, and the page behind a head's link, as people use them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from lxml import html

from bothways.core import clock, outbox
from bothways.core.models import OutboxRow
from bothways.partnerships import links
from bothways.partnerships.actions import letters
from bothways.partnerships.models import Asked, GivenAnswer, Membership, Promise, PromiseState, Proposal, Question
from bothways.partnerships.queries import plan_history
from bothways.partnerships.queries.own_school import own_school
from bothways.rules import terms
from bothways.schools.roles import TEACHER
from tests.counting import page_as_rows_grow
from tests.factories.partnerships import join, make_meeting, make_partnership, make_proposal
from tests.factories.schools import give_role
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db
DECISIONS = "/my-school/decisions/"


def asked_of_giver(cast: Cast, proposal: Proposal) -> Asked:
    found: Asked = proposal.asked.get(membership__school=cast.giver_school)
    return found


def press(asked: Asked, said: str, **more: str) -> dict[str, str]:
    shown = f"{asked.proposal.version}.{asked.own_version}"
    return {"asked": asked.pk, "shown": shown, "said": said, **more}


def test_signing_in_leads_to_where_somebody_works(cast: Cast) -> None:
    assert browser_of(cast.giver).get("/")["Location"] == "/my-school/"
    assert browser_of(cast.coordinator).get("/")["Location"] == f"/w/{cast.partnership.slug}/"
    assert browser_of(cast.operator).get("/")["Location"] == "/service/"


def test_my_school_shows_what_waits_what_we_give_and_what_we_get(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership, title="Science day")
    Asked.unscoped.filter(proposal=proposal).update(gives="a hall", gets="thirty places")
    promised = make_proposal(cast.partnership, title="Singing")
    Asked.unscoped.filter(proposal=promised).update(answer="in", version=1, gives="a piano", gets="a choir")
    make_meeting(cast.partnership, title="Planning")
    text = browser_of(cast.giver).get("/my-school/").content.decode()
    for words in ("1 thing waits for our answer", "Science day", "Singing", "a piano", "a choir", "Planning"):
        assert words in text
    assert "We give" in text
    assert "We get" in text


def test_a_teacher_sees_and_a_head_decides(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    assert browser_of(cast.giver).get(DECISIONS).status_code == 404
    asked = asked_of_giver(cast, proposal)
    answer = browser_of(cast.giver_head).post(DECISIONS, press(asked, "in"), follow=True)
    assert "Recorded: In, to ‘" in answer.content.decode()
    asked.refresh_from_db()
    assert (asked.answer, asked.version) == ("in", 1)


def test_a_yes_to_terms_that_have_changed_is_not_recorded_and_the_new_terms_are_shown(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    asked = asked_of_giver(cast, proposal)
    shown = press(asked, "in")
    Proposal.unscoped.filter(pk=proposal.pk).update(version=2, place="Elsewhere")
    answer = browser_of(cast.giver_head).post(DECISIONS, shown)
    assert answer.status_code == 422
    assert "Elsewhere" in answer.content.decode()
    asked.refresh_from_db()
    assert asked.answer == ""


def test_in_if_without_words_says_so_and_the_rest_stays(cast: Cast) -> None:
    asked = asked_of_giver(cast, make_proposal(cast.partnership))
    answer = browser_of(cast.giver_head).post(DECISIONS, press(asked, "in_if"))
    assert "Write what has to be so" in answer.content.decode()
    answer = browser_of(cast.giver_head).post(
        DECISIONS, press(asked, "in_if", condition="the coach is paid"), follow=True
    )
    assert GivenAnswer.unscoped.get().condition == "the coach is paid"


def test_nobody_answers_for_another_school(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership)
    theirs = proposal.asked.get(membership__school=cast.partner_school)
    assert browser_of(cast.giver_head).post(DECISIONS, press(theirs, "in")).status_code == 404
    assert browser_of(cast.stranger).post(DECISIONS, press(theirs, "in")).status_code == 404
    theirs.refresh_from_db()
    assert theirs.answer == ""


def test_a_head_says_yes_to_a_partnership(cast: Cast) -> None:
    other = make_partnership(name="Second Partnership")
    asked = join(other, cast.giver_school, state="asked", joined_on=None)
    browser = browser_of(cast.giver_head)
    assert "Join Second Partnership?" in browser.get(DECISIONS).content.decode()
    browser.post(DECISIONS, {"membership": asked.pk, "said": "yes"})
    assert Membership.unscoped.get(pk=asked.pk).state == "yes"


def test_the_link_of_a_letter_shows_one_school_and_records_only_on_a_press(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership, title="Science day")
    address = links.make(links.DECISIONS, cast.giver_school.pk, days=5).removeprefix("http://testserver")
    nobody = Client()
    text = nobody.get(address).content.decode()
    assert "Science day" in text
    assert "Partner School" not in text
    assert not GivenAnswer.unscoped.exists()
    asked = asked_of_giver(cast, proposal)
    assert "Recorded: In" in nobody.post(address, press(asked, "in"), follow=True).content.decode()
    theirs = proposal.asked.get(membership__school=cast.partner_school)
    assert nobody.post(address, press(theirs, "in")).status_code == 404


def test_promises_stand_on_their_side(cast: Cast) -> None:
    giver, receiver = (
        cast.partnership.memberships.get(school=each) for each in (cast.giver_school, cast.partner_school)
    )
    Promise.objects.create(
        partnership=cast.partnership, giver=giver, receiver=receiver, words="Minibus", kind="transport",
        state=PromiseState.PROMISED, due_on=clock.today(),
    )  # fmt: skip
    assert [each.words for each in own_school(cast.giver_school.pk).gives] == ["Minibus"]
    assert own_school(cast.giver_school.pk).gets == ()
    assert [each.other for each in own_school(cast.partner_school.pk).gets] == ["Giver School"]


@pytest.mark.parametrize(("who", "address"), [("giver", "/my-school/"), ("giver_head", DECISIONS)])
def test_rows_do_not_change_the_number_of_queries(cast: Cast, who: str, address: str) -> None:
    def add(_number: int) -> None:
        make_proposal(cast.partnership)
        said = make_proposal(cast.partnership)
        Asked.unscoped.filter(proposal=said).update(answer="in", version=1)
        make_meeting(cast.partnership)

    counts = page_as_rows_grow(browser_of(getattr(cast, who)), address, add)
    assert len(set(counts)) == 1, counts


IN_TERM = next(
    half.first + dt.timedelta(days=7) for half in terms.usual_half_terms(terms.academic_year(clock.today()))
    if half.last >= clock.today()
)  # fmt: skip


def test_one_letter_a_half_term_to_the_head_and_none_in_the_holidays(cast: Cast) -> None:
    make_proposal(cast.partnership, title="Science day", day=clock.today() + dt.timedelta(days=300))
    holiday = dt.date(terms.academic_year(clock.today()).start, 12, 25)
    assert letters.half_term_letters(by=None, today=holiday) == 0
    assert letters.half_term_letters(by=None, today=IN_TERM) == 2
    assert letters.half_term_letters(by=None, today=IN_TERM + dt.timedelta(days=1)) == 0
    rows = OutboxRow.objects.filter(kind="decisions.half_term")
    assert {row.recipient for row in rows} >= {cast.giver_head.email}
    assert outbox.drain() >= 2


def test_a_school_with_nothing_to_decide_and_nothing_ahead_gets_no_letter(cast: Cast) -> None:
    assert letters.half_term_letters(by=None, today=IN_TERM) == 0


def test_what_was_said_by_the_letters_link_is_recorded_as_that_and_can_be_changed_there(cast: Cast) -> None:
    proposal = make_proposal(cast.partnership, title="Science day")
    address = links.make(links.DECISIONS, cast.giver_school.pk, days=5).removeprefix("http://testserver")
    asked, nobody = asked_of_giver(cast, proposal), Client()
    answer = nobody.post(address, press(asked, "not_this_time"), follow=True)
    assert "Change it to: yes, we’re in" in answer.content.decode()
    back = str(answer.redirect_chain[-1][0])
    nobody.post(back, press(asked, "in"))
    said = GivenAnswer.unscoped.order_by("at")
    assert [each.answer for each in said] == ["not_this_time", "in"]
    assert {each.by_name for each in said} == {"the link in the half-term letter"}
    asked.refresh_from_db()
    assert [line["when"].partition(", ")[2] for line in plan_history.given_lines(asked)] == [
        "by the link in the half-term letter",
        "by the link in the half-term letter",
    ]


def test_nothing_of_another_schools_answer_is_shown_by_asking_for_it(cast: Cast) -> None:
    theirs = make_proposal(cast.partnership, title="Secret day").asked.get(membership__school=cast.partner_school)
    Asked.unscoped.update(answer="in", version=1)
    Asked.unscoped.filter(membership__school=cast.giver_school).delete()
    address = links.make(links.DECISIONS, cast.giver_school.pk, days=5).removeprefix("http://testserver")
    for browser, page in ((Client(), address), (browser_of(cast.giver_head), DECISIONS)):
        for wanted in (theirs.pk, "x"):
            text = browser.get(page, {"said": wanted}).content.decode()
            assert "Secret day" not in text


def test_a_promise_that_waits_for_us_stands_with_what_waits(cast: Cast) -> None:
    giver, receiver = (
        cast.partnership.memberships.get(school=each) for each in (cast.giver_school, cast.partner_school)
    )
    whose = {"partnership": cast.partnership, "giver": giver, "receiver": receiver, "kind": "transport"}
    promise = Promise.objects.create(words="Minibus", receiver_said_at=clock.now(), **whose)
    Promise.objects.create(words="Our own wish", giver_said_at=clock.now(), **whose)
    for address in ("/my-school/", DECISIONS):
        text = browser_of(cast.giver_head).get(address).content.decode()
        assert "Partner School asks for it." in text
        assert f"/offers/promises/{promise.pk}/" in text
        assert "Our own wish" not in text
    assert [each.words for each in own_school(cast.partner_school.pk).would_get] == ["Our own wish"]


def test_a_coordinator_who_teaches_at_one_school_reaches_it_and_others_do_not(cast: Cast) -> None:
    assert browser_of(cast.coordinator).get("/my-school/").status_code == 404
    give_role(cast.coordinator, TEACHER, cast.giver_school)
    text = browser_of(cast.coordinator).get("/my-school/").content.decode()
    assert "Giver School" in text
    give_role(cast.coordinator, TEACHER, cast.partner_school)
    assert browser_of(cast.coordinator).get("/my-school/").status_code == 404


def _letter(cast: Cast) -> str:
    return links.make(links.DECISIONS, cast.giver_school.pk, days=5).removeprefix("http://testserver")


def _suggested(cast: Cast, *, said_by_giver: bool = False) -> Promise:
    """The giver's minibus for the partner, suggested by one of the two."""
    giver, receiver = (
        cast.partnership.memberships.get(school=each) for each in (cast.giver_school, cast.partner_school)
    )
    said = {"giver_said_at" if said_by_giver else "receiver_said_at": clock.now()}
    found: Promise = Promise.objects.create(
        partnership=cast.partnership, giver=giver, receiver=receiver, words="Minibus", kind="transport", **said
    )
    return found


def test_a_promise_that_waits_is_answered_on_the_letters_page(cast: Cast) -> None:
    promise, address, nobody = _suggested(cast), _letter(cast), Client()
    text = nobody.get(address).content.decode()
    assert "1 decision waits for Giver School" in text
    assert "Minibus" in text
    promise.refresh_from_db()
    assert promise.state == PromiseState.SUGGESTED
    for _press in range(2):
        answer = nobody.post(address, {"promise": promise.pk, "said": "yes"}, follow=True)
        assert "Recorded: it is a promise." in answer.content.decode()
    promise.refresh_from_db()
    assert promise.state == PromiseState.PROMISED
    refused = nobody.post(address, {"promise": promise.pk, "said": "no"})
    assert refused.status_code == 422
    assert "Nothing was recorded." in refused.content.decode()


def test_nobody_says_yes_for_the_other_side_of_a_promise(cast: Cast) -> None:
    """The giver suggested it, so the word is the receiver's: by no press on its own page is it a promise."""
    own, address = _suggested(cast, said_by_giver=True), _letter(cast)
    assert Client().post(address, {"promise": own.pk, "said": "yes"}).status_code == 404
    assert browser_of(cast.giver_head).post(DECISIONS, {"promise": own.pk, "said": "yes"}).status_code == 404
    assert browser_of(cast.stranger).post(DECISIONS, {"promise": own.pk, "said": "yes"}).status_code == 404
    assert Client().post(address, {"promise": "0" * 26, "said": "yes"}).status_code == 404
    signed_in = f"/w/{cast.partnership.slug}/offers/promises/{own.pk}/answer/giver/"
    said = browser_of(cast.giver_head).post(signed_in, {"said": "yes"}, follow=True)
    assert "It waits for the other school’s yes." in said.content.decode()
    own.refresh_from_db()
    assert own.state == PromiseState.SUGGESTED


def test_a_question_is_asked_on_the_letters_page_and_is_no_answer(cast: Cast) -> None:
    asked, address = asked_of_giver(cast, make_proposal(cast.partnership, title="Science day")), _letter(cast)
    empty = Client().post(address, press(asked, "question", words="  "))
    assert empty.status_code == 422
    assert "Write your question." in empty.content.decode()
    answer = Client().post(address, press(asked, "question", words="Who pays the coach?"), follow=True)
    assert "Asked, about ‘Science day’. It is no answer" in answer.content.decode()
    row = Question.unscoped.get()
    assert (row.words, row.asked_by) == ("Who pays the coach?", "the link in the half-term letter")
    asked.refresh_from_db()
    assert asked.answer == ""
    theirs = asked.proposal.asked.get(membership__school=cast.partner_school)
    assert Client().post(address, press(theirs, "question", words="Why?")).status_code == 404


def test_what_was_answered_is_changed_on_the_letters_page_while_it_is_open(cast: Cast) -> None:
    asked, address = asked_of_giver(cast, make_proposal(cast.partnership, title="Science day")), _letter(cast)
    Asked.unscoped.filter(pk=asked.pk).update(answer="not_this_time")
    text = Client().get(address).content.decode()
    assert "What we answered, and can still change" in text
    Client().post(address, press(asked, "in"))
    asked.refresh_from_db()
    assert (asked.answer, asked.version) == ("in", 1)
    Proposal.unscoped.update(day=clock.today() - dt.timedelta(days=1))
    assert "can still change" not in Client().get(address).content.decode()
    late = Client().post(address, press(asked, "not_this_time"))
    assert late.status_code in {409, 422}
    asked.refresh_from_db()
    assert asked.answer == "in"


def test_enter_in_a_field_never_presses_yes(cast: Cast) -> None:
    make_proposal(cast.partnership)
    page = html.document_fromstring(Client().get(_letter(cast)).content)
    first_buttons = {
        form.cssselect("button")[0].get("value")
        for form in page.cssselect("article form")
        if form.cssselect("input[name=condition], textarea")
    }
    assert first_buttons == {"in_if", "question"}


def test_a_letter_goes_for_a_promise_alone_and_names_it(cast: Cast) -> None:
    _suggested(cast)
    assert letters.half_term_letters(by=None, today=IN_TERM) == 1
    told = OutboxRow.objects.get(kind="decisions.half_term").context["waiting"]
    assert [(each["title"], each["partnership"]) for each in told] == [("Minibus", "Partner School asks for it")]
