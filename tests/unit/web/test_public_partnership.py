"""A partnership's page for anyone: off until it is turned on, counts that point at nobody, and no person's name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import html

from bothways.activities.models import Activity, ActivityState, Quote
from bothways.activities.queries import public as done
from bothways.activities.queries.giving import ARRIVED
from bothways.activities.queries.reach import FAMILIES
from bothways.core import clock
from bothways.core.models import AuditEntry
from bothways.partnerships.models import Adoption, Contact, Partnership, Practice, Promise, PromiseState
from bothways.partnerships.queries import public
from bothways.rules import terms
from tests.factories.activities import make_activity, make_booking
from tests.factories.partnerships import join, make_meeting
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _address(cast: Cast) -> str:
    return f"/p/{cast.partnership.slug}/"


def _on(cast: Cast, **values: object) -> None:
    Partnership.unscoped.filter(pk=cast.partnership.pk).update(public_since=clock.now(), **values)


def _read(cast: Cast) -> str:
    cache.clear()
    return " ".join(html.document_fromstring(Client().get(_address(cast)).content).text_content().split())


def _event(cast: Cast, *counts: int, families: int | None = None, day: dt.date | None = None) -> Activity:
    """Done, with so many pupils counted at the door for the giver and the partner."""
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, day=day or clock.today())
    made.state = ActivityState.DONE
    for part, places in zip(made.taking_part.order_by("school__name"), counts, strict=False):
        make_booking(part, places)
    arrived = dict(zip((cast.giver_school.pk, cast.partner_school.pk), counts, strict=False))
    made.totals = {ARRIVED: arrived} | ({} if families is None else {FAMILIES: {cast.giver_school.pk: families}})
    made.save()
    return made


def test_off_it_is_the_404_of_what_is_not_there_for_everyone_but_who_runs_it(cast: Cast) -> None:
    others = (None, cast.giver, cast.giver_head, cast.partner, cast.stranger, cast.other_coordinator, cast.operator)
    for who in others:
        assert browser_of(who).get(_address(cast)).status_code == 404
    preview = browser_of(cast.coordinator).get(_address(cast))
    assert preview.status_code == 200
    assert preview["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in preview.content.decode()
    assert "The page is off." in preview.content.decode()
    assert cast.partnership.name not in Client().get("/partnerships/").content.decode()


def test_whoever_runs_it_turns_it_on_and_off_and_nobody_else(cast: Cast) -> None:
    for who in (cast.giver_head, cast.other_coordinator, cast.stranger):
        assert browser_of(who).post(f"{_address(cast)}switch/", {"wanted": "yes"}).status_code in {403, 404}
    assert Client().get(_address(cast)).status_code == 404
    browser = browser_of(cast.coordinator)
    week = browser.get(f"/w/{cast.partnership.slug}/").content.decode()
    assert _address(cast) in week
    browser.post(f"{_address(cast)}switch/", {"wanted": "yes"})
    first = Partnership.unscoped.get(pk=cast.partnership.pk)
    browser.post(f"{_address(cast)}switch/", {"wanted": "yes"})
    row = Partnership.unscoped.get(pk=cast.partnership.pk)
    assert row.public_by == cast.coordinator
    assert row.public_since == first.public_since
    answer = Client().get(_address(cast))
    assert answer.status_code == 200
    assert "X-Robots-Tag" not in answer
    assert "robots" not in answer.content.decode()
    assert cast.partnership.name in Client().get("/partnerships/").content.decode()
    browser.post(f"{_address(cast)}switch/", {"wanted": "no"})
    assert Client().get(_address(cast)).status_code == 404
    told = AuditEntry.objects.filter(object_id=cast.partnership.pk, verb__startswith="public page")
    assert sorted({each.verb for each in told}) == ["public page turned off", "public page turned on"]


def test_members_do_not_see_the_way_to_it_on_their_week(cast: Cast) -> None:
    assert _address(cast) not in browser_of(cast.giver).get(f"/w/{cast.partnership.slug}/").content.decode()


def test_it_is_titled_by_its_place_and_says_who_belongs_with_public_facts(cast: Cast) -> None:
    _on(cast, area="Halton")
    guest = make_school(name="Guest School")
    join(cast.partnership, guest, kind="guest")
    cast.partnership.aims.create(words="A love of science across the borough")
    answer = html.document_fromstring(Client().get(_address(cast)).content)
    assert answer.cssselect("h1")[0].text_content() == "School partnership: Halton"
    assert (answer.findtext(".//title") or "").startswith("School partnership: Halton")
    text = _read(cast)
    for words in ("A love of science across the borough", "2 schools belong", "Giver School", "Hub", "Local cluster"):
        assert words in text
    assert cast.giver_school.get_sector_display() in text
    assert "Guest School" not in text


def test_no_person_is_named(cast: Cast) -> None:
    _on(cast)
    made = _event(cast, 30, 20)
    Quote.unscoped.create(
        activity=made, words="We built it", speaker="Ash Example", role="", school=cast.giver_school,
        permission="public", given_through="Their class teacher Mx Example", said_on=clock.today(), added_by="Adder",
    )  # fmt: skip
    text = _read(cast)
    named = [*Contact.unscoped.values_list("name", flat=True), "Ash", "Mx Example", "Adder", cast.coordinator.name]
    assert "“We built it”" in text
    assert not [name for name in named if name in text]


def test_only_quotes_that_anyone_may_read_are_there_with_what_the_speaker_is(cast: Cast) -> None:
    _on(cast)
    made = _event(cast, 30, 20)
    for permission in ("none", "partnership", "public"):
        Quote.unscoped.create(
            activity=made, words=f"Said to {permission}", speaker="two Year 5 pupils", school=cast.giver_school,
            permission=permission, said_on=clock.today(),
        )  # fmt: skip
    text = _read(cast)
    assert "“Said to public”two Year 5 pupils, Giver School" in text.replace("” ", "”")
    assert "Said to none" not in text
    assert "Said to partnership" not in text


def test_numbers_of_this_year_and_the_last_stand_apart_and_families_are_not_nought(cast: Cast) -> None:
    _on(cast)
    _event(cast, 30, 20)
    last = terms.AcademicYear(terms.academic_year(clock.today()).start - 1)
    _event(cast, 11, 12, families=9, day=last.first)
    text = _read(cast)
    this_part, _sep, last_part = text.partition("Last year")
    assert "Attendances of pupils50" in this_part.replace("pupils ", "pupils")
    assert "not recorded" in this_part
    assert "Attendances of pupils23" in last_part.replace("pupils ", "pupils")
    assert "Family members9" in last_part.replace("members ", "members")


def test_small_numbers_are_hidden_and_so_is_what_would_give_them_away(cast: Cast) -> None:
    _on(cast)
    type(cast.giver_school).objects.filter(pk=cast.giver_school.pk).update(phase="Primary")
    type(cast.partner_school).objects.filter(pk=cast.partner_school.pk).update(phase="Secondary")
    _event(cast, 30, 3, families=2)
    year = done.year_of(cast.partnership, terms.academic_year(clock.today()))
    assert "By phase" in [title for title, _rows in year.tables]  # both hidden: nothing to work out
    assert dict(year.tables)["By phase"] == (("Primary", None), ("Secondary", None))
    assert ("Family members", "fewer than 5", "") in year.facts
    assert not done.is_safe([("Primary", 30), ("Secondary", None)], 33)
    assert not done.is_safe([("Primary", None), ("Secondary", None)], 3)
    assert done.is_safe([("Primary", 30), ("Secondary", 20)], 50)
    Activity.unscoped.all().delete()
    _event(cast, 2, 1)
    year = done.year_of(cast.partnership, terms.academic_year(clock.today()))
    assert ("Attendances of pupils", "fewer than 5", "") in year.facts
    assert year.tables == []


def test_the_three_headings_stand_where_there_is_something_to_say(cast: Cast) -> None:
    _on(cast)
    assert "Raises quality" not in _read(cast)
    giver, partner = (cast.partnership.memberships.get(school=s) for s in (cast.giver_school, cast.partner_school))
    make_meeting(cast.partnership, day=clock.today(), state="held")
    practice = Practice.unscoped.create(partnership=cast.partnership, origin=giver, title="Floor books")
    Adoption.unscoped.create(practice=practice, membership=giver, stage="adopted")
    alone = public.together(cast.partnership, clock.today(), clock.today())
    assert (alone.meetings, alone.practices, alone.adopters) == (1, 0, 0)
    Adoption.unscoped.create(practice=practice, membership=partner, stage="trying")
    Promise.objects.create(
        partnership=cast.partnership, giver=giver, receiver=partner, words="Minibus", kind="transport",
        state=PromiseState.KEPT, due_on=clock.today(),
    )  # fmt: skip
    made = _event(cast, 30, 20)
    made.outcomes = ["new_friends"]
    made.save()
    text = _read(cast)
    for words in (
        "Raises quality",
        "Teachers met 1 time.",
        "1 way of working was taken up by other schools.",
        "Reduces cost",
        "Transport: shared 1 time.",
        "Increases opportunity",
    ):
        assert words in text


@pytest.mark.parametrize(
    ("years", "words"),
    [(-1, "starts in September"), (0, "year 1"), (3, "year 4"), (4, "legacy phase, year 5")],
)
def test_which_year_of_its_life_it_is_in_and_its_legacy(cast: Cast, years: int, words: str) -> None:
    start = terms.academic_year(clock.today()).start - years
    cast.partnership.start_year = start
    assert public.life(cast.partnership, clock.today()).startswith(words)
    assert public.life(cast.partnership, dt.date(start, 8, 31)) == f"starts in September {start}"
    assert public.life(cast.partnership, dt.date(start, 9, 1)) == "year 1"


def test_more_events_and_schools_ask_no_more_questions(cast: Cast) -> None:
    _on(cast)
    counts = []
    for number in range(3):
        _event(cast, 30, 20)
        join(cast.partnership, make_school(name=f"Joined {number}"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Client().get(_address(cast))
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
