"""The pages of those who run the service."""

from __future__ import annotations

import pytest
from django.core import mail

from bothways.core import outbox
from bothways.core.errors import Refused
from bothways.core.models import AuditEntry, OutboxRow, SendState
from bothways.messages.catalogue import CATALOGUE
from bothways.schools.actions import staff
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _troubled(count: int) -> list[OutboxRow]:
    for number in range(count):
        outbox.put("operator.test", to=f"p{number}@school.test", context={"when": "now", "link": "/"})
    OutboxRow.objects.update(state=SendState.IN_DOUBT)
    return list(OutboxRow.objects.order_by("created_at"))


def test_sends_in_doubt_are_named_and_sent_again_only_after_a_look(cast: Cast) -> None:
    rows = _troubled(3)
    browser = browser_of(cast.operator)
    assert "p1@school.test" in browser.get("/service/sends/").content.decode()
    look = browser.post("/service/sends/again/", {"row": [rows[0].pk, rows[1].pk]}).content.decode()
    assert "Send 2 messages again?" in look
    assert OutboxRow.objects.filter(state=SendState.IN_DOUBT).count() == 3
    browser.post("/service/sends/again/", {"row": [rows[0].pk, rows[1].pk], "confirmed": "1"})
    outbox.drain()
    assert sorted(message.to[0] for message in mail.outbox) == ["p0@school.test", "p1@school.test"]
    assert AuditEntry.objects.filter(verb="messages sent again", actor_id=cast.operator.pk).exists()


def test_pressing_without_a_tick_says_what_to_do(cast: Cast) -> None:
    _troubled(1)
    answer = browser_of(cast.operator).post("/service/sends/again/", follow=True)
    assert "Tick at least one row" in answer.content.decode()


def test_every_message_has_a_preview_made_by_the_code_that_sends(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    for message in CATALOGUE:
        assert browser.get(f"/service/mail/{message.kind}/").status_code == 200
    assert browser.get("/service/mail/no.such.message/").status_code == 404


def test_the_health_page_counts_what_needs_a_person(cast: Cast) -> None:
    browser = browser_of(cast.operator)
    assert "The service is well" in browser.get("/service/").content.decode()
    _troubled(1)
    assert "1 thing needs you" in browser.get("/service/").content.decode()


def test_only_the_operator_gets_in(cast: Cast) -> None:
    for person in (cast.giver, cast.giver_head, cast.stranger):
        assert browser_of(person).get("/service/").status_code == 404


def test_the_operator_invites_a_first_head_and_nobody_lower_may(cast: Cast) -> None:
    address = f"/service/heads/{cast.partner_school.identifier}/"
    assert browser_of(cast.giver_head).get(address).status_code == 404
    browser_of(cast.operator).post(address, {"email": "head@partner.test"})
    outbox.drain()
    assert "Partner School asks" in mail.outbox[-1].subject


def test_the_operator_gives_no_other_role_at_a_school(cast: Cast) -> None:
    with pytest.raises(Refused):
        staff.invite(by=cast.operator, school=cast.giver_school, email="x@school.test", role="school_admin")
