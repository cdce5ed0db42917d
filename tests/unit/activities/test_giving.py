"""Who gave what to whom, and who was reached: read from timetable, bookings and the register's numbers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bothways.activities.models import Activity, ActivityState, Audience, SessionLeader
from bothways.activities.queries import giving, giving_words, reach
from bothways.core import clock
from bothways.partnerships.models import Answer, Asked, ProposalState
from bothways.partnerships.queries import week
from bothways.rules import terms
from tests.factories.activities import (
    make_activity,
    make_booking,
    make_participant,
    make_pupil,
    make_session,
    take_part,
)
from tests.factories.partnerships import make_proposal
from tests.factories.schools import make_school
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def _conference(cast: Cast, **values: object) -> Activity:
    """Giver School hosts; both lead; Partner School brings six, the giver eight; counted: five and eight."""
    made = make_activity(cast.partnership, cast.giver_school, cast.partner_school, **values)
    for part, places in zip(made.taking_part.order_by("school__name"), (8, 6), strict=True):
        make_booking(part, places)
    taught = make_session(made)
    trained = make_session(made, audience=Audience.ADULTS, starts_at=dt.time(13), ends_at=dt.time(14, 30))
    SessionLeader.unscoped.create(session=taught, school=cast.giver_school, name="Head of maths", preparing_hours=2)
    SessionLeader.unscoped.create(session=trained, school=cast.partner_school, name="Maths lead", pupils=3)
    return made


def _done(made: Activity, **arrived: int) -> Activity:
    made.state, made.day = ActivityState.DONE, clock.today()
    made.ends_on = made.day
    if arrived:
        made.totals = {giving.ARRIVED: arrived}
    made.save()
    return made


def test_an_event_says_what_each_school_gave_and_got_without_anybody_typing(cast: Cast) -> None:
    made = _conference(cast)
    names = {part.school_id: part.school.name for part in made.taking_part.all()}
    rows = {row.school: row for row in giving_words.sides(giving.contributions(made), names)}
    assert rows["Giver School"].gave == [
        "1 hour of leading",
        "2 hours of preparing",
        "1 session led",
        "the place for it",
    ]
    assert rows["Giver School"].got == ["8 places for pupils"]
    assert rows["Partner School"].gave == [
        "1.5 hours of leading",
        "3 pupils who helped to lead",
        "1 training session led",
    ]
    assert rows["Partner School"].got == ["6 places for pupils"]


def test_what_was_counted_at_the_door_is_what_a_school_got(cast: Cast) -> None:
    made = _done(_conference(cast), **{cast.giver_school.pk: 8, cast.partner_school.pk: 5})
    got = {each.school: each for each in giving.contributions(made) if each.kind == "places"}
    assert got[cast.partner_school.pk].amount == 5
    assert got[cast.partner_school.pk].known == "counted"


def test_the_year_counts_what_is_done_and_nothing_that_is_planned(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    _conference(cast)
    assert giving.of_year(cast.partnership, year) == []
    _done(_conference(cast))
    _done(_conference(cast))
    amounts = {(each.school, each.kind): each.amount for each in giving.of_year(cast.partnership, year)}
    assert amounts[cast.giver_school.pk, "places"] == 16
    assert amounts[cast.giver_school.pk, "venue"] == 2


def test_the_bars_of_the_year_read_the_event_and_not_the_plan_again(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    proposal = make_proposal(cast.partnership, state=ProposalState.DONE, year=year)
    Asked.unscoped.filter(proposal=proposal).update(answer=Answer.IN, hours=50, version=proposal.version)
    made = _done(_conference(cast))
    rows = {row.school: row for row in week.giving(cast.partnership, year).chart.rows}
    assert rows["Giver School"].gives == 53  # 50 as planned and 3 as measured: two different things
    made.proposal = proposal
    made.save()
    rows = {row.school: row for row in week.giving(cast.partnership, year).chart.rows}
    assert (rows["Giver School"].gives, rows["Partner School"].gives) == (3, 1.5)
    assert (rows["Giver School"].receives, rows["Partner School"].receives) == (1.5, 3)


def test_facts_take_three_queries_however_many_events_there_are(cast: Cast) -> None:
    counts = []
    for _n in (1, 3):
        made = [_conference(cast) for _each in range(_n)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            giving.facts_of(made)
        counts.append(len(seen))
    assert counts == [2, 2]  # nothing was lent to events without a proposal


def test_a_school_sees_the_records_behind_its_numbers(cast: Cast) -> None:
    year = terms.academic_year(clock.today()).start
    made = _done(_conference(cast))
    records = giving.records_of(cast.partner_school.pk, year)
    assert {each.activity.pk for each in records} == {made.pk}
    assert {each.line.school for each in records} == {cast.partner_school.pk}


def test_the_page_is_for_those_who_see_the_event_and_names_no_child(cast: Cast) -> None:
    made = _conference(cast)
    make_participant(made.taking_part.first().bookings.first(), make_pupil(cast.giver_school, "Persephone"))
    address = f"/events/{made.pk}/gave-and-got/"
    told = browser_of(cast.partner).get(address).content.decode()
    assert "1 session led" in told
    assert "Persephone" not in told
    assert browser_of(cast.stranger).get(address).status_code == 404
    assert "1 session led" in browser_of(cast.partner).get(f"{address}?export=csv").getvalue().decode()


def test_who_had_nothing_yet_and_who_was_reached_beyond_their_own_school(cast: Cast) -> None:
    today = clock.today()
    for school, ages in ((cast.giver_school, (11, 14)), (cast.partner_school, (11, 13))):
        school.low_age, school.high_age = ages
        school.save()
    made = _done(_conference(cast, year_groups="Year 8", outcomes=["new_friends"]))
    found = reach.reached(cast.partnership, today, today)
    assert found.totals.pupils == 14
    assert {each.school.name: list(each.without) for each in found.gaps} == {
        "Giver School": ["7", "9"],
        "Partner School": ["7"],
    }
    assert {each.school.name: (each.pupils, each.outside) for each in found.schools} == {
        "Giver School": (8, 6),
        "Partner School": (6, 8),
    }
    assert ("New friends", 14) in found.outcomes
    assert found.by_year == [("Year 8", 14)]
    assert found.totals.families is None
    made.totals = {reach.FAMILIES: {cast.giver_school.pk: 12}}
    made.save()
    assert reach.reached(cast.partnership, today, today).totals.families == 12


def test_pupils_by_name_are_counted_in_their_own_year_and_few_are_hidden(cast: Cast) -> None:
    made = _conference(cast, year_groups="7, 8")
    booking = made.taking_part.get(school=cast.partner_school).bookings.get()
    for year in ("7", "7", "7", "8", "8", "8"):
        make_participant(booking, make_pupil(cast.partner_school, year_group=year))
    _done(made)
    found = reach.reached(cast.partnership, made.day, made.day)
    assert found.by_year == [("Year 7", None), ("Year 8", None)]
    assert found.year_unknown == 8


def test_the_page_of_reach_says_when_nothing_is_done_and_when_it_is(cast: Cast) -> None:
    address = f"/w/{cast.partnership.slug}/reach/"
    browser = browser_of(cast.giver)
    assert "Nothing is done yet" in browser.get(address).content.decode()
    guest = make_school(name="Guest School")
    made = _conference(cast)
    make_booking(take_part(made, guest, is_guest=True), 9)
    _done(made)
    told = browser.get(address).content.decode()
    for each in ("Guest School", "23", "not recorded"):
        assert each in told
    assert "Guest School" in browser.get(f"{address}?export=csv").getvalue().decode()
    assert browser_of(cast.stranger).get(address).status_code == 404


def test_my_school_shows_what_it_gave_and_got_and_the_events_behind_it(cast: Cast) -> None:
    browser = browser_of(cast.partner)
    assert "No event that we took part in is done yet" in browser.get("/my-school/").content.decode()
    made = _done(_conference(cast))
    told = browser.get("/my-school/").content.decode()
    for each in ("6 places for pupils", "1.5 hours of leading", f"/events/{made.pk}/gave-and-got/"):
        assert each in told


def test_years_stand_beside_each_other_and_need_is_the_schools_published_figure(cast: Cast) -> None:
    cast.giver_school.fsm_percent, cast.partner_school.fsm_percent = "31.5", "8.0"
    cast.giver_school.save()
    cast.partner_school.save()
    _done(_conference(cast, problem="plastic"))
    before = _done(_conference(cast))
    before.day = before.ends_on = clock.today() - dt.timedelta(days=365)
    before.save()
    year = terms.academic_year(clock.today()).start
    counted = {start: totals.pupils for start, totals in reach.by_years(cast.partnership, [year, year - 1, year - 2])}
    assert counted == {year: 14, year - 1: 14, year - 2: 0}
    found = reach.reached(cast.partnership, clock.today(), clock.today())
    assert [(words.split()[2], count) for words, count in found.by_need] == [("30%", 8), ("fewer", 6)]
    assert ("Plastic pollution", 14) in found.outcomes
    told = browser_of(cast.giver).get(f"/w/{cast.partnership.slug}/reach/").content.decode()
    assert "Year by year" in told
    assert "By free school meals at the school" in told
