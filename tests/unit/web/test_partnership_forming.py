"""The pages of forming as people use them: started, asked, answered by link, handed over; wrong input loses nothing."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from bothways.core import clock
from bothways.core.models import LinkToken
from bothways.partnerships.actions import joining
from bothways.partnerships.models import Contact, Membership, MembershipState, Partnership, Question
from tests.counting import page_as_rows_grow
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast, browser_of
from tests.unit.partnerships.forming_people import ask, fresh, links_in_mail

pytestmark = pytest.mark.django_db

START = {"name": "Halton", "kind": "cluster", "start_year": "2019", "aims": "Love of science\nTeachers learn"}


def _text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def _here(cast: Cast) -> str:
    return f"/w/{cast.partnership.slug}"


def _one(cast: Cast) -> str:
    return f"{_here(cast)}/schools/{cast.partnership.memberships.get(school=cast.giver_school).pk}"


def test_a_partnership_is_started_and_the_next_page_asks_for_schools(cast: Cast) -> None:
    browser = browser_of(cast.giver_head)
    answer = browser.post(
        "/start/", START | {"schools": cast.giver_school.pk, "hub": cast.giver_school.pk}, follow=True
    )
    assert answer.redirect_chain[-1][0] == "/w/halton/schools/"
    shown = _text(answer)
    assert "1 school works together" in shown
    assert "1 of 4 schools" in shown
    assert "Local cluster, since 2019/20" in shown


def test_a_teacher_who_starts_one_is_sent_to_set_up_a_second_factor(cast: Cast) -> None:
    Authenticator.objects.filter(user=cast.giver).delete()
    answer = browser_of(cast.giver).post("/start/", START, follow=True)
    assert "/second-factor/" in answer.redirect_chain[-1][0]
    assert Partnership.unscoped.filter(name="Halton").exists()


def test_what_was_typed_is_kept_when_it_is_wrong_and_when_it_waits(cast: Cast) -> None:
    browser = browser_of(cast.giver_head)
    wrong = browser.post("/start/", {"aims": "Love of science", "start_year": "1066"})
    assert wrong.status_code == 422
    assert "Enter the name of the partnership." in _text(wrong)
    assert "Love of science" in _text(wrong)
    browser.post("/start/", {"name": "Half done", "step": "later"})
    assert 'value="Half done"' in browser.get("/start/").content.decode()
    assert not Partnership.unscoped.filter(name="Half done").exists()
    browser.post("/start/", START)
    assert "Half done" not in browser.get("/start/").content.decode()


def test_strangers_see_none_of_it(cast: Cast) -> None:
    ways = ("schools/", "schools/ask/", "charter/", "charter/edit/", "charter/print/", "hand-over/", "hand-over/pack/")
    for person in (cast.stranger, cast.other_coordinator, cast.operator):
        browser = browser_of(person)
        for way in (*ways, "hand-over/everything/", _one(cast).removeprefix(_here(cast))[1:] + "/"):
            assert browser.get(f"{_here(cast)}/{way}").status_code == 404, way


def test_a_school_of_another_partnership_is_not_reached_through_ones_own(cast: Cast) -> None:
    theirs = cast.other_partnership.memberships.get()
    assert browser_of(cast.coordinator).get(f"{_here(cast)}/schools/{theirs.pk}/").status_code == 404
    assert browser_of(cast.other_coordinator).get(f"{_here(cast)}/schools/{theirs.pk}/").status_code == 404
    also = join(cast.other_partnership, cast.giver_school)  # whoever works there sees both partnerships
    browser = browser_of(cast.giver_head)
    assert browser.get(f"/w/{cast.other_partnership.slug}/schools/{also.pk}/").status_code == 200
    assert browser.get(f"{_here(cast)}/schools/{also.pk}/").status_code == 404


def test_a_member_sees_who_leads_but_only_its_own_addresses(cast: Cast) -> None:
    lead = Contact.unscoped.get(membership__school=cast.giver_school)
    for person, sees in ((cast.coordinator, True), (cast.giver, True), (cast.partner, False)):
        shown = browser_of(person).get(f"{_one(cast)}/").content.decode()
        assert lead.name in shown
        assert (lead.email in shown) is sees, person
    listed = browser_of(cast.partner).get(f"{_here(cast)}/schools/").content.decode()
    assert lead.name in listed
    assert lead.email not in listed


def test_only_coordinators_see_how_an_asked_school_is_written_to(cast: Cast) -> None:
    ask(cast)
    assert "lead@asked.test" in browser_of(cast.coordinator).get(f"{_here(cast)}/schools/").content.decode()
    shown = browser_of(cast.giver_head).get(f"{_here(cast)}/schools/").content.decode()
    assert "Asked School" in shown
    assert "lead@asked.test" not in shown
    assert "Take back" not in shown


def test_one_school_is_asked_from_the_register(cast: Cast) -> None:
    school = make_school(name="Moss School")
    given = {"kind": "member", "school": school.pk, "q": "Moss School", "name": "Ann", "email": "ann@moss.test"}
    browser = browser_of(cast.coordinator)
    answer = browser.post(f"{_here(cast)}/schools/ask/", given, follow=True)
    assert "Asked Moss School." in _text(answer)
    assert "The e-mail to ann@moss.test is on its way." in _text(answer)
    links_in_mail()
    assert "E-mail sent to ann@moss.test." in _text(browser.get(f"{_here(cast)}/schools/"))
    again = browser.post(f"{_here(cast)}/schools/ask/", given)
    assert again.status_code == 422
    assert "Moss School was asked on" in _text(again)
    assert Membership.unscoped.filter(school=school).count() == 1


def test_wrong_input_when_asking_loses_nothing(cast: Cast) -> None:
    given = {"kind": "member", "lines": "Moss School", "email": "no address"}
    answer = browser_of(cast.coordinator).post(f"{_here(cast)}/schools/ask/", given)
    assert answer.status_code == 422
    assert "usual form" in _text(answer)
    assert "Moss School" in _text(answer)
    nothing = browser_of(cast.coordinator).post(f"{_here(cast)}/schools/ask/", {"kind": "member"})
    assert "Choose a school, or paste a list." in _text(nothing)


def _matched(answer: Any) -> dict[str, str]:
    """What the page of matches would send, as a browser fills it in."""
    page = answer.content.decode()
    found = dict(re.findall(r'<input type="hidden" name="(row-\d+-line|rows|kind)" value="([^"]*)"', page))
    for tag in re.findall(r"<input[^>]*>", page):
        name, value = (re.search(rf'{what}="([^"]*)"', tag) for what in ("name", "value"))
        if name and name[1].startswith("row-") and ("checked" in tag or 'type="radio"' not in tag):
            found[name[1]] = value[1] if value else ""
    return found


def test_a_pasted_list_is_matched_asked_and_what_was_not_found_is_kept(cast: Cast) -> None:
    make_school(name="Moss Primary School")
    for town in ("Widnes", "Runcorn"):
        make_school(name="Hill Primary School", town=town)
    lines = "Moss Primary School head@moss.test\nHill Primary School\nQwertzuiop\nGiver School"
    browser, page = browser_of(cast.coordinator), f"{_here(cast)}/schools/ask/"
    answer = browser.post(page, {"kind": "founding", "lines": lines})
    shown = _text(answer)
    assert "Giver School: is in already" in shown
    assert "Widnes" in shown
    assert "Runcorn" in shown
    sent = _matched(answer)
    assert sent["row-0-email"] == "head@moss.test"
    assert sent["row-1-school"] == ""
    answer = browser.post(page, sent | {"lines": "Qwertzuiop", "step": "ask"}, follow=True)
    assert "Asked 1 school." in _text(answer)
    assert "Some lines found no school. They are kept here." in _text(answer)
    assert "Qwertzuiop" in answer.content.decode()
    asked = Membership.unscoped.get(state=MembershipState.ASKED)
    assert (asked.school.name, asked.kind) == ("Moss Primary School", "founding")
    assert len(links_in_mail()) == 1


def test_looking_again_keeps_what_was_chosen_and_a_wrong_address_keeps_all(cast: Cast) -> None:
    make_school(name="Moss Primary School")
    right = make_school(name="Quarry Academy")
    browser, page = browser_of(cast.coordinator), f"{_here(cast)}/schools/ask/"
    sent = _matched(browser.post(page, {"kind": "member", "lines": "Moss Primary School\nQwertzuiop"}))
    sent |= {"row-0-name": "Ann Lead", "lines": "Quarry Academy", "step": "again"}
    answer = browser.post(page, sent)
    sent = _matched(answer)
    assert sent["rows"] == "2"
    assert (sent["row-0-name"], sent["row-1-school"]) == ("Ann Lead", right.pk)
    wrong = browser.post(page, sent | {"row-1-email": "nobody", "step": "ask", "lines": "Left over"})
    assert wrong.status_code == 422
    assert "Ann Lead" in wrong.content.decode()
    assert "Left over" in wrong.content.decode()
    assert not Membership.unscoped.filter(state=MembershipState.ASKED).exists()
    browser.post(page, sent | {"row-1-email": "q@quarry.test", "step": "ask"})
    assert Membership.unscoped.filter(state=MembershipState.ASKED).count() == 2


def test_a_made_up_count_of_rows_is_harmless(cast: Cast) -> None:
    for count in ("-1", "x", "999999999999", "³"):
        answer = browser_of(cast.coordinator).post(f"{_here(cast)}/schools/ask/", {"rows": count, "step": "again"})
        assert answer.status_code == 200


def test_an_answer_by_link_is_recorded_by_a_press_and_said_on_the_page(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    page, browser = f"/reply/partnership/{token}/", Client()
    for _time in range(3):
        answer = browser.get(page)
        browser.head(page)
    assert "Will Asked School join Giving Partnership?" in _text(answer)
    assert fresh(asked).state == "asked"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "Giver School" in _text(answer)
    for _press in range(2):
        answer = browser.post(page, {"answer": "yes"}, follow=True)
    assert "Asked School is in Recorded" in _text(answer)
    assert "yes to Giving Partnership, as a member" in _text(answer)
    answer = browser.post(page, {"answer": "no"}, follow=True)
    assert "Saying no closes nothing" in _text(answer)
    shown = _text(browser.post(page, {"answer": "no", "reason": "Too busy"}, follow=True))
    assert "Your reason is written down." in shown
    assert "Too busy" not in shown
    assert (fresh(asked).state, fresh(asked).reason) == ("no", "Too busy")


def test_the_page_behind_the_link_names_no_contact_and_no_address(cast: Cast) -> None:
    ask(cast)
    (token,) = links_in_mail()
    browser = Client()
    for answer in ("", "yes", "no"):
        if answer:
            browser.post(f"/reply/partnership/{token}/", {"answer": answer})
        shown = browser.get(f"/reply/partnership/{token}/").content.decode()
        for contact in Contact.unscoped.all():
            assert contact.name not in shown
            assert contact.email not in shown
        assert cast.coordinator.email not in shown
        assert cast.coordinator.name not in shown


def test_details_after_a_yes_are_written_down_and_wrong_ones_lose_nothing(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    page, browser = f"/reply/partnership/{token}/", Client()
    browser.post(page, {"answer": "yes"})
    given = {"answer": "details", "brings": "A pond", "expects": "Kit", "name": "Bo New", "email": ""}
    wrong = browser.post(page, given)
    assert wrong.status_code == 422
    assert "Enter their e-mail address" in _text(wrong)
    assert "A pond" in wrong.content.decode()
    browser.post(page, given | {"email": "bo@asked.test"})
    assert (fresh(asked).brings, fresh(asked).expects) == ("A pond", "Kit")
    assert "A pond" in browser.get(page).content.decode()


def test_a_question_by_link_is_passed_on_and_its_reply_stands_there(cast: Cast) -> None:
    ask(cast)
    (token,) = links_in_mail()
    page, browser = f"/reply/partnership/{token}/", Client()
    empty = browser.post(page, {"answer": "ask", "words": " "})
    assert empty.status_code == 422
    assert "Write what you would like to know." in _text(empty)
    shown = _text(browser.post(page, {"answer": "ask", "words": "How many meetings?"}, follow=True))
    assert "Your question was passed on to the coordinator" in shown
    assert "How many meetings?" not in shown  # a link can be passed on
    question = Question.unscoped.get()
    reply = f"{_here(cast)}/schools/questions/{question.pk}/"
    assert browser_of(cast.giver_head).get(reply).status_code == 404
    browser_of(cast.coordinator).post(reply, {"words": "Six a year"})
    assert "The reply went to your school’s lead" in _text(browser.get(page))
    assert "Six a year" in str((links_in_mail(), mail.outbox[-1].body)[1])


def test_expired_taken_back_and_mangled_links_say_what_to_do_and_show_nothing(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    browser = Client()
    for mangled in (token[:-1], token + "x", token.swapcase()):
        answer = browser.get(f"/reply/partnership/{mangled}/")
        assert answer.status_code == 404
        assert "Ask whoever sent it for a new one" in _text(answer)
    joining.take_back(by=cast.coordinator, membership=asked)
    for answer in (
        browser.get(f"/reply/partnership/{token}/"),
        browser.post(f"/reply/partnership/{token}/", {"answer": "yes"}),
    ):
        assert answer.status_code == 410
        assert "This link has ended" in _text(answer)
        assert "School" not in _text(answer).replace("Schools", "")
    ask(cast, name="Other School", email="o@other.test")
    LinkToken.objects.update(expires_at=clock.now())
    assert browser.get(f"/reply/partnership/{links_in_mail()[-1]}/").status_code == 410
    assert fresh(asked).state == "taken_back"


def test_it_is_handed_over_from_a_list_and_asked_again_and_taken_back(cast: Cast) -> None:
    browser, page = browser_of(cast.coordinator), f"{_here(cast)}/hand-over/"
    lead = Contact.unscoped.get(membership__school=cast.giver_school)
    nobody = browser.post(page, {"how": "leave"})
    assert nobody.status_code == 422
    assert "Choose somebody, or enter an e-mail address." in _text(nobody)
    shown = _text(browser.post(page, {"who": lead.email, "how": "leave"}, follow=True))
    assert f"Asked {lead.email}. Your role ends when they say yes." in shown
    addresses = re.findall(r'action="([^"]*/asked/[^"]*)"', browser.get(page).content.decode())
    assert [address.rsplit("/", 2)[1] for address in addresses] == ["again", "take-back"]
    assert "Sent again" in _text(browser.post(addresses[0], follow=True))
    assert "Taken back" in _text(browser.post(addresses[1], follow=True))
    assert "Asked, no answer yet" not in _text(browser.get(page))


def test_the_pack_and_everything_come_in_one_press(cast: Cast) -> None:
    browser = browser_of(cast.coordinator)
    pack = browser.get(f"{_here(cast)}/hand-over/pack/")
    assert pack.content.startswith(b"%PDF")
    assert pack["Cache-Control"] == "no-store"
    whole = browser.get(f"{_here(cast)}/hand-over/everything/")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert archive.namelist()[:2] == ["READ ME.txt", "partnership.csv"]
        assert "Giver School" in archive.read("schools.csv").decode("utf-8-sig")
    stale = browser_of(cast.coordinator)
    session = stale.session
    session["account_authentication_methods"] = [{"method": "code", "at": 0}]
    session.save()
    assert stale.get(f"{_here(cast)}/hand-over/everything/").status_code == 302
    assert browser_of(cast.giver_head).get(f"{_here(cast)}/hand-over/pack/").status_code == 404
    assert browser.get(f"{_here(cast)}/charter/print/").content.startswith(b"%PDF")


def test_the_only_coordinator_cannot_go(cast: Cast) -> None:
    role = cast.coordinator.held[0].pk
    answer = browser_of(cast.coordinator).post(f"{_here(cast)}/hand-over/coordinators/{role}/end/", follow=True)
    assert "Nobody would be left to run it." in _text(answer)


def test_people_are_added_changed_and_ended_on_the_page_of_their_school(cast: Cast) -> None:
    browser, one = browser_of(cast.giver_head), _one(cast)
    wrong = browser.post(f"{one}/people/add/", {"name": "", "post": "Technician"})
    assert wrong.status_code == 422
    assert "Enter their name." in _text(wrong)
    assert "Technician" in wrong.content.decode()
    browser.post(f"{one}/people/add/", {"name": "Tech One", "post": "Technician", "email": "t@giver.test"})
    added = Contact.unscoped.get(name="Tech One")
    browser.post(f"{one}/people/{added.pk}/lead/")
    assert Contact.unscoped.get(pk=added.pk).is_lead
    browser.post(f"{one}/people/{added.pk}/", {"name": "Tech Two", "post": "Technician", "email": "t@giver.test"})
    shown = _text(browser.post(f"{one}/people/{added.pk}/end/", follow=True))
    assert "Tech Two no longer takes part." in shown
    assert "Has moved on" in shown
    for person in (cast.partner, cast.giver):
        assert browser_of(person).get(f"{one}/people/add/").status_code == 403
    foreign = cast.other_partnership.memberships.get().contacts.get()
    assert browser.get(f"{one}/people/{foreign.pk}/").status_code == 404


def test_a_school_says_what_it_brings_and_leaves(cast: Cast) -> None:
    browser, one = browser_of(cast.giver_head), _one(cast)
    browser.post(f"{one}/brings/", {"brings": "A pond", "expects": "Judges"})
    shown = _text(browser.get(f"{_here(cast)}/schools/"))
    assert "Brings A pond Expects Judges" in shown
    assert browser_of(cast.partner).post(f"{one}/brings/", {"brings": "x"}).status_code == 403
    wrong = browser.post(f"{one}/leave/", {"on": "never", "reason": "Merged"})
    assert wrong.status_code == 422
    assert "Merged" in wrong.content.decode()
    browser.post(f"{one}/leave/", {"on": str(clock.today()), "reason": "Merged"})
    assert browser.get(f"{_here(cast)}/schools/").status_code == 404
    assert "Schools that have left" in _text(browser_of(cast.coordinator).get(f"{_here(cast)}/schools/"))


def test_the_coordinator_names_hub_and_kind_and_offers_membership(cast: Cast) -> None:
    browser, one = browser_of(cast.coordinator), _one(cast)
    shown = _text(browser.post(f"{one}/hub/", {"hub": "no"}, follow=True))
    assert "Giver School is no longer the hub." in shown
    assert "Changed for Giver School." in _text(browser.post(f"{one}/kind/", {"kind": "member"}, follow=True))
    assert "Only a guest can be asked" in _text(browser.post(f"{one}/offer/", follow=True))
    guest = join(cast.partnership, make_school(name="Guest School"), kind="guest")
    page = f"{_here(cast)}/schools/{guest.pk}"
    assert "stays a guest until it says yes" in _text(browser.post(f"{page}/offer/", follow=True))
    assert "Will Guest School join" in _text(Client().get(f"/reply/partnership/{links_in_mail()[-1]}/"))
    assert "Asked to become a member" in _text(browser.get(f"{_here(cast)}/schools/"))


def test_rows_do_not_change_the_number_of_queries(cast: Cast) -> None:
    def add(number: int) -> None:
        for state in (MembershipState.YES, MembershipState.ASKED, MembershipState.LEFT):
            row = join(cast.partnership, make_school(name=f"School {state} {number}"), state=state)
            Question.unscoped.create(membership=row, words="Why?")

    browser = browser_of(cast.coordinator)
    for address in (f"{_here(cast)}/schools/", f"{_here(cast)}/charter/", f"{_here(cast)}/hand-over/"):
        counts = page_as_rows_grow(browser, address, add)
        assert len(set(counts)) == 1, (address, counts)
