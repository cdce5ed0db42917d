"""A school is asked, and answers for itself."""

from __future__ import annotations

import pytest
from django.core import mail

from bothways.core import clock, outbox, tokens
from bothways.core.errors import Conflict, Invalid, Refused, TooMany
from bothways.core.models import AuditEntry, LinkToken
from bothways.partnerships import links
from bothways.partnerships.actions import belonging, joining
from bothways.partnerships.models import Membership, MembershipState, Question
from bothways.partnerships.queries import forming as reads
from bothways.partnerships.queries.forming_words import Details, Wanted
from bothways.schools.models import LinkKind, SchoolLink, Status
from tests.factories.partnerships import join
from tests.factories.schools import make_school
from tests.people import Cast
from tests.unit.partnerships.forming_people import LEAD, ask, fresh, links_in_mail

pytestmark = pytest.mark.django_db


def test_asking_writes_to_the_lead_and_puts_nobody_in(cast: Cast) -> None:
    asked = ask(cast)
    outbox.drain()
    (message,) = mail.outbox
    assert message.to == [LEAD]
    assert message.subject == "Asked School: yes or no to joining Giving Partnership?"
    assert asked.state == MembershipState.ASKED
    assert AuditEntry.objects.filter(verb="school asked to join", object_id=asked.pk).exists()


def test_a_school_without_an_address_is_on_the_list_and_nothing_is_sent(cast: Cast) -> None:
    asked = ask(cast, email="")
    assert links_in_mail() == []
    with pytest.raises(Invalid, match="Add a lead with an e-mail address first"):
        joining.ask_again(by=cast.coordinator, membership=asked)


def test_only_a_coordinator_of_it_asks(cast: Cast) -> None:
    wanted = Wanted(make_school().pk)
    for person in (cast.giver_head, cast.partner, cast.other_coordinator, cast.stranger):
        with pytest.raises(Refused):
            joining.ask(by=person, partnership=cast.partnership, wanted=wanted)


def test_a_school_is_not_asked_twice(cast: Cast) -> None:
    asked = ask(cast)
    again = Wanted(asked.school_id)
    with pytest.raises(Invalid, match=r"Asked School was asked on .* already"):
        joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=again)
    inside = Wanted(cast.giver_school.pk)
    with pytest.raises(Invalid, match="Giver School is in already"):
        joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=inside)
    assert len(links_in_mail()) == 1


def test_a_closed_school_names_the_one_that_came_after_it(cast: Cast) -> None:
    closed = make_school(name="Old School", status=Status.CLOSED)
    after = make_school(name="New Academy")
    SchoolLink.objects.create(urn=closed.identifier, other_urn=after.identifier, kind=LinkKind.SUCCESSOR)
    with pytest.raises(Invalid, match=r"Old School has closed\. Ask New Academy, which came after it"):
        joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=Wanted(closed.pk))
    gone = make_school(name="Lost School", status=Status.CLOSED)
    with pytest.raises(Invalid, match="Lost School is not open"):
        joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=Wanted(gone.pk))


def test_of_several_the_wrong_ones_keep_none_back(cast: Cast) -> None:
    right, closed = make_school(name="Right"), make_school(name="Gone", status=Status.CLOSED)
    wanted = [Wanted(closed.pk), Wanted(right.pk, email="r@right.test"), Wanted(cast.giver_school.pk)]
    outcome = joining.ask_several(by=cast.coordinator, partnership=cast.partnership, wanted=wanted)
    assert [each.school for each in outcome.asked] == [right]
    assert len(outcome.refused) == 2
    assert len(links_in_mail()) == 1


def test_yes_by_link_puts_the_school_in_and_says_by_whom(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    joining.answer_by_link(token=token, said="yes")
    found = fresh(asked)
    assert (found.state, found.joined_on, found.answered_by) == ("yes", clock.today(), "By the link we sent")
    row = AuditEntry.objects.get(verb="school answered", object_id=asked.pk)
    assert row.facts == {"said": "yes", "by_link": True}


def test_the_last_answer_holds_until_the_link_ends(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    for said in ("yes", "yes", "no", "no"):
        joining.answer_by_link(token=token, said=said, reason="Too busy" if said == "no" else "")
    found = fresh(asked)
    assert (found.state, found.joined_on, found.reason) == ("no", None, "Too busy")
    assert reads.current_lead(found) is None
    joining.answer_by_link(token=token, said="yes")
    lead = reads.current_lead(fresh(asked))
    assert (fresh(asked).reason, lead.email if lead else "") == ("", LEAD)
    LinkToken.objects.update(expires_at=clock.now())
    with pytest.raises(tokens.LinkOver):
        joining.answer_by_link(token=token, said="no")
    assert fresh(asked).state == "yes"


def test_what_is_no_answer_records_nothing(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    with pytest.raises(Invalid):
        joining.answer_by_link(token=token, said="perhaps")
    assert fresh(asked).state == "asked"


def test_a_head_answers_signed_in_and_nobody_else_does(cast: Cast) -> None:
    asked = joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=Wanted(cast.stranger_school.pk))
    assert [each.pk for each in reads.asked_of(cast.stranger)] == [asked.pk]
    for person in (cast.coordinator, cast.giver_head, cast.other_coordinator):
        with pytest.raises(Refused, match="Only the school’s head"):
            joining.answer(by=person, membership=asked, said="yes")
    joining.answer(by=cast.stranger, membership=asked, said="yes")
    assert fresh(asked).state == "yes"
    assert fresh(asked).answered_by == cast.stranger.name
    assert reads.asked_of(cast.stranger) == ()


def test_taken_back_the_link_ends_and_an_answered_one_cannot_be(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    joining.take_back(by=cast.coordinator, membership=asked)
    assert fresh(asked).state == "taken_back"
    with pytest.raises(tokens.LinkOver):
        joining.answer_by_link(token=token, said="yes")
    other = ask(cast, name="Other School", email="o@other.test")
    joining.answer_by_link(token=links_in_mail()[-1], said="yes")
    with pytest.raises(Conflict, match="answered meanwhile"):
        joining.take_back(by=cast.coordinator, membership=fresh(other))
    assert fresh(other).state == "yes"


def test_sending_again_ends_the_old_link_and_happens_once_a_day(cast: Cast) -> None:
    asked = ask(cast)
    joining.ask_again(by=cast.coordinator, membership=asked)
    old, new = links_in_mail()
    with pytest.raises(tokens.LinkOver):
        tokens.find(old, purpose=links.MEMBERSHIP)
    with pytest.raises(Conflict, match="again today already"):
        joining.ask_again(by=cast.coordinator, membership=asked)
    assert tokens.find(new, purpose=links.MEMBERSHIP).subject_id == asked.pk
    with pytest.raises(Refused):
        joining.ask_again(by=cast.giver_head, membership=asked)


def test_a_link_is_good_for_as_long_as_the_partnership_gives(cast: Cast) -> None:
    cast.partnership.answer_days = 3
    cast.partnership.save()
    ask(cast)
    links_in_mail()
    days = (LinkToken.objects.get(purpose=links.MEMBERSHIP).expires_at - clock.now()).total_seconds() / 86_400
    assert 2.9 < days <= 3


def test_a_school_that_said_no_can_be_asked_again_in_the_same_row(cast: Cast) -> None:
    asked = ask(cast)
    joining.answer_by_link(token=links_in_mail()[0], said="no")
    joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=Wanted(asked.school_id, "guest"))
    assert Membership.unscoped.filter(school=asked.school).count() == 1
    assert (fresh(asked).state, fresh(asked).kind) == ("asked", "guest")
    assert len(links_in_mail()) == 2  # whoever led last is asked again, and nobody typed the address twice


def test_a_guest_becomes_a_member_by_its_own_yes_alone(cast: Cast) -> None:
    guest = ask(cast, kind="guest")
    joining.answer_by_link(token=links_in_mail()[0], said="yes")
    with pytest.raises(Invalid, match="needs its own yes"):
        belonging.change_kind(by=cast.coordinator, membership=fresh(guest), kind="member")
    joining.offer_membership(by=cast.coordinator, membership=fresh(guest))
    assert (fresh(guest).kind, fresh(guest).offered, fresh(guest).state) == ("guest", "member", "yes")
    token = links_in_mail()[-1]
    joining.answer_by_link(token=token, said="no")
    assert (fresh(guest).kind, fresh(guest).offered, fresh(guest).state) == ("guest", "", "yes")
    joining.offer_membership(by=cast.coordinator, membership=fresh(guest))
    joining.answer_by_link(token=links_in_mail()[-1], said="yes")
    assert (fresh(guest).kind, fresh(guest).offered) == ("member", "")


def test_only_a_guest_that_is_in_is_offered_membership(cast: Cast) -> None:
    member = cast.partnership.memberships.get(school=cast.giver_school)
    with pytest.raises(Conflict, match="Only a guest"):
        joining.offer_membership(by=cast.coordinator, membership=member)


def test_after_a_yes_the_school_says_what_it_brings_and_who_leads(cast: Cast) -> None:
    asked = ask(cast)
    (token,) = links_in_mail()
    with pytest.raises(Conflict, match="Say yes first"):
        joining.fill_in_by_link(token=token, details=Details(brings="A pond"))
    joining.answer_by_link(token=token, said="yes")
    details = Details(who="The head", brings="A pond", expects="Kit", name="Bo New", post="Head", email="bo@asked.test")
    joining.fill_in_by_link(token=token, details=details)
    found = fresh(asked)
    assert (found.brings, found.expects, found.answered_by) == ("A pond", "Kit", "The head")
    lead = reads.current_lead(found)
    assert (lead.email if lead else "") == "bo@asked.test"
    joining.fill_in_by_link(token=token, details=Details())
    assert fresh(asked).brings == "A pond"


def test_a_question_reaches_every_coordinator_and_its_reply_the_lead(cast: Cast) -> None:
    ask(cast)
    (token,) = links_in_mail()
    for _press in range(2):
        joining.ask_something(token=token, words="How many meetings?")
    question = Question.unscoped.get()
    outbox.drain()
    assert [message.to for message in mail.outbox[1:]] == [[cast.coordinator.email]]
    with pytest.raises(Refused):
        joining.reply(by=cast.giver_head, question=question, words="Six")
    joining.reply(by=cast.coordinator, question=question, words="Six a year")
    with pytest.raises(Conflict, match="Somebody replied"):
        joining.reply(by=cast.coordinator, question=question, words="Seven")
    outbox.drain()
    assert mail.outbox[-1].to == [LEAD]
    assert "Six a year" in str(mail.outbox[-1].body)
    assert len(mail.outbox) == 3
    for each in (token, links_in_mail()[-1]):
        assert tokens.find(each, purpose=links.MEMBERSHIP)


def test_nobody_replies_into_the_air(cast: Cast) -> None:
    asked = ask(cast)
    question = joining.ask_something(token=links_in_mail()[0], words="How many meetings?")
    asked.contacts.update(ends_on=clock.today())
    with pytest.raises(Invalid, match="Add a lead with an e-mail address first"):
        joining.reply(by=cast.coordinator, question=question, words="Six")
    assert Question.unscoped.get().replied_at is None


def test_an_empty_question_and_too_many_are_refused(cast: Cast) -> None:
    ask(cast)
    (token,) = links_in_mail()
    with pytest.raises(Invalid, match="Write what"):
        joining.ask_something(token=token, words="  ")
    for number in range(joining.QUESTIONS.most):
        joining.ask_something(token=token, words=f"Question {number}")
    with pytest.raises(TooMany):
        joining.ask_something(token=token, words="One more")


def test_contacts_who_work_there_are_known_as_persons(cast: Cast) -> None:
    wanted = Wanted(cast.stranger_school.pk, name="Head", email=cast.stranger.email.upper())
    asked = joining.ask(by=cast.coordinator, partnership=cast.partnership, wanted=wanted)
    assert asked.contacts.get().person == cast.stranger


def test_a_school_may_be_in_several_partnerships(cast: Cast) -> None:
    wanted = Wanted(cast.giver_school.pk)
    asked = joining.ask(by=cast.other_coordinator, partnership=cast.other_partnership, wanted=wanted)
    joining.answer(by=cast.giver_head, membership=asked, said="yes")
    assert cast.giver_school.memberships.filter(state="yes").count() == 2
    join(cast.other_partnership, make_school())
