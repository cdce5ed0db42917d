"""The register: marks of phones and pages, who may make them, what a phone may hold, and finishing."""

from __future__ import annotations

import datetime as dt

import pytest

from bothways.activities.actions import devices, register
from bothways.activities.models import Device, Mark
from bothways.activities.queries import register as queries
from bothways.activities.queries.labels import labels_for
from bothways.core import clock
from bothways.core.errors import Conflict, Invalid, NotFound, Refused
from bothways.core.tokens import LinkOver
from tests.factories.registers import Phone, make_phone, today_at
from tests.people import Cast, browser_of

pytestmark = pytest.mark.django_db


def ids_of(activity: object) -> list[str]:
    return list(labels_for(activity, None))  # type: ignore[arg-type]


def test_the_same_mark_sent_fifty_times_is_one(cast: Cast) -> None:
    activity = today_at(cast)
    device, phone = make_phone(activity), Phone()
    mark = phone.mark(ids_of(activity)[0])
    for _time in range(50):
        assert phone.send([mark]).json()["wrong"] == {}
    assert Mark.unscoped.filter(activity=activity).count() == 1
    device.refresh_from_db()
    assert device.marks == 1
    assert queries.totals(activity).here == 1


def test_a_key_of_another_phone_and_anothers_mark_are_refused_in_words(cast: Cast) -> None:
    activity = today_at(cast)
    make_phone(activity)
    make_phone(activity, "other", "Back door")
    first, other, forged = Phone(), Phone("other"), Phone("made up")
    mark = first.mark(ids_of(activity)[0])
    first.send([mark])
    assert other.send([mark]).json()["wrong"] == {
        mark["id"]: "Another phone has used this mark’s number. Make it again."
    }
    refused = forged.send([mark])
    assert (refused.status_code, refused.json()["code"]) == (404, "unknown")
    assert Mark.unscoped.count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "cleared"},
        {"id": "short"},
        {"own": -1},
        {"own": "x"},
        {"follows": "x"},
        {"who": "a" * 26, "kind": "walk_in", "school": "a" * 26},
        {"kind": "arrived", "who": "nobody"},
    ],
)
def test_a_mark_that_cannot_be_is_said_and_the_others_are_kept(cast: Cast, sent: dict[str, object]) -> None:
    activity = today_at(cast)
    make_phone(activity)
    phone = Phone()
    who = ids_of(activity)[0]
    phone.mark(who)
    phone.mark(who, "absent").update(sent)
    told = phone.send().json()
    assert len(told["wrong"]) == 1
    assert Mark.unscoped.filter(activity=activity).count() == 1


def test_a_phone_taken_off_is_told_and_reads_nothing_more(cast: Cast) -> None:
    activity = today_at(cast)
    device, phone = make_phone(activity), Phone()
    devices.revoke(by=cast.giver_admin, activity=activity, device_id=device.pk)
    phone.mark(ids_of(activity)[0])
    answer = phone.send()
    assert (answer.status_code, answer.json()["code"]) == (403, "revoked")
    assert "still on it" in answer.json()["words"]
    assert phone.pack().status_code == 403
    assert phone.queue


def test_marks_made_on_the_day_are_taken_until_a_day_later_and_labels_are_not(cast: Cast) -> None:
    day = clock.today() - dt.timedelta(days=1)
    activity = today_at(cast, day=day, ends_at=dt.time(0, 30))
    make_phone(activity)
    phone = Phone()
    phone.mark(ids_of(activity)[0])
    assert phone.pack().json()["code"] == "over"
    begun = clock.now().astimezone(clock.LONDON)
    if begun.hour < 4:
        assert phone.send().status_code == 200
    type(activity).unscoped.filter(pk=activity.pk).update(
        day=day - dt.timedelta(days=2), ends_on=day - dt.timedelta(days=2)
    )
    answer = Phone(queue=[{"id": "x"}]).send()
    assert (answer.status_code, answer.json()["code"]) == (409, "over")


def test_a_pack_holds_labels_and_nothing_that_is_not_needed_at_the_door(cast: Cast) -> None:
    activity = today_at(cast)
    make_phone(activity)
    told = Phone().pack().json()
    assert set(told) == {"event", "ends", "schools", "rows", "now", "marks"}
    assert set(told["rows"][0]) == {"id", "label", "school", "team"}
    assert set(told["schools"][0]) == {"id", "name"}


def test_a_link_lets_in_one_phone_and_its_key_is_kept_as_a_hash(cast: Cast) -> None:
    activity = today_at(cast)
    token = devices.let_a_phone(by=cast.giver_admin, activity=activity).rstrip("/").rpartition("/")[2]
    made, key = devices.enrol(by=None, token=token, name="Front door")
    assert made.token_hash == devices.digest(key) != key
    assert Phone(key).pack().status_code == 200
    with pytest.raises(LinkOver):
        devices.enrol(by=None, token=token, name="Back door")
    with pytest.raises(Refused):
        devices.let_a_phone(by=cast.partner, activity=activity)
    assert Device.unscoped.count() == 1


def test_all_here_never_overwrites_a_mark_and_a_teacher_marks_their_own_alone(cast: Cast) -> None:
    activity = today_at(cast)
    labels = labels_for(activity, None)
    partners = [key for key, label in labels.items() if label.school_id == cast.partner_school.pk]
    register.mark(by=cast.partner, activity=activity, who=partners[0], kind="absent")
    assert register.all_here(by=cast.partner, activity=activity, school_id=cast.partner_school.pk) == 3
    assert queries.states(activity)[partners[0]].where == "absent"
    with pytest.raises(Refused):
        register.all_here(by=cast.partner, activity=activity, school_id=cast.giver_school.pk)
    givers = next(key for key, label in labels.items() if label.school_id == cast.giver_school.pk)
    with pytest.raises(Refused):
        register.mark(by=cast.partner, activity=activity, who=givers, kind="arrived")
    with pytest.raises(NotFound):
        register.mark(by=cast.giver_admin, activity=activity, who="nobody", kind="arrived")


def test_outside_the_window_nobody_marks(cast: Cast) -> None:
    activity = today_at(cast, day=clock.today() + dt.timedelta(days=7))
    with pytest.raises(Refused):
        register.all_here(by=cast.giver_admin, activity=activity, school_id=cast.giver_school.pk)
    page = browser_of(cast.giver_admin).get(f"/events/{activity.pk}/register/")
    assert page.status_code == 403
    assert "You can see this register from" in page.content.decode()


def test_a_sheet_is_typed_back_by_numbers(cast: Cast) -> None:
    activity = today_at(cast, each=8)
    done = register.by_numbers(
        by=cast.giver_admin, activity=activity, school_id=cast.partner_school.pk, numbers="1-8 not 3"
    )
    assert done == (7, 1)
    rows = queries.register(activity, cast.giver_admin, [cast.partner_school.pk]).schools[0].rows
    assert [row.state.where.value for row in rows] == ["here"] * 2 + ["absent"] + ["here"] * 5
    with pytest.raises(Invalid, match="“1-9” is not a number of this sheet"):
        register.by_numbers(by=cast.giver_admin, activity=activity, school_id=cast.partner_school.pk, numbers="1-9")


def test_whoever_was_here_and_is_not_found_is_loud_until_settled_and_holds_up_finishing(cast: Cast) -> None:
    activity = today_at(cast)
    make_phone(activity)
    by, who = cast.giver_admin, ids_of(activity)[0]
    for school in (cast.giver_school, cast.partner_school):
        register.all_here(by=by, activity=activity, school_id=school.pk)
    register.mark(by=by, activity=activity, who=who, kind="absent")
    phone = Phone()
    phone.mark(who, follows=queries.states(activity)[who].missing[0])
    phone.send()
    assert queries.totals(activity).missing == 1
    page = browser_of(by).get(f"/events/{activity.pk}/register/").content.decode()
    assert "1 pupil who was here has not been found. Look for them now." in page
    assert "Front door" in page
    with pytest.raises(Conflict, match="has not been found"):
        register.finish(by=by, activity=activity, anyway=True)
    with pytest.raises(Invalid):
        register.settle(by=by, activity=activity, who=who, kind="absent")
    register.settle(by=by, activity=activity, who=who, kind="arrived", words="in the library")
    assert register.finish(by=by, activity=activity).here == 8
    activity.refresh_from_db()
    assert activity.totals["arrived"] == {cast.giver_school.pk: 4, cast.partner_school.pk: 4}


def test_finishing_asks_first_and_counts_who_came_without_a_place(cast: Cast) -> None:
    activity = today_at(cast)
    by = cast.giver_admin
    register.walk_in(by=by, activity=activity, school_id=cast.partner_school.pk, words="Robin, red coat")
    with pytest.raises(Conflict) as asked:
        register.finish(by=by, activity=activity)
    assert asked.value.code == "ask"
    count = register.finish(by=by, activity=activity, anyway=True)
    assert (count.here, count.walk_ins, count.unmarked) == (1, 1, 8)
    activity.refresh_from_db()
    assert activity.totals["arrived"][cast.partner_school.pk] == 1


def test_schools_are_marked_without_script_in_a_press_each(cast: Cast) -> None:
    activity = today_at(cast, each=5)
    client, where, presses = browser_of(cast.giver_admin), f"/events/{activity.pk}/register/", 0
    assert client.get(where).status_code == 200
    for who in ids_of(activity)[:2]:
        presses += 1
        assert client.post(f"{where}mark/", {"who": who, "kind": "absent"}).status_code == 302
    for school in (cast.giver_school, cast.partner_school):
        presses += 1
        assert client.post(f"{where}all-here/{school.pk}/").status_code == 302
    presses += 1
    assert client.post(f"{where}finish/", follow=True).status_code == 200
    count = queries.totals(activity)
    assert (presses, count.here, count.absent) == (5, 8, 2)  # a press a school, one each not here, and Finish
    for page in ("sheet/", "paper/", "phones/"):
        assert client.get(where + page).status_code == 200
    assert client.post(f"{where}phones/").status_code == 200
