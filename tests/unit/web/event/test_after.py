"""How it was, quotes and thanks, as people use them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from bothways.activities.actions import afterwards as actions
from bothways.activities.models import Activity, ActivityState, ExitAnswer, Quote, SessionLeader, Thanks
from bothways.core import clock, outbox
from bothways.core.errors import Invalid
from tests.factories.activities import make_activity, make_booking, make_session
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def _event(cast: Cast, **values: object) -> Activity:
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, **values)
    for part in made.taking_part.all():
        make_booking(part, 8)
    return made


def _link(cast: Cast, event: Activity, who: str) -> str:
    told = browser_of(cast.giver).post(f"/events/{event.pk}/after/ask/", {"who": who}).content.decode()
    assert "<svg" in told
    found = re.search(r'href="http[^"]*(/how-was-it/[^"]+)"', told)
    assert found
    return found[1]


def test_pupils_say_how_it_was_without_saying_who_they_are(cast: Cast) -> None:
    event = _event(cast)
    address, nobody = _link(cast, event, "pupils:after"), Client()
    page = nobody.get(address).content.decode()
    assert "We do not ask who you are" in page
    assert 'type="text"' not in page
    assert not ExitAnswer.unscoped.exists()
    for friend in ("2", "2", "2", "1"):
        assert "Thank you." in nobody.post(address, {"liked": "5", "friend": friend}).content.decode()
    results = f"/events/{event.pk}/after/"
    assert "Fewer than five answered" in browser_of(cast.partner).get(results).content.decode()
    nobody.post(address, {"liked": "4", "friend": "2", "magic": "3"})
    told = browser_of(cast.partner).get(results).content.decode()
    assert "80% said yes or mostly" in told
    assert "100% said yes or mostly" in told
    row = ExitAnswer.unscoped.order_by("pk").first()
    assert row is not None
    assert (row.at.minute, row.at.second, row.match, row.school_id) == (0, 0, "", None)
    assert "magic" not in str(list(ExitAnswer.unscoped.values_list("answers", flat=True)))


def test_nothing_chosen_is_told_and_a_wrong_step_is_refused(cast: Cast) -> None:
    address = _link(cast, _event(cast), "youngest:after")
    empty = Client().post(address, {})
    assert empty.status_code == 422
    assert "Choose at least one answer." in empty.content.decode()
    assert Client().post(address, {"liked": "7"}).status_code == 422
    assert not ExitAnswer.unscoped.exists()


def test_adults_before_and_after_are_paired_by_a_word_of_their_own(cast: Cast) -> None:
    event = _event(cast)
    before, after = _link(cast, event, "adults:before"), _link(cast, event, "adults:after")
    for n in range(5):
        Client().post(before, {"confident": "2", "code": f"Heron {n}"})
        Client().post(after, {"confident": "4", "code": f"heron{n}"})
    told = browser_of(cast.giver).get(f"/events/{event.pk}/after/").content.decode()
    assert "from 2.0 to 4.0 of 5, 5 people" in told
    assert not ExitAnswer.unscoped.filter(match__icontains="heron").exists()


def test_a_mangled_link_says_what_to_do(cast: Cast) -> None:
    assert Client().get("/how-was-it/no-such-link/").status_code == 404
    with pytest.raises(Invalid):
        actions.ask(by=cast.giver, activity=_event(cast), asked="pupils", moment="never")


def test_a_quote_goes_as_far_as_was_allowed_and_back_at_once(cast: Cast) -> None:
    event = _event(cast)
    address, browser = f"/events/{event.pk}/after/quotes/", browser_of(cast.partner)
    said = {
        "words": "Participate in mixed teams!",
        "speaker": "Student",
        "school": cast.partner_school.pk,
        "permission": "public",
        "said_on": str(clock.today()),
    }
    refused = browser.post(address, said)
    assert "Say who asked them" in refused.content.decode()
    assert "Participate in mixed teams!" in refused.content.decode()
    assert browser.post(address, {**said, "given_through": "Head of maths"}).status_code == 302
    assert "Anyone may read it" in browser_of(cast.giver).get(address).content.decode()
    row = Quote.unscoped.get()
    back = f"{address}{row.pk}/take-back/"
    assert browser_of(cast.stranger).post(back).status_code == 404
    browser.post(back)
    assert not Quote.unscoped.exists()


def test_a_school_is_not_quoted_by_another(cast: Cast) -> None:
    event = _event(cast)
    event.taking_part.filter(school=cast.partner_school).update(is_owner=False)
    said = {"words": "We loved it", "speaker": "two Year 5 pupils", "permission": "none", "said_on": str(clock.today())}
    other = browser_of(cast.partner).post(f"/events/{event.pk}/after/quotes/", {**said, "school": cast.giver_school.pk})
    assert other.status_code == 422
    assert not Quote.unscoped.exists()


def test_every_school_that_gave_is_thanked_once_with_its_numbers(cast: Cast) -> None:
    event = _event(cast)
    session = make_session(event)
    SessionLeader.unscoped.create(session=session, school=cast.partner_school, name="Maths lead")
    address, browser = f"/events/{event.pk}/after/thanks/", browser_of(cast.giver)
    browser.post(address, {"send": "yes"})
    assert not Thanks.unscoped.exists()
    event.state = ActivityState.DONE
    event.save()
    shown = browser.get(address).content.decode()
    assert "Thank 2 schools" in shown
    for _press in range(2):
        told = browser.post(address, {"send": "yes", "words": "The circus!"}, follow=True).content.decode()
    outbox.drain()
    assert len(mail.outbox) == 2
    texts = {str(each.to[0]): str(each.body) for each in mail.outbox}
    partner = event.taking_part.get(school=cast.partner_school).contact_email
    assert "1 hour of leading and 1 session led" in texts[partner]
    assert "8 pupils of other schools took part" in texts[partner]
    assert "The circus!" in texts[partner]
    assert "Thank" in told
    assert browser_of(cast.stranger).get(address).status_code == 404
