"""Parents answer by link: what they read, what is recorded, and what the link never shows."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core import mail
from django.test import Client

from bothways.activities import links
from bothways.activities.actions import consents as actions
from bothways.activities.models import Consent, Need, Participant
from bothways.activities.queries import consent_words
from bothways.activities.queries import consents as queries
from bothways.activities.queries import needs as need_queries
from bothways.core import clock, outbox, tokens
from bothways.rules import consents as rules
from tests.factories.activities import make_activity, make_booking, make_participant, make_pupil, make_session
from tests.people import Cast

pytestmark = pytest.mark.django_db
WHO = {"who": "A Parent", "relationship": "mother"}


@pytest.fixture
def child(cast: Cast) -> Participant:
    activity = make_activity(cast.partnership, cast.giver_school, cast.partner_school)
    part = activity.taking_part.get(school=cast.giver_school)
    return make_participant(make_booking(part), make_pupil(cast.giver_school, "Quillon", alias="Robin T"))


def _path(child: Participant) -> str:
    return "/" + links.make(links.FAMILY, child.pk, days=30).split("//", 1)[1].split("/", 1)[1]


def test_the_page_shows_the_event_and_nothing_about_the_child_before_and_after_an_answer(child: Participant) -> None:
    path, browser = _path(child), Client()
    seen = browser.get(path).content.decode()
    assert child.booking.taking_part.activity.title in seen
    posted = browser.post(path, {**WHO, "coming": "yes", "photo": "none", "diet": ["no_nuts"], "diet_words": "no kiwi"})
    again = browser.get(path).content.decode()
    for text in (seen, posted.content.decode(), again):
        assert not re.search(r"Quillon|Robin T|Giver 1|Year 7", text)
    assert "no kiwi" not in again
    assert "checked" not in again
    assert child.needs.count() == 2


def test_nothing_is_chosen_beforehand_and_every_answer_is_one_radio(child: Participant) -> None:
    seen = Client().get(_path(child)).content.decode()
    assert " checked" not in seen
    assert len(re.findall(r'type="radio" name="coming"', seen)) == 2
    assert len(re.findall(r'type="radio" name="photo"', seen)) == 3


def test_answers_are_chained_and_never_changed_and_a_second_press_adds_nothing(child: Participant, cast: Cast) -> None:
    path, browser = _path(child), Client()
    for photo in ("event", "event", "school"):
        assert browser.post(path, {**WHO, "coming": "yes", "photo": photo}).status_code == 200
    rows = queries.answers_of(child, by=cast.giver)
    assert [(row.order, row.purpose, row.scope) for row in rows] == [
        (1, "visit", ""), (2, "photo", "event"), (3, "photo", "school"),
    ]  # fmt: skip
    assert queries.chain_broken_at(rows) is None
    Consent.unscoped.filter(pk=rows[1].pk).update(scope="partnership")
    assert queries.chain_broken_at(queries.answers_of(child, by=cast.giver)) == 2


def test_a_link_never_widens_a_paper_may_and_the_narrower_of_two_parents_holds(child: Participant, cast: Cast) -> None:
    path, browser, activity = _path(child), Client(), child.booking.taking_part.activity
    browser.post(path, {**WHO, "photo": "none"})
    browser.post(path, {**WHO, "photo": "event"})
    assert queries.photo_ok(activity) == set()
    said = actions.Said(who="A Parent", relationship="mother", photo="event")
    actions.type_in(by=cast.giver, participant=child, said=said)
    assert queries.photo_ok(activity) == {child.pk}
    browser.post(path, {"who": "Another", "relationship": "father", "photo": "school"})
    assert queries.photo_ok(activity) == set()
    assert queries.stands(activity, cast.giver_school.pk, by=cast.giver)[child.pk].disagree
    assert queries.stands(activity, cast.giver_school.pk, by=cast.partner) == {}


def test_what_a_link_does_not_offer_is_not_taken(child: Participant) -> None:
    refused = Client().post(_path(child), {**WHO, "photo": "partnership"})
    assert refused.status_code == 422
    assert Consent.unscoped.count() == 0
    empty = Client().post(_path(child), WHO)
    assert "Answer at least one question." in empty.content.decode()


def test_a_parent_says_no_to_dissection_and_reads_where_the_child_goes_instead(child: Participant) -> None:
    activity = child.booking.taking_part.activity
    instead = make_session(activity, title="Microscopes")
    cut = make_session(
        activity, title="Hearts", opt_out=True, opt_out_words="We cut open a pig’s heart.", instead=instead
    )
    path = _path(child)
    seen = Client().get(path).content.decode()
    assert "We cut open a pig’s heart." in seen
    assert "If you say no, your child goes to “Microscopes”." in seen
    Client().post(path, {**WHO, f"session_{cut.pk}": "no"})
    assert queries.opted_out(cut) == {child.pk}


def test_needs_from_a_parent_are_added_and_take_nothing_away(child: Participant, cast: Cast) -> None:
    for ticks in ({"diet": ["no_nuts"]}, {"access": ["step_free"]}):
        Client().post(_path(child), {**WHO, **ticks})
    own = need_queries.of_school(child.booking.taking_part.activity, cast.giver_school.pk, by=cast.giver)[child.pk]
    assert [each.choice for each in own] == ["step_free", "no_nuts"]


def test_a_receipt_goes_to_the_address_that_was_typed_and_names_no_child(child: Participant) -> None:
    Client().post(_path(child), {**WHO, "coming": "yes", "photo": "none", "email": "Parent@Home.test"})
    outbox.drain()
    (sent,) = mail.outbox
    assert sent.to == ["parent@home.test"]
    assert "Photos: No photos" in sent.body
    assert not re.search("Quillon|Robin|A Parent", f"{sent.subject}{sent.body}")


def test_an_ended_a_mangled_and_somebody_elses_link_each_say_what_to_do(child: Participant) -> None:
    path = _path(child)
    mangled = Client().get(path[:-9] + "/")
    assert (mangled.status_code, "Part of this link is missing" in mangled.content.decode()) == (404, True)
    tokens.revoke(purpose=links.FAMILY, subject_id=child.pk)
    over = Client().get(path)
    assert (over.status_code, "Ring the school" in over.content.decode()) == (410, True)


def test_after_the_event_only_photos_can_be_answered(child: Participant) -> None:
    activity = child.booking.taking_part.activity
    activity.day = activity.ends_on = clock.today() - dt.timedelta(days=1)
    activity.save()
    path = _path(child)
    seen = Client().get(path).content.decode()
    assert 'name="coming"' not in seen
    Client().post(path, {**WHO, "coming": "yes", "diet": ["no_nuts"], "photo": "none"})
    assert [row.purpose for row in Consent.unscoped.all()] == ["photo"]
    assert Need.unscoped.count() == 0


def test_a_child_who_no_longer_comes_and_an_event_called_off_ask_nothing(child: Participant) -> None:
    path = _path(child)
    Participant.unscoped.filter(pk=child.pk).update(withdrawn_at=clock.now())
    assert "There is nothing to answer here" in Client().get(path).content.decode()


def test_words_that_parents_agreed_to_are_never_changed() -> None:
    """Change a wording: this goes red. Add a version instead."""
    held = {version: consent_words.digest(text)[:12] for version, text in consent_words.WORDINGS.items()}
    assert held == {"visit-1": "dde084c57826", "photo-1": "c45a3ff541bc", "session-1": "bf406f21c252"}


def _grade(text: str) -> float:
    """The school grade of a text by Flesch and Kincaid; a child of nine reads grade 4."""
    sentences = [each for each in re.split(r"[.!?:]+", text) if re.search("[A-Za-z]{2}", each)]
    words = re.findall(r"[A-Za-z’]+", text)
    sounds = sum(max(1, len(re.findall(r"[aeiouy]+", re.sub(r"e\b", "", word.casefold())))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * sounds / len(words) - 15.59


def test_the_page_reads_at_nine_years(child: Participant) -> None:
    seen = Client().get(_path(child)).content.decode()
    main = seen[seen.index("<form method") : seen.index("</main>")]
    text = re.sub(r"\s+", " ", re.sub(r"(\s*<[^>]+>\s*)+", ". ", main))
    assert _grade(text) <= 4
    assert _grade("Notwithstanding prior authorisation, participation necessitates documentation of dietary needs.") > 9


def test_scopes_of_a_link_are_the_narrow_ones() -> None:
    assert rules.BY_LINK == ("none", "school", "event")
