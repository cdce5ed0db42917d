"""A programme as people use it, without script: begun, nominated for, decided, told, visited, forgotten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

import pytest
import time_machine
from django.core import mail
from django.test import Client

from bothways.activities.models import Nomination, Participant, Programme
from bothways.activities.queries import programmes as queries
from bothways.core import clock, outbox, retention
from bothways.partnerships.models import Membership
from bothways.schools.models import Pupil, School
from tests.counting import page_as_rows_grow
from tests.factories.activities import make_pupil
from tests.factories.programmes import make_nomination, make_programme, make_visit
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db(transaction=True)


def _at(programme: Programme, end: str = "") -> str:
    return f"/w/{programme.partnership.slug}/programmes/{programme.pk}/{end}"


def _member(programme: Programme, school: School) -> Membership:
    found: Membership = programme.partnership.memberships.get(school=school)
    return found


def _ours(programme: Programme, school: School, end: str = "") -> str:
    return _at(programme, f"ours/{_member(programme, school).pk}/{end}")


def _text(answer: object) -> str:
    return answer.content.decode(errors="replace")  # type: ignore[attr-defined]  # any answer of the client


def _closed(cast: Cast, count: int = 30, **values: object) -> Programme:
    """Closed yesterday, run by the giver's school; ``count`` nominated, a third by the giver."""
    closes_on = clock.today() - dt.timedelta(days=1)
    made = make_programme(cast.partnership, cast.giver_school, **{"closes_on": closes_on, **values})
    for number in range(count):
        make_nomination(made, cast.partner_school if number % 3 else cast.giver_school)
    return made


def _decide(browser: Client, programme: Programme, said: str, *picked: Nomination, reason: str = "") -> object:
    posted = {"said": said, "pick": [each.pk for each in picked], "reason": reason}
    return browser.post(_at(programme, "panel/"), posted, follow=True)


def _rows(programme: Programme, state: str) -> Sequence[Nomination]:
    return list(programme.nominations.filter(state=state).order_by("order", "pk"))


def _told(cast: Cast, programme: Programme) -> Programme:
    browser = browser_of(cast.coordinator)
    _decide(browser, programme, "place_the_rest")
    browser.post(_at(programme, "panel/tell/"))
    programme.refresh_from_db()
    assert programme.decided_at is not None
    return programme


# ---- begun


def test_a_programme_is_begun_in_one_form_and_changed_until_criteria_are_ticked(cast: Cast) -> None:
    browser, address = browser_of(cast.giver), f"/w/{cast.partnership.slug}/programmes/"
    assert "No programme yet" in _text(browser.get(address))
    day = clock.today()
    typed = {
        "title": "STEM Potential", "entry_years": "Y10 and Y12", "places": "28", "visits_a_half_term": "1",
        "closes_on": str(day + dt.timedelta(days=9)), "ends_on": str(day + dt.timedelta(days=200)),
        "criteria": "Free school meals\nFirst in the family\n", "owners": [cast.giver_school.pk],
    }  # fmt: skip
    assert "The programme is there." in _text(browser.post(f"{address}add/", typed, follow=True))
    made = Programme.unscoped.get()
    assert (made.entry_years, made.places, [each.letter for each in made.criteria.all()]) == ("10,12", 28, ["A", "B"])
    assert "STEM Potential" in _text(browser.get(address))

    wrong = browser.post(f"{address}add/", {**typed, "entry_years": "everyone", "places": "0", "owners": []})
    assert wrong.status_code == 422
    for sentence in ("We read no year group", "Enter a number, like 28.", "Choose which schools run it."):
        assert sentence in _text(wrong)
    assert "First in the family" in _text(wrong)

    late = {**typed, "closes_on": str(day + dt.timedelta(days=300))}
    assert "Nominations close after the programme ends" in _text(browser.post(_at(made, "change/"), late))
    make_nomination(made, cast.partner_school)
    other = browser.post(_at(made, "change/"), {**typed, "criteria": "Something else"})
    assert "so they stay as they are" in _text(other)
    assert "has been changed" in _text(browser.post(_at(made, "change/"), {**typed, "places": "30"}, follow=True))


def test_only_those_who_run_it_change_or_close_it(cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school)
    assert browser_of(cast.partner).get(_at(made, "change/")).status_code == 403
    browser_of(cast.partner).post(_at(made, "close/"))
    made.refresh_from_db()
    assert queries.is_open(made)
    assert browser_of(cast.stranger).get(_at(made)).status_code == 404
    browser_of(cast.giver).post(_at(made, "close/"))
    made.refresh_from_db()
    assert not queries.is_open(made)


# ---- nominated for


def test_several_pupils_are_put_forward_in_one_press_and_what_was_typed_is_never_lost(cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school)
    pupils = [make_pupil(cast.partner_school, name, year_group="10") for name in ("Ash", "Bea")]
    make_pupil(cast.partner_school, "Cyd", year_group="9")
    make_pupil(cast.giver_school, "Dee", year_group="10")
    browser = browser_of(cast.partner)
    chooser = _text(browser.get(_ours(made, cast.partner_school, "choose/")))
    assert [name in chooser for name in ("Ash B", "Bea B", "Cyd B", "Dee B")] == [True, True, False, False]
    step = browser.post(_ours(made, cast.partner_school, "choose/"), {"pick": [each.pk for each in pupils]})
    cards = step["Location"]
    letter = made.criteria.get(letter="A")
    typed = {f"meets_{pupils[0].pk}": [letter.pk], f"statement_{pupils[0].pk}": "Builds radios."}
    for said, sentence in (
        ("", "Write a statement for each pupil"),
        ("Bea builds radios.", "The statement names the pupil"),
        ("x" * 601, "at most 600 characters"),
    ):
        wrong = browser.post(cards, {**typed, f"statement_{pupils[1].pk}": said})
        assert wrong.status_code == 422
        assert sentence in _text(wrong)
        assert "Builds radios." in _text(wrong)
        assert not made.nominations.exists()
    done = browser.post(cards, {**typed, f"statement_{pupils[1].pk}": "Writes code."}, follow=True)
    assert "2 pupils are put forward." in _text(done)
    assert "meets A" in _text(done)
    row = made.nominations.get(pupil=pupils[0])
    assert (row.meets, row.statement, row.year_group) == ([letter.pk], "Builds radios.", "10")
    keeps = Pupil.unscoped.get(pk=pupils[0].pk).names_until
    assert keeps is not None
    assert keeps >= made.ends_on

    change = _ours(made, cast.partner_school, f"{row.pk}/")
    assert "Builds radios." in _text(browser.get(change))
    browser.post(change, {f"statement_{pupils[0].pk}": "Builds amplifiers."})
    row.refresh_from_db()
    assert (row.meets, row.statement) == ([], "Builds amplifiers.")
    browser.post(_ours(made, cast.partner_school, f"{row.pk}/take-back/"))
    assert made.nominations.count() == 1


def test_over_the_share_is_a_warning_and_no_wall(cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school, places=4)
    for _number in range(3):
        make_nomination(made, cast.partner_school)
    told = _text(browser_of(cast.partner).get(_ours(made, cast.partner_school)))
    assert "More than your share." in told
    assert "2 places come to each" in told
    assert "More than your share." not in _text(browser_of(cast.giver).get(_ours(made, cast.giver_school)))


def test_nothing_is_put_forward_or_taken_back_once_nominations_have_closed(cast: Cast) -> None:
    made = _closed(cast, 1)
    pupil, row = make_pupil(cast.giver_school, year_group="10"), made.nominations.get()
    browser = browser_of(cast.giver)
    answer = browser.post(
        f"{_ours(made, cast.giver_school, 'nominate/')}?pupil={pupil.pk}", {f"statement_{pupil.pk}": "Asks."}
    )
    assert answer.status_code == 403
    told = _text(browser.post(_ours(made, cast.giver_school, f"{row.pk}/take-back/"), follow=True))
    assert "Nominations have closed" in told
    assert made.nominations.count() == 1


def test_another_schools_nominations_are_not_there(cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school)
    row = make_nomination(made, cast.partner_school)
    own = _ours(made, cast.partner_school)
    for who in (cast.giver, cast.stranger, cast.coordinator, cast.operator):
        browser = browser_of(who)
        for end in ("", "choose/", "letters.pdf", f"{row.pk}/"):
            assert browser.get(f"{own}{end}").status_code == 404, (who.name, end)
        for end in (f"{row.pk}/take-back/", f"{row.pk}/left/", "go-on/"):
            assert browser.post(f"{own}{end}").status_code == 404
    crossed = _ours(made, cast.giver_school, f"{row.pk}/")
    assert browser_of(cast.giver).get(crossed).status_code == 404
    assert made.nominations.count() == 1


# ---- decided


def test_the_panel_decides_several_in_one_press_and_never_more_than_the_places(cast: Cast) -> None:
    made, browser = _closed(cast), browser_of(cast.coordinator)
    rows = list(made.nominations.order_by("pk"))
    refused = _decide(browser, made, "place_the_rest")
    assert "That is 2 more than the 28 places" in _text(refused)
    assert not _rows(made, "placed")
    ticked = _decide(browser, made, "placed", *rows)
    assert "Nothing was lost" in _text(ticked)
    assert _text(ticked).count(" checked") == 30
    _decide(browser, made, "reserve", rows[5])
    _decide(browser, made, "reserve_first", rows[9])
    assert [each.pk for each in _rows(made, "reserve")] == [rows[9].pk, rows[5].pk]
    _decide(browser, made, "place_the_rest")
    assert len(_rows(made, "placed")) == 28

    browser.post(_at(made, "panel/undo/"))
    assert len(_rows(made, "nominated")) == 28
    browser.post(_at(made, "panel/undo/"))
    assert len(_rows(made, "nominated")) == 28
    assert "Write a reason" in _text(_decide(browser, made, "not_this_time", rows[1]))
    _decide(browser, made, "not_this_time", rows[1], reason="More candidates than places")
    _decide(browser, made, "placed", rows[5])
    assert [(each.pk, each.order) for each in _rows(made, "reserve")] == [(rows[9].pk, 1)]
    assert _decide(browser, made, "placed").status_code == 422  # type: ignore[attr-defined]
    assert _decide(browser, made, "no such word", rows[1]).status_code == 404  # type: ignore[attr-defined]


def test_the_panel_waits_until_nominations_have_closed_and_is_closed_to_others(cast: Cast) -> None:
    made = make_programme(cast.partnership, cast.giver_school)
    row = make_nomination(made, cast.partner_school)
    browser = browser_of(cast.giver)
    assert "Asks why until it is clear." in _text(browser.get(_at(made, "panel/")))
    assert "once nominations have closed" in _text(_decide(browser, made, "placed", row))
    assert not _rows(made, "placed")
    for who in (cast.partner, cast.stranger, cast.other_coordinator, cast.operator):
        assert browser_of(who).get(_at(made, "panel/")).status_code == 404
        for end in ("undo/", "tell/", "move-up/"):
            assert browser_of(who).post(_at(made, f"panel/{end}")).status_code == 404


def test_the_panel_reads_a_hidden_child_as_it_reads_every_other(cast: Cast) -> None:
    made = _closed(cast, 0)
    names = {"initial": "T", "alias": "Robin T"}
    open_one = make_nomination(made, cast.partner_school, pupil=make_pupil(
        cast.partner_school, "Robin", year_group="10", **names))  # fmt: skip
    browser = browser_of(cast.coordinator)
    page = _masked(browser, made)
    assert "R.T., Partner School" in page
    first_id = open_one.pk
    Nomination.unscoped.filter(pk=first_id).delete()
    Pupil.unscoped.filter(pk=open_one.pupil_id).delete()
    hidden = make_pupil(cast.partner_school, "Ash", year_group="10", shielded="1", **names)
    made_again = make_nomination(made, cast.partner_school, pupil=hidden)
    assert _masked(browser, made).replace(made_again.pk, "ID") == page.replace(first_id, "ID")


def _masked(browser: Client, programme: Programme) -> str:
    """The page without what changes at each look."""
    page = _text(browser.get(_at(programme, "panel/")))
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce-?[^"\s]*"[^"]*"', "", page)


def test_which_criteria_a_child_meets_changes_nothing_that_a_panel_reads(cast: Cast) -> None:
    made = _closed(cast)
    a, b = made.criteria.values_list("pk", flat=True)
    ids = list(made.nominations.order_by("pk").values_list("pk", flat=True))
    pages = set()
    for shift in (0, 7):
        for number, key in enumerate(ids):
            meets = [a, b] if (number + shift) % 30 < 14 else []
            made.nominations.filter(pk=key).update(meets=meets)
        page = _text(browser_of(cast.giver).get(_at(made, "panel/")))
        pages.add(re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"', "", page))
    masked = {re.sub(r"(<li><b>[AB]</b>).*?</li>", r"\1", page) for page in pages}
    assert len(masked) == 1


def test_criteria_are_counted_once_when_nominations_have_closed(cast: Cast) -> None:
    made = _closed(cast)
    a = made.criteria.get(letter="A")
    for row in list(made.nominations.all())[::2]:
        made.nominations.filter(pk=row.pk).update(meets=[a.pk])
    browser = browser_of(cast.coordinator)
    assert "15 of 30" in _text(browser.get(_at(made, "panel/")))
    _decide(browser, made, "reserve", *list(made.nominations.order_by("pk"))[:2])
    made.nominations.update(meets=[])
    _decide(browser, made, "place_the_rest")
    made.refresh_from_db()
    assert made.totals["criteria"] == {"A": 15, "B": None}
    assert "15 of 30" in _text(browser.get(_at(made, "panel/")))
    made.closes_on = clock.today()
    made.totals = {}
    made.save()
    assert "What was ticked" not in _text(browser.get(_at(made, "panel/")))


# ---- told


def test_schools_are_told_numbers_and_each_reads_its_own_outcomes(cast: Cast) -> None:
    made, browser = _closed(cast, 7, places=5), browser_of(cast.coordinator)
    rows = list(made.nominations.order_by("pk"))
    assert "7 nominations are not decided yet." in _text(browser.post(_at(made, "panel/tell/"), follow=True))
    _decide(browser, made, "reserve", next(row for row in rows if row.school_id == cast.partner_school.pk))
    said_no = next(row for row in rows if row.school_id == cast.giver_school.pk)
    _decide(browser, made, "not_this_time", said_no, reason="Did it last year")
    before = _text(browser_of(cast.giver).get(_ours(made, cast.giver_school)))
    assert "Did it last year" not in before
    assert "Not this time" not in before
    assert browser_of(cast.giver).get(_ours(made, cast.giver_school, "letters.pdf")).status_code == 404
    _decide(browser, made, "place_the_rest")
    browser.post(_at(made, "panel/tell/"))
    outbox.drain()
    assert len(mail.outbox) == 2
    everything = " ".join(f"{each.subject} {each.body}" for each in mail.outbox)
    assert "Ash" not in everything
    assert "with a place: 2" in everything
    assert "with a place: 3" in everything
    after = _text(browser_of(cast.giver).get(_ours(made, cast.giver_school)))
    assert "Did it last year" in after
    assert "2 of your pupils have a place." in after
    letters = browser_of(cast.giver).get(_ours(made, cast.giver_school, "letters.pdf"))
    assert letters.content.startswith(b"%PDF")
    for end in ("", "undo/", "tell/"):
        browser.post(_at(made, f"panel/{end}"), {"said": "nominated", "pick": rows[0].pk})
    assert len(_rows(made, "placed")) == 5
    browser.post(_at(made, "panel/tell/"))
    outbox.drain()
    assert len(mail.outbox) == 2


def test_a_reserve_moves_up_in_one_press_when_somebody_leaves(cast: Cast) -> None:
    made, browser = _closed(cast, 7, places=5), browser_of(cast.coordinator)
    reserve = [row for row in made.nominations.order_by("pk") if row.school_id == cast.partner_school.pk][:2]
    _decide(browser, made, "reserve", *reserve)
    _told(cast, made)
    assert "no free place" in _text(browser.post(_at(made, "panel/move-up/"), follow=True))
    leaver = next(row for row in _rows(made, "placed") if row.school_id == cast.giver_school.pk)
    visit = make_visit(made, cast.giver_school, cast.partner_school)
    browser_of(cast.giver).post(_ours(made, cast.giver_school, f"visits/{visit.pk}/"))
    assert Participant.unscoped.get(pupil=leaver.pupil_id).withdrawn_at is None
    browser_of(cast.giver).post(_ours(made, cast.giver_school, f"{leaver.pk}/left/"))
    assert Participant.unscoped.get(pupil=leaver.pupil_id).withdrawn_at is not None
    leaver.refresh_from_db()
    assert (leaver.state, leaver.pupil_id, leaver.meets, leaver.statement) == ("left", None, None, "")
    assert leaver.decided_at is not None
    browser.post(_at(made, "panel/move-up/"))
    first = Nomination.unscoped.get(pk=reserve[0].pk)
    assert (first.state, first.order) == ("placed", 0)
    assert [(each.pk, each.order) for each in _rows(made, "reserve")] == [(reserve[1].pk, 1)]
    outbox.drain()
    assert [each.subject for each in mail.outbox if "one more place" in each.subject]


# ---- visits


def test_a_visit_is_set_up_and_a_school_brings_its_cohort_in_one_press(cast: Cast) -> None:
    made = _told(cast, _closed(cast, 6))
    make_pupil(cast.partner_school, "Zed", year_group="10")
    day = clock.today() + dt.timedelta(days=20)
    typed = {"title": "Visit one", "day": str(day), "host_id": cast.partner_school.pk}
    answer = browser_of(cast.giver).post(_at(made, "visits/add/"), typed)
    visit = made.visits.get()
    assert answer["Location"] == f"/events/{visit.pk}/"
    assert (visit.kind, visit.places, visit.year_groups) == ("programme_visit", 28, "10,12")
    browser, bring = browser_of(cast.partner), _ours(made, cast.partner_school, f"visits/{visit.pk}/")
    assert "Booking is not open yet" in _text(browser.post(bring, {"adults": "2"}, follow=True))
    type(visit).unscoped.filter(pk=visit.pk).update(state="open")
    told = _text(browser.post(bring, {"adults": "2"}, follow=True))
    assert "Your pupils are on the list of this visit." in told
    assert "4 of your pupils come" in told
    for _again in range(2):
        browser.post(bring)
        there = Participant.unscoped.filter(booking__taking_part__activity=visit)
        assert {each.pupil_id for each in there} == {
            row.pupil_id for row in _rows(made, "placed") if row.school_id == cast.partner_school.pk
        }
    booking = visit.taking_part.get(school=cast.partner_school).bookings.get()
    assert (booking.places, booking.adults, booking.state) == (4, 2, "booked")
    assert browser_of(cast.giver).post(bring).status_code == 404
    other = make_visit(make_programme(cast.partnership, cast.giver_school, title="Other"), cast.partner_school)
    assert browser.post(_ours(made, cast.partner_school, f"visits/{other.pk}/")).status_code == 404


def test_a_visit_that_is_full_is_told_and_nothing_is_half_done(cast: Cast) -> None:
    made = _told(cast, _closed(cast, 6))
    visit = make_visit(made, cast.giver_school, cast.partner_school)
    visit.pools.update(taken=26)
    told = _text(browser_of(cast.partner).post(_ours(made, cast.partner_school, f"visits/{visit.pk}/"), follow=True))
    assert "not enough free places" in told
    assert not Participant.unscoped.exists()
    assert not visit.taking_part.get(school=cast.partner_school).bookings.exists()


# ---- what others read, gone on with, forgotten


def test_others_read_the_cohort_and_no_group_under_five(cast: Cast) -> None:
    made = _told(cast, _closed(cast, 28))
    page = _text(browser_of(cast.partner).get(_at(made)))
    assert "All together" in page
    made.totals = {**made.totals, "by_school": {cast.giver_school.pk: 3, cast.partner_school.pk: 25}}
    made.save()
    page = _text(browser_of(cast.partner).get(_at(made)))
    assert "fewer than 5" in page
    assert page.count("not shown") >= 2
    assert ">25<" not in page.replace(" ", "")
    year = queries.over_years(made)[0]
    assert (year.entered, year.continuing, year.cohort) == (None, None, None)


def test_pupils_go_on_to_the_next_year_and_the_years_stand_side_by_side(cast: Cast) -> None:
    first = _told(cast, _closed(cast, 18))
    later = clock.today() + dt.timedelta(days=500)
    second = make_programme(cast.partnership, cast.giver_school, ends_on=later)
    own, browser = _ours(second, cast.giver_school), browser_of(cast.giver)
    assert "Who goes on from last year?" in _text(browser.get(own))
    mine = [row for row in _rows(first, "placed") if row.school_id == cast.giver_school.pk]
    theirs = next(row for row in _rows(first, "placed") if row.school_id == cast.partner_school.pk)
    browser.post(f"{own}go-on/", {"pick": [row.pk for row in mine[:5]] + [theirs.pk]})
    rows = list(second.nominations.all())
    assert {row.continues_from_id for row in rows} == {row.pk for row in mine[:5]}
    assert {row.year_group for row in rows} == {"11"}
    second.closes_on = clock.today() - dt.timedelta(days=1)
    second.save()
    for _number in range(6):
        make_nomination(second, cast.partner_school)
    assert "continues" in _text(browser.get(_at(second, "panel/")))
    _told(cast, second)
    years = [(row.entered, row.continuing, row.cohort) for row in queries.over_years(second)]
    assert years == [(18, 0, 18), (6, 5, 11)]
    assert "Continuing" in _text(browser.get(_at(second)))


def test_ticks_statements_and_reasons_go_after_a_month_the_child_after_a_year_and_totals_stay(cast: Cast) -> None:
    made = _told(cast, _closed(cast, 18))
    made.nominations.update(reason="A reason")
    totals = dict(made.totals)
    Programme.unscoped.filter(pk=made.pk).update(undo={"a": ["placed", 0, "A reason"]})
    with time_machine.travel(dt.datetime.combine(made.ends_on + dt.timedelta(days=30), dt.time(12), dt.UTC)):
        retention.run()
        assert made.nominations.filter(meets__isnull=False).count() == 18
    with time_machine.travel(dt.datetime.combine(made.ends_on + dt.timedelta(days=31), dt.time(12), dt.UTC)):
        retention.run()
        assert {(row.meets, row.statement, row.reason) for row in made.nominations.all()} == {(None, "", "")}
        assert made.nominations.exclude(pupil=None).count() == 18
        assert Programme.unscoped.get(pk=made.pk).undo is None
    with time_machine.travel(dt.datetime.combine(made.ends_on + dt.timedelta(days=366), dt.time(12), dt.UTC)):
        retention.run()
        assert made.nominations.filter(pupil=None).count() == 18
        kept = Programme.unscoped.get(pk=made.pk)
        assert kept.totals == totals
        assert queries.cohort(kept) is not None
        assert queries.over_years(kept)[0].cohort == 18


def test_nothing_sealed_reaches_another_schools_pages(cast: Cast) -> None:
    made = _closed(cast, 0)
    pupil = make_pupil(cast.partner_school, "Canaryname", year_group="10", initial="Z")
    row = make_nomination(made, cast.partner_school, pupil=pupil, statement="Canarystatement")
    _decide(browser_of(cast.coordinator), made, "not_this_time", row, reason="Canaryreason")
    make_nomination(made, cast.giver_school)
    _told(cast, made)
    marks = ("Canaryname", "Canarystatement", "Canaryreason")
    seen = {
        who.name: {mark for mark in marks if mark in _everything(browser_of(who), made, cast)}
        for who in (cast.giver, cast.partner, cast.stranger, cast.coordinator, cast.operator)
    }
    assert seen == {
        cast.giver.name: {"Canarystatement", "Canaryreason"},
        cast.partner.name: set(marks),
        cast.stranger.name: set(),
        cast.coordinator.name: {"Canarystatement", "Canaryreason"},
        cast.operator.name: set(),
    }
    made.owners.all().delete()
    assert not any(mark in _everything(browser_of(cast.giver), made, cast) for mark in marks)


def _everything(browser: Client, made: Programme, cast: Cast) -> str:
    row = made.nominations.filter(school=cast.partner_school).get()
    ends = ["", "panel/", "change/"]
    pages = [_at(made, end) for end in ends] + [
        f"/w/{made.partnership.slug}/",
        f"/w/{made.partnership.slug}/programmes/",
    ]
    pages += [_ours(made, cast.partner_school, end) for end in ("", "choose/", f"{row.pk}/")]
    pages += [_ours(made, cast.giver_school, end) for end in ("", "choose/", f"{row.pk}/")]
    return "\n".join(_text(browser.get(page)) for page in pages)


def test_pages_ask_no_more_questions_for_many_nominations(cast: Cast) -> None:
    made = _closed(cast, 0)

    def add(_number: int) -> None:
        make_nomination(made, cast.giver_school)

    counted = page_as_rows_grow(browser_of(cast.giver), _at(made, "panel/"), add)
    assert len(set(counted)) == 1, counted
    own = page_as_rows_grow(browser_of(cast.giver), _ours(made, cast.giver_school), add)
    assert len(set(own)) == 1, own
