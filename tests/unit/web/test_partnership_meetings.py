"""The pages of meetings as people use them: coordinator, members and strangers."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import HttpResponse
from lxml import html

from bothways.core import clock
from bothways.core.models import LinkToken, OutboxRow
from bothways.partnerships.models import Attendance, Meeting, MeetingAction
from bothways.rules import terms
from tests.people import Cast, browser_of
from tests.unit.web.meeting_pages import coming, fields, held, page, press, words_of

pytestmark = pytest.mark.django_db


TAILS = ("", "attendance/", "actions/", "{id}/", "{id}/replies/", "{id}/register/", "{id}/minutes/")


@pytest.mark.parametrize("tail", TAILS)
def test_members_see_it_and_strangers_find_nothing(cast: Cast, tail: str) -> None:
    at = tail.format(id=coming(cast).pk)
    assert page(cast, at).status_code == page(cast, at, "giver").status_code == 200
    theirs = browser_of(cast.stranger).get(f"/w/{cast.partnership.slug}/meetings/{at}")
    nowhere = browser_of(cast.stranger).get(f"/w/no-such-place/meetings/{at}")
    assert theirs.status_code == nowhere.status_code == 404


@pytest.mark.parametrize(
    "tail", ["plan/", "add/", "{id}/move/", "{id}/call-off/", "{id}/minutes/send/", "{id}/missed/"]
)
def test_what_only_a_coordinator_may_open_is_not_there_for_teachers(cast: Cast, tail: str) -> None:
    at = tail.format(id=coming(cast).pk)
    assert page(cast, at).status_code == 200
    assert page(cast, at, "giver").status_code == 404
    assert page(cast, at, "other_coordinator").status_code == 404


def test_a_teacher_is_not_offered_what_is_not_theirs(cast: Cast) -> None:
    shown = words_of(page(cast, who="giver"))
    assert "Plan the year" not in shown
    assert "Add one meeting" not in shown
    shown = words_of(page(cast, f"{coming(cast).pk}/", who="giver"))
    assert "Send the invitations" not in shown
    assert "Put it on the agenda" not in shown


def test_six_dates_are_shown_and_kept(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    days = [value for name, value in typed.items() if name.endswith("-day")]
    assert days
    answer = press(cast, "plan/", **typed)
    assert cast.partnership.meetings.count() == len(days)
    assert "planned" in words_of(answer)
    press(cast, "plan/", **typed)  # the same page, pressed again
    assert cast.partnership.meetings.count() == len(days)
    assert "Undo" in words_of(page(cast))
    press(cast, "plan/undo/")
    assert cast.partnership.meetings.count() == 0


def test_a_wrong_day_is_said_at_its_row_and_nothing_typed_is_lost(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    rows = [name for name in typed if name.endswith("-day")]
    typed |= {rows[-1]: "next week", "place": "The library"}
    answer = press(cast, "plan/", **typed)
    assert answer.status_code == 422
    assert "Enter the day as day, month and year" in words_of(answer)
    assert 'value="next week"' in answer.content.decode()
    assert 'value="The library"' in answer.content.decode()
    saturday = terms.AcademicYear(int(terms.academic_year(clock.today()).start) + 5).first
    answer = press(cast, "plan/", **(typed | {rows[-1]: str(saturday)}))
    assert answer.status_code == 422
    assert "That day is not in" in words_of(answer)
    assert cast.partnership.meetings.count() == 0


def test_a_day_left_empty_is_left_out(cast: Cast) -> None:
    typed = fields(page(cast, "plan/"))
    rows = [name for name in typed if name.endswith("-day")]
    press(cast, "plan/", **(typed | {rows[0]: ""}))
    assert cast.partnership.meetings.count() == len(rows) - 1


def test_another_day_of_the_week_and_the_next_year_can_be_shown(cast: Cast) -> None:
    typed = fields(page(cast, "plan/?weekday=1"))
    days = [dt.date.fromisoformat(value) for name, value in typed.items() if name.endswith("-day") and value]
    assert {day.weekday() for day in days} == {1}
    this_year = terms.academic_year(days[0]).start
    typed = fields(page(cast, f"plan/?year={this_year + 1}"))
    days = [dt.date.fromisoformat(value) for name, value in typed.items() if name.endswith("-day") and value]
    assert len(days) == 6
    assert {terms.academic_year(day).start for day in days} == {this_year + 1}
    press(cast, f"plan/?year={this_year + 1}", **typed)
    assert cast.partnership.meetings.filter(year=this_year + 1).count() == 6


def test_the_end_has_to_come_after_the_beginning(cast: Cast) -> None:
    typed = fields(page(cast, "plan/")) | {"starts_at": "17:00", "ends_at": "15:45"}
    answer = press(cast, "plan/", **typed)
    assert "The end has to be after the beginning" in words_of(answer)


def test_an_agenda_line_that_cannot_be_keeps_what_was_typed(cast: Cast) -> None:
    meeting = coming(cast)
    answer = press(cast, f"{meeting.pk}/agenda/", kind="cpd", title="Phizzi", minutes="forty")
    assert answer.status_code == 422
    assert "Enter the minutes as a number, like 15." in words_of(answer)
    assert 'value="Phizzi"' in answer.content.decode()
    shown = words_of(press(cast, f"{meeting.pk}/agenda/", kind="cpd", title="Phizzi", minutes="40"))
    assert "Phizzi CPD, 40 min" in shown
    assert "40 of 75 minutes: it ends at 16:25." in shown
    item = meeting.agenda.get()
    press(cast, f"{meeting.pk}/agenda/{item.pk}/", deed="remove")
    assert not meeting.agenda.exists()


def test_replies_say_who_has_not_answered_and_how_the_mail_went(cast: Cast) -> None:
    meeting = coming(cast)
    shown = words_of(press(cast, f"{meeting.pk}/invite/"))
    assert "2 invitations are on their way." in shown
    assert "On its way" in shown
    assert "Giver School, Partner School" in shown
    OutboxRow.objects.filter(kind="meeting.invite").update(state="failed")
    assert "Could not be delivered" in words_of(page(cast, f"{meeting.pk}/replies/"))
    assert "Could not be delivered" not in words_of(page(cast, f"{meeting.pk}/replies/", "giver"))


def test_what_a_school_said_is_for_itself_and_the_coordinator(cast: Cast) -> None:
    meeting = coming(cast)
    member = cast.partnership.memberships.get(school=cast.partner_school)
    Attendance.unscoped.create(meeting=meeting, membership=member, coming="no", words="Inspection", who="Nobody")
    at = f"{meeting.pk}/replies/"
    assert "Inspection" in words_of(page(cast, at))
    assert "Inspection" in words_of(page(cast, at, "partner"))
    assert "Inspection" not in words_of(page(cast, at, "giver"))


def test_a_lead_teacher_replies_when_signed_in(cast: Cast) -> None:
    meeting = coming(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {f"s{member.pk}-seen": "0", f"s{member.pk}-coming": "yes", f"s{member.pk}-who": "Me"}
    assert press(cast, f"{meeting.pk}/answer/{member.pk}/", "giver", **typed).status_code == 403
    member.contacts.update(person=cast.giver)
    assert "Does Giver School come?" in words_of(page(cast, f"{meeting.pk}/", "giver"))
    assert "Giver School is coming." in words_of(press(cast, f"{meeting.pk}/answer/{member.pk}/", "giver", **typed))
    assert meeting.attendance.get().who == "Me"


def test_the_register_before_the_day_and_on_it(cast: Cast) -> None:
    later = coming(cast)
    assert "The register opens on the day" in words_of(page(cast, f"{later.pk}/register/"))
    meeting = held(cast)
    first = cast.partnership.memberships.get(school=cast.giver_school)
    shown = words_of(press(cast, f"{meeting.pk}/register/", **{f"at-{first.pk}": "here", "others": "A governor"}))
    assert "Saved: 1 of 2 are here." in shown
    assert "1 of 2 here , 1 to mark" in shown
    assert "A governor" in page(cast, f"{meeting.pk}/register/").content.decode()
    assert press(cast, f"{meeting.pk}/register/", "giver", all="here").status_code == 403


def test_a_tap_with_htmx_gets_the_total_alone(cast: Cast) -> None:
    meeting = held(cast)
    key = cast.partnership.memberships.get(school=cast.giver_school).pk
    address = f"/w/{cast.partnership.slug}/meetings/{meeting.pk}/register/"
    answer = browser_of(cast.coordinator).post(address, {f"at-{key}": "here"}, headers={"HX-Request": "true"})
    assert words_of(answer) == "1 of 2 here , 1 to mark Saved."
    assert answer.content.decode().startswith('<p id="total"')


def test_more_rows_keep_what_was_typed(cast: Cast) -> None:
    meeting = held(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {"notes": "We built.", "rows": "3", "a0-words": "Bring tape", "a0-who": f"{member.pk}:", "a0-due_on": ""}
    answer = press(cast, f"{meeting.pk}/minutes/", **typed, more="yes")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert text.count("-words") >= 6
    assert 'value="Bring tape"' in text
    assert "We built." in text
    assert 'name="a5-words"' in text
    assert f'value="{member.pk}:" selected' in text
    assert "Error:" not in text
    assert not meeting.actions.exists()


def test_an_action_without_somebody_is_asked_about_and_the_notes_are_not_lost(cast: Cast) -> None:
    meeting = held(cast)
    answer = press(
        cast, f"{meeting.pk}/minutes/", notes="We built.", rows="3", **{"a0-words": "Bring tape"}, save="yes"
    )
    assert answer.status_code == 422
    assert "Choose who does it." in words_of(answer)
    assert "We built." in answer.content.decode()
    answer = press(cast, f"{meeting.pk}/minutes/", notes="x" * 12_001, rows="0", save="yes")
    assert answer.status_code == 422
    assert "x" * 12_001 in answer.content.decode()


def test_minutes_are_seen_before_they_are_sent(cast: Cast) -> None:
    meeting = held(cast)
    member = cast.partnership.memberships.get(school=cast.giver_school)
    typed = {"notes": "We built.", "rows": "3", "a0-words": "Bring tape", "a0-who": f"{member.pk}:", "send": "yes"}
    shown = words_of(press(cast, f"{meeting.pk}/minutes/", **typed))
    assert "What Giver School took on: Bring tape" in shown
    assert "Send to 2 schools" in shown
    assert not OutboxRow.objects.exists()
    assert not LinkToken.objects.exists()
    assert "Sent to 2 schools." in words_of(press(cast, f"{meeting.pk}/minutes/send/"))
    assert OutboxRow.objects.filter(kind="meeting.minutes").count() == 2


def test_actions_are_listed_and_settled_by_their_own_school(cast: Cast) -> None:
    member = cast.partnership.memberships.get(school=cast.giver_school)
    row = MeetingAction.unscoped.create(
        partnership=cast.partnership, meeting=held(cast), words="Bring tape", membership=member,
        due_on=clock.today() - dt.timedelta(days=1),
    )  # fmt: skip
    assert "Past its day" in words_of(page(cast, "actions/", "giver"))
    assert "Not needed" not in words_of(page(cast, "actions/", "partner")).replace("Done, or not needed", "")
    assert press(cast, f"actions/{row.pk}/", "partner", deed="done").status_code == 403
    assert press(cast, f"actions/{row.pk}/", "giver", deed="fly").status_code == 404
    assert "Done: Bring tape" in words_of(press(cast, f"actions/{row.pk}/", "giver", deed="done"))


def test_an_open_action_is_put_right_by_whoever_runs_it(cast: Cast) -> None:
    meeting = held(cast)
    giver, partner = (cast.partnership.memberships.get(school=s) for s in (cast.giver_school, cast.partner_school))
    row = MeetingAction.unscoped.create(
        partnership=cast.partnership, meeting=meeting, words="Bring magnet", membership=giver, contact=None
    )
    listed = page(cast, "actions/").content.decode()
    assert f"actions/{row.pk}/change/" in listed
    assert f"actions/{row.pk}/change/" not in page(cast, "actions/", who="giver").content.decode()
    form = page(cast, f"actions/{row.pk}/change/").content.decode()
    assert 'value="Bring magnet"' in form
    assert f'value="{giver.pk}:" selected' in form
    lead = partner.contacts.get()

    def change(typed: dict[str, str], by: str = "coordinator") -> HttpResponse:
        address = f"/w/{cast.partnership.slug}/meetings/actions/{row.pk}/change/"
        return browser_of(getattr(cast, by)).post(address, typed, follow=True)

    typed = {"words": "Bring two magnets", "who": f"{partner.pk}:{lead.pk}", "due_on": "14/12/2026"}
    assert "Saved." in words_of(change(typed))
    row.refresh_from_db()
    assert (row.words, row.membership, row.contact, row.due_on) == (
        "Bring two magnets", partner, lead, dt.date(2026, 12, 14),
    )  # fmt: skip
    emptied = change({**typed, "words": ""})
    assert emptied.status_code == 422
    assert "Say what they do." in words_of(emptied)
    elsewhere = cast.other_partnership.memberships.get()
    assert change({**typed, "who": f"{elsewhere.pk}:"}).status_code == 422
    for who in ("giver", "partner", "stranger", "other_coordinator"):
        assert change(typed, by=who).status_code in {403, 404}
    MeetingAction.unscoped.update(done_on=clock.today())
    late = change({**typed, "words": "Too late"})
    assert "It has been settled meanwhile" in words_of(late)
    row.refresh_from_db()
    assert row.words == "Bring two magnets"


def _phone(cast: Cast, meeting: Meeting, **marks: tuple[str, str]) -> dict[str, str]:
    """What a phone posts: for each school what its page had shown and what is pressed now."""
    posted = {"others": ""}
    for school, (was, now) in marks.items():
        key = cast.partnership.memberships.get(school__name=f"{school} School").pk
        posted |= {f"was-{key}": was} | ({f"at-{key}": now} if now else {})
    return posted


def _register(cast: Cast, meeting: Meeting) -> dict[str, bool | None]:
    return dict(meeting.attendance.values_list("membership__school__name", "present"))


def test_two_phones_at_one_register_lose_no_mark_and_the_second_is_told(cast: Cast) -> None:
    """Both pages were opened before anybody was marked."""
    meeting = held(cast)
    tail = f"{meeting.pk}/register/"
    press(cast, tail, **_phone(cast, meeting, Giver=("", "here"), Partner=("", "away")))
    told = press(cast, tail, **_phone(cast, meeting, Giver=("", "away"), Partner=("", "")))
    assert "Marked otherwise on another phone, so kept as here: Giver School." in words_of(told)
    assert _register(cast, meeting) == {"Giver School": True, "Partner School": False}
    found = press(cast, tail, **_phone(cast, meeting, Giver=("", ""), Partner=("", "here")))
    assert "kept as here: Partner School." in words_of(found)
    assert _register(cast, meeting) == {"Giver School": True, "Partner School": True}


def test_what_a_page_showed_and_nobody_pressed_overwrites_nothing_and_a_correction_counts(cast: Cast) -> None:
    meeting = held(cast)
    tail = f"{meeting.pk}/register/"
    press(cast, tail, **_phone(cast, meeting, Giver=("", "away"), Partner=("", "away")))
    press(cast, tail, **_phone(cast, meeting, Giver=("away", "here"), Partner=("away", "away")))
    stale = press(cast, tail, **_phone(cast, meeting, Giver=("away", "away"), Partner=("away", "here")))
    assert "another phone" not in words_of(stale)
    assert _register(cast, meeting) == {"Giver School": True, "Partner School": True}
    press(cast, tail, **_phone(cast, meeting, Giver=("here", "away"), Partner=("here", "here")))
    assert _register(cast, meeting) == {"Giver School": False, "Partner School": True}


def test_a_tap_is_remembered_so_that_the_next_on_the_same_phone_is_a_correction(cast: Cast) -> None:
    meeting = held(cast)
    key = cast.partnership.memberships.get(school=cast.giver_school).pk
    address = f"/w/{cast.partnership.slug}/meetings/{meeting.pk}/register/"
    browser = browser_of(cast.coordinator)
    opened = html.document_fromstring(browser.get(address).content)
    assert opened.cssselect(f"#was-{key}")[0].get("value") == ""
    posted = _phone(cast, meeting, Giver=("", "here"))
    total = html.fragments_fromstring(browser.post(address, posted, headers={"HX-Request": "true"}).content.decode())
    echoed = next(each for each in total if each.get("id") == f"was-{key}")
    assert (echoed.get("value"), echoed.get("hx-swap-oob")) == ("here", "true")
    again = browser.post(address, _phone(cast, meeting, Giver=("here", "away")), headers={"HX-Request": "true"})
    assert "another phone" not in again.content.decode()
    assert _register(cast, meeting)["Giver School"] is False
